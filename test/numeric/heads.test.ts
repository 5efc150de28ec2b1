import { describe, expect, test } from 'vitest';

import * as ops from '../../src/engine/fused/kernels/ops';
import { instantiate, loadModule } from '../../src/engine/fused/load';

// Losses and probabilities of classes against the formulas in double precision, on logits of every size.

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
const padded = (width: number): number => Math.ceil(width / 8) * 8;

/** In the kernels' memory: tape, tables, then rows. */
const place = {
  tape: ops.FIRST_FREE,
  table: ops.FIRST_FREE + 256,
  labels: ops.FIRST_FREE + 512,
  losses: ops.FIRST_FREE + 1024,
  mask: ops.FIRST_FREE + 2048,
  weights: ops.FIRST_FREE + 4096,
  logits: ops.FIRST_FREE + 4096 + 16384,
};
const gradientOf = (width: number): number => place.logits + 64 * padded(width) * 4;

interface Case {
  /** [row][class] */
  readonly logits: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly kind: number;
  readonly scale?: number;
  readonly weights?: readonly number[];
  readonly inPlace?: boolean;
}

type Kernels = ReturnType<typeof instantiate>;

function write(logits: readonly (readonly number[])[]): number {
  const width = logits[0]?.length ?? 0;
  const rowBytes = padded(width) * 4;
  logits.forEach((row, r) => {
    const values = new Float32Array(memory.buffer, place.logits + r * rowBytes, padded(width)).fill(9);
    values.set(row);
  });
  return rowBytes;
}

function run(kernels: Kernels, record: number, words: readonly number[], rows: number): void {
  const tape = [record, words.length + 2, ...words];
  new Int32Array(memory.buffer, place.tape, tape.length).set(tape);
  kernels.run(place.tape, place.tape + tape.length * 4, 0, rows);
}

const read = (address: number, rowBytes: number, rows: number, width: number): number[][] =>
  Array.from({ length: rows }, (_, r) => [...new Float32Array(memory.buffer, address + r * rowBytes, width)]);

/** One step of each row. */
function lossOf(kernels: Kernels, { logits, labels, kind, scale = 1, weights, inPlace }: Case) {
  const rows = logits.length;
  const width = logits[0]?.length ?? 0;
  const rowBytes = write(logits);
  const gradient = inPlace ? place.logits : gradientOf(width);
  const tableWords = new Int32Array(memory.buffer, place.table, rows);
  tableWords.forEach((_, r) => (tableWords[r] = place.labels + r * 4));
  new Int32Array(memory.buffer, place.labels, rows).set(labels);
  new Float32Array(memory.buffer, place.weights, 4096).fill(1).set(weights ?? []);
  new Float32Array(memory.buffer)[(ops.CONTROL + ops.LOSS_SCALE) / 4] = scale;
  run(
    kernels,
    ops.SEQUENCE_LOSS,
    [
      ...[place.logits, rowBytes, 0, 1, place.table, 0, 4, gradient, rowBytes, 0, place.losses],
      ...[width, kind, 0, 0, place.weights, 0, 1, 0],
    ],
    rows,
  );
  return {
    losses: [...new Float64Array(memory.buffer, place.losses, rows)],
    gradient: read(gradient, rowBytes, rows, padded(width)),
  };
}

function probabilitiesOf(kernels: Kernels, logits: readonly (readonly number[])[], kind: number): number[][] {
  const rowBytes = write(logits);
  const width = logits[0]?.length ?? 0;
  run(kernels, ops.PROBABILITIES, [place.logits, rowBytes, 0, 1, width, kind, 0, 0], logits.length);
  return read(place.logits, rowBytes, logits.length, width);
}

/** On the float32 numbers that the kernels are given. */
function exactSoftmax(logits: readonly number[]): { log: number[]; probabilities: number[] } {
  const z = logits.map(Math.fround);
  const most = Math.max(...z);
  const sum = z.reduce((total, value) => total + Math.exp(value - most), 0);
  return {
    log: z.map((value) => value - most - Math.log(sum)),
    probabilities: z.map((value) => Math.exp(value - most) / sum),
  };
}

const wave = (i: number): number => Math.sin(1 + 2.3 * i);
const list = (count: number, value: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => value(i));

/** Of e^x, the sum, and one rounding of the result. */
const near = 5e-7;

describe.each(['relaxed', 'plain'] as const)('%s SIMD', (simd) => {
  const kernels = instantiate(loadModule([simd]).module, memory);

  describe.each([1, 2, 3, 4, 5, 8, 9, 16, 2300])('%i classes', (classes) => {
    const label = classes - 1;
    const shapes: [string, number[]][] = [
      ['of usual size', list(classes, (i) => 3 * wave(i))],
      ['equal', list(classes, () => 0.75)],
      ['from -10,000 to 10,000', list(classes, (i) => 1e4 * wave(i))],
      ['all very large', list(classes, (i) => 1e30 + i)],
      ['one far above all others', list(classes, (i) => (i === 0 ? 1e4 : -1e4))],
      ['close to each other', list(classes, (i) => 1000 + 1e-3 * wave(i))],
    ];

    test.each(shapes)('softmax, logits %s', (_name, logits) => {
      const { log, probabilities } = exactSoftmax(logits);
      const weight = 1.5;
      const weights = list(classes, (i) => (i === label ? weight : 7));
      const scale = 0.25;
      for (const inPlace of [false, true]) {
        const setting = { logits: [logits], labels: [label], kind: ops.LOSS_SOFTMAX, scale, weights, inPlace };
        const { losses, gradient } = lossOf(kernels, setting);
        const expected = -(log[label] ?? NaN) * weight;
        expect(Math.abs((losses[0] ?? NaN) - expected)).toBeLessThanOrEqual(near * Math.max(1, Math.abs(expected)));
        const slopes = probabilities.map((p, i) => (p - Number(i === label)) * weight * scale);
        gradient[0]?.forEach((value, i) => {
          // What fills up the last panel is no class.
          expect(Math.abs(value - (slopes[i] ?? 0))).toBeLessThanOrEqual(i < classes ? near : 0);
        });
      }
      const predicted = probabilitiesOf(kernels, [logits, logits], ops.LOSS_SOFTMAX);
      for (const row of predicted) {
        row.forEach((p, i) => expect(Math.abs(p - (probabilities[i] ?? NaN))).toBeLessThanOrEqual(near));
        expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      }
    });
  });

  test('one class is certain: no loss, and no gradient', () => {
    const { losses, gradient } = lossOf(kernels, { logits: [[-77]], labels: [0], kind: ops.LOSS_SOFTMAX });
    expect([losses[0], gradient[0]]).toEqual([0, list(8, () => 0)]);
  });

  test.each([NaN, Infinity])('a logit of %d is not hidden', (value) => {
    for (const logits of [
      [value, 0, 1],
      [0, 1, 2, 3, value],
      [0, 1, 2, 3, 4, 5, 6, 7, value, 9],
    ]) {
      const { losses, gradient } = lossOf(kernels, { logits: [logits], labels: [1], kind: ops.LOSS_SOFTMAX });
      expect(losses[0]).toBeNaN();
      expect(gradient[0]?.some(Number.isNaN)).toBe(true);
    }
    expect(lossOf(kernels, { logits: [[NaN]], labels: [0], kind: ops.LOSS_SIGMOID }).losses[0]).toBeNaN();
    expect(lossOf(kernels, { logits: [[NaN]], labels: [1], kind: ops.LOSS_SIGMOID }).losses[0]).toBeNaN();
  });

  test('sigmoid: loss, gradient and probability keep their digits on both sides of certainty', () => {
    const logits = [0, 1e-6, 0.3, -0.3, 4, -4, 20, -20, 60, -60, 80, -80, 1e4, -1e4];
    for (const label of [0, 1]) {
      for (const z of logits) {
        const x = Math.fround(z);
        const weights = [0.5, 3];
        const weight = weights[label] ?? NaN;
        const setting = { logits: [[z]], labels: [label], kind: ops.LOSS_SIGMOID, weights };
        const { losses, gradient } = lossOf(kernels, setting);
        const towards = label === 1 ? x : -x;
        const loss = weight * (Math.max(0, -towards) + Math.log1p(Math.exp(-Math.abs(x))));
        // Relative, down to the smallest numbers: exp leaves 2^-25 of its argument, and ends at e^-87.
        const most = 6e-7 + 2 ** -25 * Math.min(87, Math.abs(x));
        expect(Math.abs((losses[0] ?? NaN) - loss)).toBeLessThanOrEqual(most * loss + 1e-37);
        const slope = (weight * (label === 1 ? -1 : 1)) / (1 + Math.exp(towards));
        expect(Math.abs((gradient[0]?.[0] ?? NaN) - slope)).toBeLessThanOrEqual(most * Math.abs(slope) + 1e-37);
        expect(gradient[0]?.slice(1)).toEqual(list(7, () => 0));
      }
    }
    const predicted = probabilitiesOf(
      kernels,
      logits.map((z) => [z]),
      ops.LOSS_SIGMOID,
    );
    predicted.forEach(([p], i) => {
      expect(Math.abs((p ?? NaN) - 1 / (1 + Math.exp(-(logits[i] ?? NaN))))).toBeLessThanOrEqual(near);
    });
  });

  test('several steps: masked ones have no loss, no gradient, and no target; sums go on where they are told to', () => {
    const [rows, steps, width] = [2, 3, 5];
    const logits = list(rows * steps, (i) => i).map((i) => list(width, (j) => wave(7 * i + j)));
    const rowBytes = write(logits);
    const stepBytes = rows * rowBytes;
    new Uint8Array(memory.buffer, place.mask, 6).set([1, 1, 0, 1, 1, 0]); // [step][row]
    const labels = new Int32Array(memory.buffer, place.labels, 16).fill(0x7fffffff);
    labels.set([3, 0x7fffffff, 1], 0);
    labels.set([2, 4, 0x7fffffff], 8);
    new Int32Array(memory.buffer, place.table, 2).set([place.labels, place.labels + 32]);
    new Float32Array(memory.buffer, place.weights, 5).fill(1);
    new Float32Array(memory.buffer)[(ops.CONTROL + ops.LOSS_SCALE) / 4] = 1;
    const record = (t: number, count: number, adds: number): number[] => [
      ...[place.logits + t * stepBytes, rowBytes, stepBytes, count, place.table, 4 * t, 4],
      ...[gradientOf(width) + t * stepBytes, rowBytes, stepBytes, place.losses, width, ops.LOSS_SOFTMAX],
      ...[place.mask + 2 * t, 2, place.weights, 0, 1, adds],
    ];
    const expected = [
      [0, 3],
      [4, 1],
      [1, 2],
      [3, 4],
    ].map(([row = 0, label = 0]) => -(exactSoftmax(logits[row] ?? []).log[label] ?? NaN));
    const [first = 0, second = 0, third = 0, fourth = 0] = expected;
    const losses = new Float64Array(memory.buffer, place.losses, 2);
    run(kernels, ops.SEQUENCE_LOSS, record(0, 3, 0), 2);
    const together = [...losses];
    expect(together[0]).toBeCloseTo(first + second, 6);
    expect(together[1]).toBeCloseTo(third + fourth, 6);
    const gradient = read(gradientOf(width), rowBytes, rows * steps, 8);
    expect(gradient[2]).toEqual(list(8, () => 0));
    expect(gradient[5]).toEqual(list(8, () => 0));
    run(kernels, ops.SEQUENCE_LOSS, record(0, 1, 0), 2);
    run(kernels, ops.SEQUENCE_LOSS, record(1, 2, 1), 2);
    expect([...losses]).toEqual(together);
    expect(read(gradientOf(width), rowBytes, rows * steps, 8)).toEqual(gradient);
  });

  test('quantiles: by hand, as numpy.maximum(q * e, (q - 1) * e) with e = truth - prediction', () => {
    const predictions = [1, 2, 4, -1, 0, 0.5];
    const truth = [3, 0];
    const quantiles = [0.1, 0.5, 0.9];
    const rowBytes = write([predictions]);
    new Int32Array(memory.buffer, place.table, 1).set([place.labels]);
    new Float32Array(memory.buffer, place.labels, 2).set(truth);
    new Float32Array(memory.buffer, place.weights, 3).set(quantiles);
    new Float32Array(memory.buffer)[(ops.CONTROL + ops.LOSS_SCALE) / 4] = 1;
    run(
      kernels,
      ops.SEQUENCE_LOSS,
      [
        ...[place.logits, rowBytes, 0, 1, place.table, 0, 8, gradientOf(6), rowBytes, 0, place.losses],
        ...[6, ops.LOSS_QUANTILE, 0, 0, 0, place.weights, 3, 0],
      ],
      1,
    );
    // e = 2, 1, -1 and 1, 0, -0.5: 0.2 + 0.5 + 0.1 and 0.1 + 0 + 0.05.
    expect(new Float64Array(memory.buffer, place.losses, 1)[0]).toBeCloseTo(0.95, 6);
    const expected = [-0.1, -0.5, 0.1, -0.1, 0, 0.1, 0, 0].map(Math.fround);
    read(gradientOf(6), rowBytes, 1, 8)[0]?.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
  });
});

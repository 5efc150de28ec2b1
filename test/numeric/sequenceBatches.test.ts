import { describe, expect, test } from 'vitest';

import type { Engine, EngineData, ModelShapes } from '../../src/engine/engine';
import { createFusedEngine } from '../../src/engine/fused/create';
import type { Experiment, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { fusedNames, makeEngine } from './engines';
import type { Variant } from './sequenceCases';
import { makeExperiment, order, shapesOf, start, timeSteps, variants } from './sequenceCases';
import { relativeError } from './vectors';

/** Everything that a few batches leave behind, to the last bit. */
async function trained(engine: Engine): Promise<unknown> {
  const results: unknown[] = [];
  for (let i = 0; i < 3; i++) results.push(await engine.trainBatch(order, 0.01));
  results.push(await engine.trainBatch(Int32Array.of(1, 0), 0.01), await engine.measure(order));
  return { results, weights: engine.weights(), optimizer: engine.optimizerState() };
}

/** Predictions of the steps that an example has. */
const real = (values: Float32Array): number[] => [...values].filter((value) => !Number.isNaN(value));

describe.each(fusedNames)('%s: no bit depends on', (which) => {
  const make = async (variant: Variant, change: Partial<ModelShapes> = {}): Promise<Engine> =>
    makeEngine(which, makeExperiment(variant), { ...shapesOf(variant), ...change });

  test.each(Object.entries(variants))('padding: %s', async (_name, variant) => {
    const each = variant.task !== undefined;
    const horizonOf = (steps: number): number => (each ? steps : shapesOf(variant).horizon);
    const bucket = (steps: number) => ({ timeSteps: steps, horizon: horizonOf(steps) });
    const engine = await make(variant);
    start(engine, variant);
    const expected = await trained(engine);
    const predicted = real(await engine.predict(order));
    engine.dispose();

    for (const steps of [[1, 3, 5], [2, 5], [13], [1, 2, 3, 4, 5, 40]]) {
      const most = steps.at(-1) ?? timeSteps;
      const other = await make(variant, { timeSteps: most, horizon: horizonOf(most) });
      start(other, variant, { buckets: steps.map(bucket) });
      expect(await trained(other)).toEqual(expected);
      expect(real(await other.predict(order))).toEqual(predicted);
      other.dispose();
    }
  });

  test.each(Object.entries(variants))('the examples that are computed beside: %s', async (_name, variant) => {
    const engine = await make(variant);
    start(engine, variant, {});
    const together = await engine.predict(order);
    const ofExample = together.length / order.length;
    for (const [i, example] of order.entries()) {
      const alone = await engine.predict(Int32Array.of(example));
      expect(alone).toEqual(together.slice(i * ofExample, (i + 1) * ofExample));
    }
    const many = Int32Array.from({ length: 300 }, (_, i) => (7 * i) % order.length);
    const all = await engine.predict(many);
    const { loss } = await engine.measure(many);
    let sum = 0;
    let count = 0;
    for (const [i, example] of many.entries()) {
      const at = order.indexOf(example) * ofExample;
      if (i % 17 === 0) {
        expect(all.slice(i * ofExample, (i + 1) * ofExample)).toEqual(together.slice(at, at + ofExample));
      }
      const one = await engine.measure(Int32Array.of(example));
      sum += one.loss * one.count;
      count += one.count;
    }
    expect(relativeError([loss], [sum / count])).toBeLessThan(1e-12);
    engine.dispose();
  });
});

/** Large enough that jobs are shared out: 8 threads take part from 12 million operations on. */
const largeShapes = { timeSteps: 24, features: 0, horizon: 24, targets: 0, vocabulary: 300, classes: 90 };
const large: ExperimentInput = {
  version: 1,
  task: 'label',
  data: { file: 'none.csv', targets: ['a'] },
  model: {
    embedding: { units: 40 },
    layers: [
      { cell: 'lstm', units: 48, bidirectional: true, dropout: 0.2 },
      { cell: 'gru', units: 40 },
    ],
  },
  training: { loss: 'categorical_crossentropy', batchSize: 48 },
};

function fillLarge(data: EngineData, count: number, steps: number): void {
  data.tokens.forEach((_, i) => (data.tokens[i] = (i * i + 3 * i) % 300));
  data.labels.forEach((_, i) => (data.labels[i] = (i * 7) % 90));
  for (let e = 0; e < count; e++) {
    const length = 1 + ((e * 11) % steps);
    data.index.set([e * steps, length, e * steps, length], e * 4);
  }
}

describe('threads', () => {
  const count = 48;
  const steps = largeShapes.timeSteps;
  const all = Int32Array.from({ length: count }, (_, i) => i);

  async function run(threads: number, shared = true): Promise<unknown> {
    const engine = await createFusedEngine(experimentSchema.parse(large), largeShapes, { threads, shared });
    const buckets = [10, 24].map((n) => ({ timeSteps: n, horizon: n }));
    fillLarge(engine.allocateData(count * steps, { examples: count, buckets }), count, steps);
    const results = [];
    for (let i = 0; i < 3; i++) results.push(await engine.trainBatch(all, 0.01));
    results.push(await engine.trainBatch(Int32Array.of(0, 3), 0.01), await engine.measure(all));
    const predicted = await engine.predict(all);
    const weights = engine.weights();
    engine.dispose();
    return { results, predicted, weights };
  }

  test('1, 2, 4 and 8 give the same bits, and so does memory of one thread', async () => {
    const one = await run(1);
    for (const threads of [2, 4, 8]) expect(await run(threads)).toEqual(one);
    expect(await run(1, false)).toEqual(one);
  });
});

/** A learned vector is what a one at the token's place finds in a larger kernel. */
test.each(fusedNames)('%s: an embedding is one-hot times a kernel, forwards and backwards', async (which) => {
  const shapes = { timeSteps: 6, features: 0, horizon: 1, targets: 0, vocabulary: 11, classes: 3 };
  const [units, width] = [4, 5];
  const of = (embedding: { units: number } | null): Experiment =>
    experimentSchema.parse({
      ...{ version: 1, task: 'classify', data: { file: 'none.csv', targets: ['a'] } },
      model: { embedding, layers: [{ cell: 'lstm', units }] },
      training: { loss: 'categorical_crossentropy', batchSize: 7 },
    });
  const fill = (engine: Engine): void => {
    const data = engine.allocateData(42, { examples: 7, targetRows: 7 });
    data.tokens.forEach((_, i) => (data.tokens[i] = (i * i + i) % 11));
    for (let e = 0; e < 7; e++) data.index.set([e * 6, e, e, 1], e * 4);
    data.labels.set([0, 1, 2, 2, 1, 0, 1]);
  };
  const learned = await makeEngine(which, of({ units: width }), shapes);
  const oneHot = await makeEngine(which, of(null), shapes);
  fill(learned);
  fill(oneHot);
  const [table, kernel, ...others] = learned.weights();
  if (!table || !kernel) throw new Error('no weights');
  const columns = 4 * units;
  const product = (
    [rows, inner, out]: readonly [number, number, number],
    a: (i: number, k: number) => number,
    b: (k: number, j: number) => number,
  ): Float32Array =>
    Float32Array.from({ length: rows * out }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a(Math.floor(at / out), k) * b(k, at % out);
      return sum;
    });
  const e = (x: number, k: number): number => table.values[x * width + k] ?? NaN;
  const w = (k: number, j: number): number => kernel.values[k * columns + j] ?? NaN;
  oneHot.setWeights([
    { name: 'lstm/kernel', shape: [11, columns], values: product([11, width, columns], e, w) },
    ...others,
  ]);
  const all = Int32Array.from({ length: 7 }, (_, i) => i);
  expect(relativeError(await learned.predict(all), await oneHot.predict(all))).toBeLessThan(1e-6);
  await learned.trainBatch(all, 1e-3);
  await oneHot.trainBatch(all, 1e-3);
  const first = (engine: Engine, i: number): Float32Array =>
    (engine.optimizerState().slots[i]?.values ?? new Float32Array(0)).map((m) => m * 10);
  const byBig = first(oneHot, 0);
  const g = (x: number, j: number): number => byBig[x * columns + j] ?? NaN;
  expect(
    relativeError(
      first(learned, 0),
      product([11, columns, width], g, (j, k) => w(k, j)),
    ),
  ).toBeLessThan(1e-5);
  expect(
    relativeError(
      first(learned, 1),
      product([width, 11, columns], (k, x) => e(x, k), g),
    ),
  ).toBeLessThan(1e-5);
  learned.dispose();
  oneHot.dispose();
});

describe('what is not there', () => {
  const shapes = { timeSteps: 4, features: 0, horizon: 4, targets: 0, vocabulary: 6, classes: 3 };
  const experiment = experimentSchema.parse({
    ...{ version: 1, task: 'label', data: { file: 'none.csv', targets: ['a'] } },
    model: { embedding: { units: 2 } },
    training: { loss: 'categorical_crossentropy', batchSize: 2 },
  });

  async function with_(change: (data: EngineData) => void): Promise<Engine> {
    const engine = await createFusedEngine(experiment, shapes, { threads: 1 });
    const data = engine.allocateData(10, { examples: 2 });
    data.index.set([0, 3, 0, 3, 4, 4, 4, 4]);
    change(data);
    return engine;
  }
  const both = Int32Array.of(0, 1);
  const cases: [string, (data: EngineData) => void, RegExp][] = [
    ['a token beyond the vocabulary', ({ tokens }) => (tokens[2] = 6), /Token 6 of row 2 is not one of the 6/],
    ['a negative token', ({ tokens }) => (tokens[5] = -1), /Token -1 of row 5/],
    ['an unknown class', ({ labels }) => (labels[7] = 3), /Class 3 of row 7 is not one of the 3/],
    ['a negative class', ({ labels }) => (labels[0] = -2147483648), /Class -2147483648 of row 0/],
    ['too many steps', ({ index }) => index.set([0, 5, 0, 5]), /5 source steps; 0 to 4/],
    ['less than no steps', ({ index }) => index.set([0, -1, 0, -1]), /-1 source steps/],
    [
      'rows behind the data',
      ({ index }) => index.set([8, 3, 0, 3]),
      /source rows \[8, 11\) are not within the 10 rows/,
    ],
    ['rows before the data', ({ index }) => index.set([-1, 3, 0, 3]), /source rows \[-1, 2\)/],
    ['labels behind the data', ({ index }) => index.set([0, 3, 9, 3]), /target rows \[9, 12\)/],
    ['labels for other steps', ({ index }) => index.set([0, 3, 0, 2]), /3 source steps and 2 target steps/],
  ];

  test.each(cases)('%s is refused, and nothing is learned from it', async (_name, change, message) => {
    const engine = await with_(change);
    const before = { weights: engine.weights(), optimizer: engine.optimizerState() };
    expect(() => engine.trainBatch(both, 0.1)).toThrow(message);
    expect(() => engine.trainBatch(both, 0.1)).toThrow(RangeError);
    expect(() => engine.measure(both)).toThrow(RangeError);
    expect({ weights: engine.weights(), optimizer: engine.optimizerState() }).toEqual(before);
    engine.dispose();
  });

  test('numbers of examples that there are not', async () => {
    const engine = await with_(() => undefined);
    for (const example of [-1, 2, 2147483647]) {
      expect(() => engine.trainBatch(Int32Array.of(example), 0.1)).toThrow(`Example ${example} is not one of the 2.`);
      expect(() => engine.predict(Int32Array.of(example))).toThrow(RangeError);
      expect(() => engine.hiddenStates(Int32Array.of(example), 0)).toThrow(RangeError);
    }
    expect(() => engine.setInputs(10, new Float32Array(0))).not.toThrow();
    engine.dispose();
  });

  test('tokens and labels of padding are nobody’s, whatever stands there', async () => {
    const plain = await with_(() => undefined);
    const dirty = await with_(({ tokens, labels }) => {
      tokens.set([-5, 99], 3);
      tokens.fill(1_000_000, 8);
      labels.fill(-7, 8);
      labels[3] = 12345;
    });
    dirty.setWeights(plain.weights());
    const ok = Int32Array.of(0);
    expect(await dirty.trainBatch(ok, 0.1)).toEqual(await plain.trainBatch(ok, 0.1));
    expect(dirty.weights()).toEqual(plain.weights());
    plain.dispose();
    dirty.dispose();
  });

  test('examples of no step: nothing is learned, and nothing breaks', async () => {
    const engine = await with_(({ index }) => index.set([0, 0, 0, 0, 4, 0, 4, 0]));
    const before = engine.weights();
    expect(await engine.trainBatch(both, 0.1)).toEqual({ loss: 0, gradientNorm: 0, count: 0 });
    expect(await engine.measure(both)).toEqual({ loss: 0, count: 0 });
    expect([...(await engine.predict(both))].every(Number.isNaN)).toBe(true);
    expect(engine.weights()).toEqual(before);
    engine.dispose();
  });

  test('buckets that do not end with the shapes, or are of windows', async () => {
    const engine = await createFusedEngine(experiment, shapes, { threads: 1 });
    const four = { timeSteps: 4, horizon: 4 };
    expect(() => engine.allocateData(10, { examples: 2, buckets: [{ timeSteps: 3, horizon: 3 }] })).toThrow(RangeError);
    expect(() => engine.allocateData(10, { examples: 2, buckets: [] })).toThrow(RangeError);
    expect(() => engine.allocateData(10, { buckets: [{ timeSteps: 2, horizon: 2 }, four] })).toThrow(RangeError);
    const many = Array.from({ length: 17 }, () => four);
    expect(() => engine.allocateData(10, { examples: 2, buckets: many })).toThrow(RangeError);
    engine.dispose();
  });
});

test('a batch larger than was planned keeps its data where they are', async () => {
  const engine = await createFusedEngine(
    experimentSchema.parse({ ...large, training: { ...large.training, batchSize: 2 } }),
    largeShapes,
    { threads: 2 },
  );
  const other = await createFusedEngine(experimentSchema.parse(large), largeShapes, { threads: 2 });
  for (const one of [engine, other]) fillLarge(one.allocateData(48 * 24, { examples: 48 }), 48, 24);
  const all = Int32Array.from({ length: 48 }, (_, i) => i);
  expect(await engine.trainBatch(all, 0.01)).toEqual(await other.trainBatch(all, 0.01));
  expect(engine.weights()).toEqual(other.weights());
  engine.dispose();
  other.dispose();
});

describe('many classes at many steps', () => {
  const of = (classes: number, batchSize: number): Promise<Engine> =>
    createFusedEngine(
      experimentSchema.parse({
        ...{ version: 1, task: 'label', data: { file: 'none.csv', targets: ['a'] } },
        model: { layers: [{ units: 2 }] },
        training: { loss: 'categorical_crossentropy', batchSize },
      }),
      { timeSteps: 500, features: 1, horizon: 500, targets: 0, classes },
      { threads: 2 },
    );

  test('are predicted in groups that fit beside a small batch', async () => {
    const engine = await of(5000, 2);
    const data = engine.allocateData(1000, { examples: 40 });
    for (let e = 0; e < 40; e++) data.index.set([e, 3, e, 3], e * 4);
    // A row of logits takes 10 MB: 128 rows at once would be 1.3 GB.
    expect(data.inputs.buffer.byteLength).toBeLessThan(200e6);
    const predicted = await engine.predict(Int32Array.of(39, 7));
    expect(predicted.length).toBe(2 * 500 * 5000);
    expect(predicted.subarray(0, 5000).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
    engine.dispose();
  });

  test('are refused at once where they cannot fit', async () => {
    const begun = performance.now();
    await expect(of(1_000_000, 64)).rejects.toMatchObject({ name: 'UserError', details: { code: 'engine/memory' } });
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

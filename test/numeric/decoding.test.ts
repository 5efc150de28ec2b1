import { describe, expect, test } from 'vitest';

import type { Decoding, Engine, ModelShapes } from '../../src/engine/engine';
import { experimentSchema } from '../../src/spec/experiment';
import type { DecoderCase } from './decoderVectors';
import { filledData, readDecoders, startDecoder } from './decoderVectors';
import type { EngineName } from './engines';
import { engineNames, isFused, livingTensors, makeEngine } from './engines';
import { allowed, shareOf } from './tolerance';

const cases = readDecoders();
const named = (word: string): DecoderCase => {
  const found = cases.find(({ name }) => name === word);
  if (!found) throw new Error(`There is no case ${word}.`);
  return found;
};

/**
 * What a decoder is given at each step, for some examples: the true targets of the step before and the known columns,
 * as while it is trained. Beyond an example's end it gets token 0 or zeros.
 */
function teacher(
  vector: DecoderCase,
  examples: readonly number[],
): { inputs: Int32Array | Float32Array; columns: Float32Array }[] {
  const { shapes } = vector;
  const { timeSteps, horizon, targets, known = 0, classes } = shapes;
  const filled = filledData(vector);
  return Array.from({ length: horizon }, (_, t) => {
    if (classes !== undefined) {
      const tokens = examples.map((example) => {
        const [, , first = 0, length = 0] = filled.index.subarray(example * 4, example * 4 + 4);
        return t < length ? (filled.labels[first + t] ?? NaN) : 0;
      });
      return { inputs: Int32Array.from(tokens), columns: new Float32Array(0) };
    }
    const before = examples.map((example) => example + timeSteps - 1 + t);
    return {
      inputs: Float32Array.from(
        before.flatMap((row) => [...filled.targets.subarray(row * targets, (row + 1) * targets)]),
      ),
      columns: Float32Array.from(
        before.flatMap((row) => [...filled.known.subarray((row + 1) * known, (row + 2) * known)]),
      ),
    };
  });
}

/** Outputs [examples, horizon, units] of stepping; NaN beyond an example's steps. */
async function stepThrough(
  decoding: Decoding,
  vector: DecoderCase,
  examples: readonly number[],
): Promise<Float32Array> {
  const { horizon, classes, targets } = vector.shapes;
  const units = classes ?? targets;
  const result = new Float32Array(examples.length * horizon * units).fill(NaN);
  for (const [t, { inputs, columns }] of teacher(vector, examples).entries()) {
    const said = await decoding.step(inputs, columns);
    examples.forEach((example, row) => {
      if (t >= (vector.data.targetLengths[example] ?? 0)) return;
      result.set(said.subarray(row * units, (row + 1) * units), (row * horizon + t) * units);
    });
  }
  return result;
}

/** Fused and in plain JavaScript; what holds of one backend of TensorFlow.js holds of all. */
const both: readonly EngineName[] = ['fused relaxed', 'cpu'];

/**
 * Every sum of the fused engine has one order, whether a product is of one step or of all: there is no rounding to allow
 * for. Products of TensorFlow.js are blocked by their number of rows.
 */
function expectSame(which: EngineName, sums: number, actual: Float32Array, expected: Float32Array): void {
  if (isFused(which)) {
    expect(actual).toEqual(expected);
    return;
  }
  const real = (values: Float32Array): Float32Array => values.map((value) => (Number.isNaN(value) ? -1e9 : value));
  const limit = allowed(sums, expected.filter((value) => !Number.isNaN(value))); // prettier-ignore
  expect(shareOf(limit, real(actual), real(expected))).toBeLessThanOrEqual(1);
  expect(livingTensors()).toBe(0);
}

describe.each(engineNames)('%s: step after step', (which) => {
  test.each(cases.map((vector) => [vector.name, vector] as const))(
    'is what the pass over all steps gives: %s',
    async (_name, vector) => {
      const engine = await startDecoder(vector, which);
      const examples = [...vector.data.lengths.keys()].reverse();
      const expected = await engine.predict(Int32Array.from(examples));
      const decoding = await engine.decode(Int32Array.from(examples));
      expectSame(which, vector.sums.outputs, await stepThrough(decoding, vector, examples), expected);
      engine.dispose();
    },
  );
});

const attending = named('lstm: states of two directions, attention');

describe.each(both)('%s: a decoding', (which) => {
  test('goes on from the states of other rows of the example', async () => {
    for (const name of [
      'lstm: states, attention',
      'gru: two layers each, attention',
      'simple_rnn: repeat, known, two directions',
    ]) {
      const vector = named(name);
      const engine = await startDecoder(vector, which);
      const { classes, targets, known = 0 } = vector.shapes;
      const units = classes ?? targets;
      const [examples, copies] = [[4, 1], 3];
      const inputsOf = (seed: number): Int32Array | Float32Array =>
        classes === undefined
          ? new Float32Array(6 * targets)
          : Int32Array.from({ length: 6 }, (_, row) => 1 + ((seed + row * row) % (classes - 1)));
      const columns = Float32Array.from({ length: 6 * known }, (_, i) => Math.sin(i));
      const same = classes === undefined ? new Float32Array(6 * targets) : new Int32Array(6).fill(2);
      const parents = Int32Array.of(2, 2, 0, 4, 3, 3);
      const run = async (reorder: boolean): Promise<Float32Array> => {
        const decoding = await engine.decode(Int32Array.from(examples), copies);
        await decoding.step(inputsOf(1), columns);
        if (reorder) decoding.reorder(parents);
        return Float32Array.from(await decoding.step(same, new Float32Array(6 * known).fill(0.5)));
      };
      const [plain, reordered] = [await run(false), await run(true)];
      expect(reordered).toEqual(
        Float32Array.from([...parents].flatMap((parent) => [...plain.subarray(parent * units, (parent + 1) * units)])),
      );
      // Rows differ, so that the order is seen.
      expect(plain.subarray(0, units)).not.toEqual(plain.subarray(2 * units, 3 * units));
      engine.dispose();
    }
  });

  test('tells how much it looks at each step of the source', async () => {
    const engine = await startDecoder(attending, which);
    const { timeSteps } = attending.shapes;
    const examples = [...attending.data.lengths.keys()];
    const decoding = await engine.decode(Int32Array.from(examples));
    await decoding.step(new Int32Array(examples.length).fill(1));
    const weights = decoding.attention();
    if (!weights) throw new Error('There is no attention.');
    expect(weights.length).toBe(examples.length * timeSteps);
    examples.forEach((example) => {
      const own = weights.subarray(example * timeSteps, (example + 1) * timeSteps);
      const length = attending.data.lengths[example] ?? 0;
      expect([...own].every((weight, s) => (s < length ? weight > 0 : weight === 0))).toBe(true);
      expect(own.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    });
    engine.dispose();
    const without = await startDecoder(named('lstm: states'), which);
    const other = await without.decode(Int32Array.of(0));
    await other.step(Int32Array.of(1));
    expect(other.attention()).toBeNull();
    without.dispose();
  });

  test('ends with the next one, and with other data', async () => {
    const engine = await startDecoder(attending, which);
    const first = await engine.decode(Int32Array.of(0));
    const second = await engine.decode(Int32Array.of(1));
    expect(() => first.step(Int32Array.of(1))).toThrow('has ended');
    await second.step(Int32Array.of(1));
    attending.data.fill(engine.allocateData(attending.data.rows, attending.data.options));
    expect(() => second.attention()).toThrow('has ended');
    engine.dispose();
  });

  test('refuses more rows than there is memory for', async () => {
    const engine = await startDecoder(attending, which);
    // WebAssembly has 4 GB; TensorFlow.js takes what the machine has.
    const copies = isFused(which) ? 1e7 : 1e11;
    await expect(async () => engine.decode(Int32Array.of(0), copies)).rejects.toThrow(/GB|memory/i);
    const decoding = await engine.decode(Int32Array.of(0), 2);
    expect((await decoding.step(Int32Array.of(1, 1))).every(Number.isFinite)).toBe(true);
    engine.dispose();
  });

  test('is not disturbed by other calls, nor by others after it', async () => {
    const engine = await startDecoder(attending, which);
    const examples = [3, 0];
    const expected = await engine.predict(Int32Array.from(examples));
    await engine.hiddenStates(Int32Array.of(1), 0);
    for (let round = 0; round < 3; round++) {
      const decoding = await engine.decode(Int32Array.from(examples));
      await engine.predict(Int32Array.of(5, 6, 7));
      await engine.gradientNorms(Int32Array.of(5, 6, 7));
      expectSame(which, attending.sums.outputs, await stepThrough(decoding, attending, examples), expected);
      await engine.decode(new Int32Array(40).fill(2)); // needs more room
    }
    engine.dispose();
  });

  test('refuses what does not fit', async () => {
    const engine = await startDecoder(attending, which);
    const { classes = 0 } = attending.shapes;
    const decoding = await engine.decode(Int32Array.of(0, 1));
    expect(() => decoding.step(Int32Array.of(1))).toThrow('takes 2 tokens, not 1');
    expect(() => decoding.step(Int32Array.of(1, classes))).toThrow(
      `Token ${classes} of row 1 is not one of the ${classes}`,
    );
    expect(() => decoding.step(Int32Array.of(-1, 0))).toThrow('Token -1 of row 0');
    expect(() => decoding.step(Float32Array.of(NaN, 0))).toThrow('Token NaN');
    expect(() => decoding.step(Int32Array.of(1, 1), new Float32Array(1))).toThrow('takes 0 values of columns, not 1');
    expect(() => decoding.reorder(Int32Array.of(0))).toThrow('There are 2 rows');
    expect(() => decoding.reorder(Int32Array.of(1, 0))).toThrow('is of another example');
    await expect(async () => engine.decode(Int32Array.of(99))).rejects.toThrow('Example 99');
    await expect(async () => engine.decode(new Int32Array(0))).rejects.toThrow('at least one');
    await expect(async () => engine.generate(1)).rejects.toThrow('cannot write on');
    engine.dispose();
  });

  test('of numbers whose windows are scaled takes and gives them as they are', async () => {
    for (const name of ['lstm: numbers, known, attention', 'gru: numbers']) {
      const vector = named(name);
      const windowScale = { inputs: [0], targets: Array.from({ length: vector.shapes.targets }, () => 0) };
      const engine = await startDecoder(vector, which, { options: { windowScale } });
      const examples = [2, 0, 5];
      const expected = await engine.predict(Int32Array.from(examples));
      const actual = await stepThrough(await engine.decode(Int32Array.from(examples)), vector, examples);
      // Once there and once back: two roundings of values that are at most 2.
      expect(Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))))).toBeLessThan(2e-6);
      engine.dispose();
    }
  });
});

test('a decoding ends where the next one is interrupted', async () => {
  const engine = await startDecoder(attending, 'fused relaxed');
  const first = await engine.decode(Int32Array.of(0));
  const running = engine.decode(new Int32Array(20_000).fill(1));
  engine.interrupt();
  // A machine that is done before its first turn has nothing to interrupt.
  if (running instanceof Promise) await expect(running).rejects.toThrow('interrupted');
  expect(() => first.step(Int32Array.of(1))).toThrow('has ended');
  engine.dispose();
});

describe.each(both)('%s: a network that writes on', (which) => {
  const shapes: ModelShapes = { timeSteps: 6, features: 2, horizon: 6, targets: 0, vocabulary: 9, classes: 9 };
  const start = async (cell: 'lstm' | 'gru' | 'simple_rnn', embedding: boolean): Promise<Engine> => {
    const experiment = experimentSchema.parse({
      version: 1,
      task: 'generate',
      data: { file: 'none.csv', inputs: ['a', 'b'], targets: ['text'] },
      model: {
        topology: 'one-to-many',
        tokens: {},
        layers: [
          { cell, units: 5 },
          { cell, units: 3, dropout: 0.5 },
        ],
        ...(embedding ? { embedding: { units: 4 } } : {}),
      },
      training: { loss: 'categorical_crossentropy', batchSize: 4 },
    });
    const engine = await makeEngine(which, experiment, shapes);
    const data = engine.allocateData(18, { examples: 3 });
    data.inputs.set(Float32Array.from({ length: 36 }, (_, i) => Math.cos(i)));
    data.tokens.set(Int32Array.from({ length: 18 }, (_, i) => 1 + ((i * 5) % 8)));
    data.index.set([0, 6, 0, 6, 6, 6, 6, 6, 12, 6, 12, 6]);
    return engine;
  };

  test.each([
    ['lstm', true],
    ['lstm', false],
    ['gru', true],
    ['simple_rnn', false],
  ] as const)('says step after step what it says of a whole text: %s, embedding %s', async (cell, embedding) => {
    const engine = await start(cell, embedding);
    const expected = await engine.predict(Int32Array.of(0, 1, 2));
    for (let round = 0; round < 2; round++) {
      const decoding = await engine.generate(3);
      const actual = new Float32Array(expected.length);
      for (let t = 0; t < 6; t++) {
        const at = [0, 6, 12].map((row) => row + t);
        const columns = at.flatMap((row) => [Math.cos(2 * row), Math.cos(2 * row + 1)]);
        const said = await decoding.step(
          Int32Array.from(at, (row) => 1 + ((row * 5) % 8)),
          Float32Array.from(columns),
        );
        for (let row = 0; row < 3; row++) actual.set(said.subarray(row * 9, (row + 1) * 9), (row * 6 + t) * 9);
      }
      expectSame(which, 40, actual, expected);
    }
    engine.dispose();
  });

  test('is no decoder', async () => {
    const engine = await start('lstm', true);
    await expect(async () => engine.decode(Int32Array.of(0))).rejects.toThrow('no decoder');
    await expect(async () => engine.generate(0)).rejects.toThrow('At least one');
    engine.dispose();
  });
});

import { describe, expect, test } from 'vitest';

import type { Engine, ModelShapes } from '../../src/engine/engine';
import type { RecurrentLayer } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { makeEngine } from './engines';

const cells = [
  { cell: 'simple_rnn' },
  { cell: 'lstm' },
  { cell: 'gru', resetAfter: true },
  { cell: 'gru', resetAfter: false },
] as const;

const streams = 3;
/** Steps of a stream, and of the pieces that it is cut into. */
const whole = 8;
const piece = 4;

interface Setting {
  readonly steps: number;
  readonly stateful: boolean;
  readonly more?: Partial<RecurrentLayer>;
}

/** A network that labels every step of three streams of eight rows, whole or cut into pieces of `steps` rows. */
async function start(cell: (typeof cells)[number], { steps, stateful, more = {} }: Setting): Promise<Engine> {
  const shapes: ModelShapes = { timeSteps: steps, features: 2, horizon: steps, targets: 1 };
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'label',
    data: { file: 'none.csv', inputs: ['a', 'b'], targets: ['y'] },
    window: { timeSteps: steps },
    model: {
      topology: 'many-to-many',
      layers: [
        { ...cell, units: 5, ...more },
        { ...cell, units: 3, ...more },
      ],
    },
    training: { stateful, batchSize: streams },
  });
  const engine = await makeEngine('fused relaxed', experiment, shapes);
  fill(engine, steps);
  return engine;
}

function fill(engine: Engine, steps: number): void {
  const rows = streams * whole;
  const data = engine.allocateData(rows, { examples: rows / steps });
  data.inputs.set(Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(1.3 * i)));
  data.targets.set(Float32Array.from({ length: rows }, (_, i) => Math.cos(0.7 * i)));
  for (let e = 0; e < rows / steps; e++) data.index.set([e * steps, steps, e * steps, steps], e * 4);
}

/** Row b of the first and of the second batch are the pieces of stream b. */
const first = Int32Array.from({ length: streams }, (_, b) => (b * whole) / piece);
const second = first.map((example) => example + 1);
const all = Int32Array.from({ length: streams }, (_, b) => b);

describe.each(cells)('$cell $resetAfter: a batch goes on with the states of the one before', (cell) => {
  test('as if the streams had not been cut', async () => {
    const [long, short] = [
      await start(cell, { steps: whole, stateful: false }),
      await start(cell, { steps: piece, stateful: true }),
    ];
    short.setWeights(long.weights());
    const expected = await long.measure(all);
    for (let round = 0; round < 2; round++) {
      const parts = [await short.measure(first), await short.measure(second)];
      const sum = parts.reduce((total, { loss, count }) => total + loss * count, 0);
      // Each row's losses are added in the same order, in double precision: the pieces' sums are rounded once more.
      expect(sum / expected.count).toBeCloseTo(expected.loss, 12);
      short.resetStates();
    }
    const again = [await short.measure(first), await short.measure(first)];
    expect(again[1]?.loss).not.toBe(again[0]?.loss);
    long.dispose();
    short.dispose();
  });

  test('and its gradient is that of the second half, without a way back into the first', async () => {
    const delta = 1e-3;
    const engine = await start(cell, { steps: piece, stateful: true });
    await engine.measure(first);
    const initial = engine.weights();
    // A rate of 0 leaves the weights; the optimizer keeps a tenth of the gradient.
    engine.resetStates();
    const before = engine.optimizerState();
    await engine.trainBatch(first, 0);
    engine.setOptimizerState(before);
    const { loss } = await engine.trainBatch(second, 0);
    const gradient = engine
      .optimizerState()
      .slots.slice(0, initial.length)
      .map(({ values }) => values.map((m) => 10 * m));
    // The states that the first half ends with are made with the weights as they are, and stay: only then are some moved.
    const lossWith = async (w: number, i: number, by: number): Promise<number> => {
      engine.setWeights(initial);
      engine.resetStates();
      await engine.measure(first);
      engine.setWeights(
        initial.map((weight, k) =>
          k === w ? { ...weight, values: weight.values.map((v, at) => (at === i ? v + by : v)) } : weight,
        ),
      );
      return (await engine.measure(second)).loss;
    };
    expect(await lossWith(0, 0, 0)).toBeCloseTo(loss, 6);
    const largest = Math.max(...gradient.flatMap((values) => [...values].map(Math.abs)));
    for (const [w, { values }] of initial.entries()) {
      for (const i of [0, Math.floor(values.length / 2), values.length - 1]) {
        const slope = ((await lossWith(w, i, delta)) - (await lossWith(w, i, -delta))) / (2 * delta);
        // Losses of size 1 in float32, divided by 2·delta: 2^-23 / 2e-3 = 6e-5; their curvature times delta² is less.
        expect(Math.abs(slope - (gradient[w]?.[i] ?? NaN))).toBeLessThan(2e-4 + 1e-3 * largest);
      }
    }
    engine.dispose();
  });
});

describe('states that are carried on', () => {
  const lstm = { cell: 'lstm' } as const;

  test('also those of two directions, of fewer rows, and with recurrent dropout', async () => {
    const engine = await start(lstm, {
      ...{ steps: piece, stateful: true },
      more: { bidirectional: true, merge: 'concat', dropout: 0.2, recurrentDropout: 0.3 },
    });
    await engine.trainBatch(first, 0.01);
    const { loss } = await engine.trainBatch(second.subarray(0, 2), 0.01);
    expect(loss).toBeGreaterThan(0);
    // Rows that a smaller batch has not moved are where they were.
    const third = await engine.measure(second.subarray(2));
    expect(third.loss).toBeGreaterThan(0);
    engine.dispose();
  });

  test('change no prediction, and predictions change none of them', async () => {
    const engine = await start(lstm, { steps: piece, stateful: true });
    const plain = await engine.predict(first);
    await engine.measure(first);
    expect(await engine.predict(first)).toEqual(plain);
    const expected = await engine.measure(second);
    engine.resetStates();
    await engine.measure(first);
    await engine.predict(Int32Array.of(5, 4, 3, 2, 1, 0));
    await engine.hiddenStates(first, 0);
    expect(await engine.measure(second)).toEqual(expected);
    engine.dispose();
  });

  test('begin with zeros where the data are new', async () => {
    const engine = await start(lstm, { steps: piece, stateful: true });
    const fresh = await engine.measure(second);
    await engine.measure(first);
    fill(engine, piece);
    expect(await engine.measure(second)).toEqual(fresh);
    engine.dispose();
  });

  test('are as many as a batch has rows', async () => {
    const engine = await start(lstm, { steps: piece, stateful: true });
    expect(() => engine.measure(Int32Array.of(0, 1, 2, 3))).toThrow('at most 3 rows, not 4');
    engine.dispose();
  });
});

import { describe, expect, test, vi } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import type { FusedEngine } from '../../src/engine/fused/fusedEngine';
import type { ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { fusedNames, makeEngine } from './engines';

type Layers = NonNullable<ExperimentInput['model']>['layers'];

/** Shapes that a batch is shared in very differently: one window, a remainder, several pieces. */
const batchSizes = [1, 7, 33, 64];
/** The small networks stay on one thread, whatever is allowed; the large ones are shared, and give turns in between. */
const networks: [string, Layers, number[]?][] = [
  ['simple_rnn 3', [{ cell: 'simple_rnn', units: 3 }]],
  ['lstm 17', [{ cell: 'lstm', units: 17 }]],
  ['gru 64', [{ cell: 'gru', units: 64 }]],
  ['gru 8, reset before', [{ cell: 'gru', units: 8, resetAfter: false, recurrentDropout: 0.2 }]],
  [
    'bidirectional lstm 5, gru 8, dropout',
    [
      { cell: 'lstm', units: 5, bidirectional: true, merge: 'concat', dropout: 0.3, recurrentDropout: 0.2 },
      { cell: 'gru', units: 8, bidirectional: true, merge: 'mul', dropout: 0.2 },
    ],
  ],
  ['lstm 128', [{ cell: 'lstm', units: 128 }], [7, 33, 256]],
  // So large that threads share out other groups of panels.
  ['lstm 192', [{ cell: 'lstm', units: 192 }], [250]],
  ['gru 256', [{ cell: 'gru', units: 256 }], [200]],
  [
    'bidirectional gru 65, lstm 33, dropout',
    [
      { cell: 'gru', units: 65, bidirectional: true, merge: 'ave', dropout: 0.3, recurrentDropout: 0.2 },
      { cell: 'lstm', units: 33, dropout: 0.2 },
    ],
    [33, 250],
  ],
  [
    'simple_rnn 70, gru 64 reset before',
    [
      { cell: 'simple_rnn', units: 70 },
      { cell: 'gru', units: 64, resetAfter: false },
    ],
    [64, 130],
  ],
];
const shapes = { timeSteps: 12, features: 3, horizon: 2, targets: 1 };
const rows = 400;

/** Waits for the workers: until all have started, the engine works with one thread, and there is nothing to compare. */
async function allThere(engine: Engine, threads: number): Promise<void> {
  const { team } = (engine as FusedEngine)['machine'];
  team.start();
  await vi.waitFor(
    () => {
      expect(team.size).toBe(threads);
    },
    { timeout: 20_000, interval: 2 },
  );
}

/** All that an engine of so many threads makes of a few updates, the last of an epoch with fewer windows. */
async function results(which: (typeof fusedNames)[number], layers: Layers, batchSize: number, threads: number) {
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', inputs: ['a', 'b', 'c'], targets: ['a'] },
    window: { timeSteps: shapes.timeSteps, horizon: shapes.horizon },
    model: { layers, dense: [{ units: 30, activation: 'tanh' }, { units: 2 }] },
    training: { seed: 3, batchSize, clipNorm: 1 },
  });
  const engine = await makeEngine(which, experiment, shapes, threads);
  try {
    await allThere(engine, threads);
    const data = engine.allocateData(rows);
    data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(0.7 * i)));
    data.targets.forEach((_, i) => (data.targets[i] = Math.cos(0.3 * i)));
    const all = Int32Array.from({ length: rows - 14 }, (_, i) => (i * 71) % (rows - 14));
    const batches = [];
    for (let step = 0; step < 6; step++) {
      const from = (step * batchSize) % (all.length - batchSize);
      const starts = all.subarray(from, from + (step % 3 === 2 ? Math.ceil(batchSize / 2) : batchSize));
      batches.push(await engine.trainBatch(starts, 0.01));
    }
    return {
      batches,
      weights: engine.weights(),
      optimizer: engine.optimizerState(),
      random: engine.randomState(),
      predictions: await engine.predict(all),
      loss: await engine.evaluate(all),
      states: await engine.hiddenStates(all.subarray(0, batchSize), 0),
      gradientNorms: await engine.gradientNorms(all.subarray(0, batchSize)),
    };
  } finally {
    engine.dispose();
  }
}

describe.each(fusedNames)('%s: the number of threads changes no bit:', (which) => {
  describe.each(networks)('%s', (_name, layers, sizes = batchSizes) => {
    test.each(sizes)('batches of %i', async (batchSize) => {
      const alone = await results(which, layers, batchSize, 1);
      for (const threads of batchSize < 200 ? [2, 4] : [2, 4, 8]) {
        const shared = await results(which, layers, batchSize, threads);
        for (const key of Object.keys(alone) as (keyof typeof alone)[]) {
          expect.soft(shared[key], `${key} with ${threads} threads`).toEqual(alone[key]);
        }
      }
      expect(alone.batches.every(({ loss }) => loss > 0)).toBe(true);
    });
  });
});

test('as many threads are used as were asked for, and eight at most', async () => {
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', inputs: ['a', 'b', 'c'], targets: ['a'] },
    window: { timeSteps: shapes.timeSteps, horizon: shapes.horizon },
    model: { layers: [{ cell: 'lstm', units: 64 }] },
    training: { batchSize: 64 },
  });
  for (const threads of [1, 2, 4, 100]) {
    const engine = await makeEngine('fused relaxed', experiment, shapes, threads);
    expect(engine.info.threads).toBe(Math.min(8, threads));
    engine.dispose();
  }
});

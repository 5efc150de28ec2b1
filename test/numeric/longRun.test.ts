import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import type { ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { fusedNames, makeEngine } from './engines';

const shapes = { timeSteps: 12, features: 1, horizon: 1, targets: 1 };
const rows = 64;
const steps = 100_000;
/** Sampled at the beginning and the end: ms a step. */
const sample = 2000;

async function start(
  which: (typeof fusedNames)[number],
  model: ExperimentInput['model'],
  training: ExperimentInput['training'] = {},
  threads = 1,
): Promise<Engine> {
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', targets: ['y'] },
    window: { timeSteps: shapes.timeSteps },
    model,
    training: { batchSize: 1, ...training },
  });
  const engine = await makeEngine(which, experiment, shapes, threads);
  const data = engine.allocateData(rows);
  data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(i)));
  data.targets.forEach((_, i) => (data.targets[i] = Math.sin(i)));
  return engine;
}

const batches = Array.from({ length: rows - 12 }, (_, i) => Int32Array.of((i * 5) % (rows - 12)));

/** Trains, giving the event loop a turn now and then, and @returns ms a step. */
async function train(engine: Engine, count: number, rate = 0.001): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < count; i++) await engine.trainBatch(batches[i % batches.length] ?? new Int32Array(1), rate);
  const ms = (performance.now() - from) / count;
  await new Promise(setImmediate);
  return ms;
}

/** Values that are not 0 but too small for a normal float32; calculating with them is up to a hundred times slower. */
function denormals(values: Float32Array): number {
  return values.filter((value) => value !== 0 && Math.abs(value) < 2 ** -126).length;
}

async function allDenormals(engine: Engine): Promise<Record<string, number>> {
  const named = [...engine.weights(), ...engine.optimizerState().slots];
  const states = await engine.hiddenStates(Int32Array.of(0, 7, 20), 0);
  const counts = [...named.map(({ name, values }) => [name, denormals(values)]), ['states', denormals(states)]];
  return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as Record<string, number>;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in JavaScript's buffers and outside its heap, after what is no longer needed is gone. */
async function memory(): Promise<{ external: number; arrayBuffers: number; rss: number }> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { external, arrayBuffers, rss } = process.memoryUsage();
  return { external, arrayBuffers, rss };
}

const mebibyte = 1 << 20;

describe.each(fusedNames)('%s:', (which) => {
  const runs: [string, ExperimentInput['model'], ExperimentInput['training']][] = [
    ['simple_rnn 3', { layers: [{ cell: 'simple_rnn', units: 3 }] }, {}],
    [
      'gru 3 and lstm 3, dropout',
      {
        layers: [
          { cell: 'gru', units: 3, dropout: 0.2 },
          { cell: 'lstm', units: 3 },
        ],
      },
      {},
    ],
    ['lstm 3, momentum', { layers: [{ cell: 'lstm', units: 3 }] }, { optimizer: { name: 'sgd', momentum: 0.9 } }],
  ];
  test.each(runs)(
    `${steps} steps take no more memory and meet no denormal numbers: %s`,
    { timeout: 300_000 },
    async (name, model, training) => {
      const engine = await start(which, model, training);
      await train(engine, sample); // until everything is compiled
      const first = await train(engine, sample);
      const before = await memory();
      await train(engine, steps - 3 * sample);
      const after = await memory();
      const last = await train(engine, sample);
      console.log(
        `${which}, ${name}: ${(1000 * first).toFixed(1)} µs a step at the beginning, ${(1000 * last).toFixed(1)} at the end ` +
          `(ratio ${(last / first).toFixed(2)}); rss ${((after.rss - before.rss) / mebibyte).toFixed(1)} MiB more`,
      );
      expect(await allDenormals(engine)).toEqual({});
      expect(engine.weights().every(({ values }) => values.every(Number.isFinite))).toBe(true);
      engine.dispose();
      // A leak of 100 bytes a step would be 9 MiB.
      expect(after.external - before.external).toBeLessThan(mebibyte);
      expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(mebibyte);
      expect(after.rss - before.rss).toBeLessThan(32 * mebibyte); // the collector's own heap breathes
    },
  );

  test.each(['adam', 'adamw', 'rmsprop', 'sgd'] as const)(
    'what %s remembers of units that died ends at 0 and not in denormal numbers',
    async (name) => {
      const engine = await start(
        which,
        { layers: [{ cell: 'simple_rnn', units: 5, activation: 'relu' }] },
        { optimizer: { name, momentum: 0.9 } },
      );
      const [kernel, recurrent, bias, ...dense] = engine.weights();
      if (!kernel || !recurrent || !bias) throw new Error('The layer has three weights.');
      await train(engine, 50);
      const alive = engine.optimizerState().slots.filter((slot) => slot.name.endsWith('simple_rnn/kernel'));
      expect(alive.every(({ values }) => values.some((value) => value !== 0))).toBe(true);
      // Now no unit gives anything, whatever comes in: all gradients but the dense bias' are 0 from here on.
      engine.setWeights([kernel, recurrent, { ...bias, values: bias.values.map(() => -10) }, ...dense]);
      for (let part = 0; part < 6; part++) {
        await train(engine, 500);
        expect(await allDenormals(engine)).toEqual({});
      }
    },
  );

  test('states that fade away are not denormal for long', async () => {
    // c' = f·c with a forget gate near 0 and no input: from 1 down to 0 by a factor of 1e-4 a step.
    const engine = await start(which, { layers: [{ cell: 'lstm', units: 8 }] });
    const data = engine.allocateData(rows);
    data.inputs[0] = 5;
    const weights = engine.weights().map((weight) => {
      if (!weight.name.endsWith('lstm/bias')) return weight;
      return { ...weight, values: weight.values.map((_, i) => (i >= 8 && i < 16 ? -9 : 0)) };
    });
    engine.setWeights(
      weights.map((w) => (w.name.endsWith('recurrent_kernel') ? { ...w, values: w.values.map(() => 0) } : w)),
    );
    const states = await engine.hiddenStates(Int32Array.of(0), 0);
    expect(Math.max(...states.subarray(0, 8).map(Math.abs))).toBeGreaterThan(0.01);
    expect(denormals(states)).toBe(0);
    engine.dispose();
  });

  test('making and disposing of engines leaves no memory behind', { timeout: 120_000 }, async () => {
    const one = async (): Promise<void> => {
      const engine = await start(which, { layers: [{ cell: 'lstm', units: 64 }] }, { batchSize: 32 }, 2);
      await engine.trainBatch(
        Int32Array.from({ length: 32 }, (_, i) => i),
        0.001,
      );
      engine.dispose();
    };
    for (let i = 0; i < 10; i++) await one();
    const before = await memory();
    for (let i = 0; i < 60; i++) await one();
    const after = await memory();
    console.log(`${which}: rss ${((after.rss - before.rss) / mebibyte).toFixed(1)} MiB more after 60 engines`);
    expect(after.rss - before.rss).toBeLessThan(64 * mebibyte);
  });
});

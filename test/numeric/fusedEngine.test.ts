import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import { Interrupted } from '../../src/engine/engine';
import { createFusedEngine } from '../../src/engine/fused/create';
import * as ops from '../../src/engine/fused/kernels/ops';
import { createMemory, instantiate, loadModule } from '../../src/engine/fused/load';
import type { ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';

// What only this engine has: a memory of its own that it lays out, and calls that take turns.

const shapes = { timeSteps: 12, features: 1, horizon: 1, targets: 1 };
const rows = 100;

async function start(
  model: ExperimentInput['model'],
  training: ExperimentInput['training'] = {},
  timeSteps = shapes.timeSteps,
  dataRows = rows,
): Promise<Engine> {
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', inputs: ['a'], targets: ['a'] },
    window: { timeSteps },
    model,
    training,
  });
  const engine = await createFusedEngine(experiment, { ...shapes, timeSteps }, { threads: 2 });
  const data = engine.allocateData(dataRows);
  data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(0.7 * i)));
  data.targets.forEach((_, i) => (data.targets[i] = Math.sin(0.7 * i)));
  return engine;
}

const lstm = (units: number, dropout = 0): ExperimentInput['model'] => ({ layers: [{ cell: 'lstm', units, dropout }] });
const small = lstm(5);
const count = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);

test('the kernels have their constants where nothing else is laid out', () => {
  const memory = createMemory(16, true);
  expect(instantiate(loadModule().module, memory).constantsEnd()).toBeLessThanOrEqual(ops.SCRATCH);
});

describe('windows', () => {
  test.each([-5, rows - 12, rows, 1e6])('window %i is refused where its target is not in the data', async (window) => {
    const engine = await start(small);
    expect(() => engine.trainBatch(Int32Array.of(0, window), 0.001)).toThrow(RangeError);
    expect(() => engine.evaluate(Int32Array.of(window))).toThrow(RangeError);
    // Nothing is broken by that.
    expect(await engine.evaluate(Int32Array.of(rows - 13))).toBeGreaterThan(0);
  });

  test('a forecast needs the inputs alone', async () => {
    const engine = await start(small);
    expect(await engine.predict(Int32Array.of(rows - 12))).toHaveLength(1);
    expect(() => engine.predict(Int32Array.of(rows - 11))).toThrow(RangeError);
  });

  test('an empty batch is refused', async () => {
    const engine = await start(small);
    expect(() => engine.trainBatch(new Int32Array(0), 0.001)).toThrow(RangeError);
  });
});

describe('one call at a time', () => {
  const large = lstm(128);

  test('nothing is changed while a batch is running', async () => {
    const engine = await start(large, { batchSize: 512 }, 100, 800);
    const weights = engine.weights();
    const state = engine.optimizerState();
    const running = engine.trainBatch(count(512), 0.001);
    expect(running).toBeInstanceOf(Promise);
    const zeros = weights.map((weight) => ({ ...weight, values: new Float32Array(weight.values.length) }));
    expect(() => engine.setWeights(zeros)).toThrow('one call at a time');
    expect(() => engine.setOptimizerState(state)).toThrow('one call at a time');
    expect(() => engine.allocateData(10)).toThrow('one call at a time');
    expect(engine.weights()).toEqual(weights);
    await running;
    expect(engine.weights()).not.toEqual(weights);
  });

  test('is interrupted wherever it is, and weights, optimizer and generator are as before', async () => {
    const engine = await start(lstm(128, 0.2), { batchSize: 512 }, 100, 800);
    const before = { weights: engine.weights(), optimizer: engine.optimizerState(), random: engine.randomState() };
    let interrupted = 0;
    // Later and later, until the batch is done first: the gradients of the weights are among the places.
    for (let wait = 0; wait < 10; wait++) {
      const running = Promise.resolve(engine.trainBatch(count(512), 0.001));
      const ended = running.then(
        () => 'done',
        (error: unknown) => {
          expect(error).toBeInstanceOf(Interrupted);
          return 'interrupted';
        },
      );
      for (let turn = 0; turn < wait * 8; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
      engine.interrupt();
      if ((await ended) === 'done') break;
      interrupted++;
      expect(engine.weights()).toEqual(before.weights);
      expect(engine.optimizerState()).toEqual(before.optimizer);
      expect(engine.randomState()).toEqual(before.random);
    }
    expect(interrupted).toBeGreaterThan(0);
  });

  test('a call ends when the engine is disposed of', async () => {
    const engine = await start(large, { batchSize: 512 }, 100, 800);
    const running = engine.trainBatch(count(512), 0.001);
    engine.dispose();
    await expect(running).rejects.toBeInstanceOf(Interrupted);
    expect(() => engine.trainBatch(count(4), 0.001)).toThrow('disposed');
  });

  test('many windows of a small network give turns too', async () => {
    const engine = await start({ layers: [{ cell: 'gru', units: 16 }] }, {}, 12, 60_000);
    expect(engine.predict(count(59_000))).toBeInstanceOf(Promise);
  });
});

test('weight decay of AdamW is not lost in rounding where the learning rate is small', async () => {
  const decay = { optimizer: { name: 'adamw', learningRate: 1e-5, weightDecay: 0.004 }, batchSize: 8 } as const;
  const [withDecay, without] = [
    await start(small, decay),
    await start(small, { ...decay, optimizer: { name: 'adam', learningRate: 1e-5 } }),
  ];
  const first = withDecay.weights()[0]?.values ?? new Float32Array();
  const steps = 20_000;
  for (let i = 0; i < steps; i++) {
    await withDecay.trainBatch(count(8), 1e-5);
    await without.trainBatch(count(8), 1e-5);
  }
  const [decayed, plain] = [withDecay, without].map((engine) => engine.weights()[0]?.values ?? new Float32Array());
  // (1 - 4e-8)^20,000 = 0.9992; the mean shrinks by that share of the weights, which Adam's own steps nearly keep.
  const norm = (values: Float32Array): number => Math.hypot(...values);
  expect(norm(first)).toBeGreaterThan(0.1);
  const shrunk = 1 - norm(decayed ?? first) / norm(plain ?? first);
  expect(shrunk).toBeGreaterThan(0.0004);
  expect(shrunk).toBeLessThan(0.0012);
});

test('memory is used again: data that are laid out anew, larger batches, masks and inspection', async () => {
  const engine = await start(lstm(32), { batchSize: 32 });
  const machine = (engine as unknown as { machine: { end: number } }).machine;
  const ends: number[] = [];
  for (let round = 0; round < 6; round++) {
    engine.allocateData(rows, { masked: round % 2 === 0 }).inputs.fill(0.5);
    await engine.trainBatch(count(64), 0.001);
    await engine.hiddenStates(count(3), 0);
    ends.push(machine.end);
  }
  expect(ends[4]).toBe(ends[0]);
  expect(ends[5]).toBe(ends[1]);
});

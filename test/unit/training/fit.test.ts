import { describe, expect, it } from 'vitest';

import { createEngine } from '../../../src/engine/create';
import type { Engine } from '../../../src/engine/engine';
import { shapesOf } from '../../../src/spec/shapes';
import { fit, newFitState } from '../../../src/training/fit';
import type { EpochMetrics } from '../../../src/spec/run';
import { smallExperiment } from './series';

/** A real engine on 60 made rows, whose batches say that they are means over other numbers than their examples. */
async function engineWith(counts: (examples: Int32Array) => number, changes: Record<string, unknown> = {}) {
  const experiment = smallExperiment({ 'training.batchSize': 8, 'training.epochs': 1, ...changes });
  const engine = await createEngine(experiment, shapesOf(experiment), { threads: 1 });
  const { inputs, targets } = engine.allocateData(60);
  inputs.forEach((_, i) => (inputs[i] = Math.sin(i)));
  targets.set(inputs);
  const trained: { loss: number; count: number }[] = [];
  const calls: string[] = [];
  const { trainBatch, measure, resetStates } = engine;
  const counting: Engine = Object.assign(engine, {
    trainBatch: async (...call: Parameters<Engine['trainBatch']>) => {
      calls.push(`train ${call[0].join(' ')}`);
      const result = { ...(await trainBatch.apply(engine, call)), count: counts(call[0]) };
      trained.push(result);
      return result;
    },
    measure: async (examples: Int32Array) => {
      calls.push(`measure ${examples.join(' ')}`);
      return { ...(await measure.call(engine, examples)), count: counts(examples) };
    },
    resetStates: () => {
      calls.push('reset');
      resetStates.call(engine);
    },
  });
  return { experiment, engine: counting, trained, calls, measure: measure.bind(engine) };
}

const run = async (
  { experiment, engine }: Pick<Awaited<ReturnType<typeof engineWith>>, 'experiment' | 'engine'>,
  train: Int32Array,
  validation: Int32Array,
) => {
  const epochs: EpochMetrics[] = [];
  const end = await fit({
    engine,
    experiment,
    train,
    validation,
    state: newFitState(experiment),
    shouldStop: () => false,
    onBatch: () => undefined,
    onEpoch: (metrics) => {
      epochs.push(metrics);
    },
  });
  return { end, epochs };
};

describe('fit', () => {
  it('weighs losses by what they are means over, in training and validation', async () => {
    // A batch of text is a mean over its real tokens: here as many as its first example says.
    const made = await engineWith((examples) => 1 + (examples[0] ?? 0));
    const train = Int32Array.from({ length: 20 }, (_, i) => i);
    const validation = Int32Array.from({ length: 600 }, (_, i) => (i * 7) % 50);
    const { epochs } = await run(made, train, validation);
    const sum = made.trained.reduce((total, { loss, count }) => total + loss * count, 0);
    const count = made.trained.reduce((total, one) => total + one.count, 0);
    expect(epochs[0]?.loss).toBeCloseTo(sum / count, 12);
    expect(made.trained.map((one) => one.count)).not.toEqual([8, 8, 4]);

    const parts = [validation.subarray(0, 512), validation.subarray(512)];
    const losses = await Promise.all(parts.map(async (part) => (await made.measure(part)).loss));
    const [a, b] = parts.map((part) => 1 + (part[0] ?? 0));
    const expected = ((losses[0] ?? NaN) * (a ?? NaN) + (losses[1] ?? NaN) * (b ?? NaN)) / ((a ?? NaN) + (b ?? NaN));
    expect(epochs[0]?.valLoss).toBeCloseTo(expected, 12);
    made.engine.dispose();
  });

  it('carries states from batch to batch, from zero in each epoch and for the validation', async () => {
    const made = await engineWith((examples) => examples.length, {
      'training.stateful': true,
      'training.shuffle': false,
      'training.batchSize': 2,
      'training.epochs': 2,
      'window.stride': 4,
    });
    await run(made, Int32Array.of(0, 4, 8, 12), Int32Array.of(20, 24, 28));
    const trainingCalls = ['reset', 'reset', 'train 0 8', 'train 4 12'];
    const validationCalls = ['reset', 'measure 20 28', 'measure 24'];
    expect(made.calls).toEqual([...trainingCalls, ...validationCalls, ...trainingCalls, ...validationCalls]);
    made.engine.dispose();
  });

  it('waits for what is done after an epoch, and keeps what was done when it is stopped there', async () => {
    const made = await engineWith((examples) => examples.length, { 'training.epochs': 3 });
    const state = newFitState(made.experiment);
    let running = 0;
    let stopped = false;
    const end = await fit({
      ...{ engine: made.engine, experiment: made.experiment, state },
      train: Int32Array.from({ length: 20 }, (_, i) => i),
      validation: new Int32Array(0),
      shouldStop: () => stopped,
      onBatch: () => expect(running).toBe(0),
      onEpoch: async ({ epoch }) => {
        running++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        stopped = epoch === 2;
      },
    });
    expect(end).toBe('stopped');
    expect(state).toMatchObject({ epochsDone: 2, batchesDone: 0, windowsDone: 0, countDone: 0 });
    made.engine.dispose();
  });
});

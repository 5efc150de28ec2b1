import { describe, expect, test } from 'vitest';

import type { Engine, ModelShapes } from '../../src/engine/engine';
import type { Cell, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { bits } from './sharedNumbers';
import { createFusedEngine } from '../../src/engine/fused/create';

/** Large enough that eight threads share a batch (one for every 1.5 million operations). */
const shapes: ModelShapes = { timeSteps: 11, features: 3, horizon: 9, targets: 0, vocabulary: 40, classes: 30 };
const batch = 16;
const examples = 40;

interface Setting {
  readonly threads?: number;
  readonly shared?: boolean;
  /** Steps beyond those that any example has. */
  readonly padding?: number;
  readonly buckets?: boolean;
}

async function start(
  cell: Cell,
  repeat: boolean,
  { threads = 1, padding = 0, buckets = false, shared = true }: Setting,
): Promise<Engine> {
  const own = { ...shapes, timeSteps: shapes.timeSteps + padding, horizon: shapes.horizon + padding };
  const model: ExperimentInput['model'] = {
    topology: 'encoder-decoder',
    tokens: {},
    embedding: { units: 13 },
    layers: [
      { cell, units: 17, dropout: 0.2 },
      { cell, units: 20, bidirectional: true, merge: 'concat' },
    ],
    decoder: {
      layers: [{ cell, units: 40, recurrentDropout: 0.1 }],
      mode: repeat ? 'repeat' : 'autoregressive',
      attention: 'luong',
    },
  };
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'translate',
    data: { file: 'none.csv', inputs: ['a', 'b', 'c'], targets: ['text'] },
    model,
    training: { batchSize: batch, loss: 'categorical_crossentropy', clipNorm: 1 },
  });
  const engine = await createFusedEngine(experiment, own, { threads, shared });
  fill(engine, own, buckets);
  return engine;
}

function fill(engine: Engine, own: ModelShapes, buckets: boolean): void {
  const lengths = Array.from(bits(examples, 1, 0), (n) => 1 + (n % shapes.timeSteps));
  const targetLengths = Array.from(bits(examples, 1, 1), (n) => 1 + (n % shapes.horizon));
  const rows = lengths.reduce((sum, n) => sum + n, 0);
  const targetRows = targetLengths.reduce((sum, n) => sum + n + 1, 0);
  const some = buckets ? [3, 6].map((steps) => ({ timeSteps: steps, horizon: steps })) : [];
  const whole = { timeSteps: own.timeSteps, horizon: own.horizon };
  const data = engine.allocateData(rows, { targetRows, examples, buckets: [...some, whole] });
  data.inputs.set(Float32Array.from({ length: rows * shapes.features }, (_, i) => Math.sin(i)));
  data.tokens.set(Int32Array.from(bits(rows, 1, 2), (n) => n % 40));
  data.labels.set(Int32Array.from(bits(targetRows, 1, 3), (n) => n % 30));
  let [row, target] = [0, 0];
  for (let i = 0; i < examples; i++) {
    data.index.set([row, lengths[i] ?? 0, target, targetLengths[i] ?? 0], 4 * i);
    row += lengths[i] ?? 0;
    target += (targetLengths[i] ?? 0) + 1;
  }
}

/** Everything that an engine gives, after some updates: also of a smaller batch. */
async function everything(engine: Engine): Promise<unknown> {
  const all = Int32Array.from({ length: examples }, (_, i) => i);
  const results = [];
  for (let from = 0; from < examples; from += batch) {
    results.push(await engine.trainBatch(all.subarray(from, from + batch), 0.01));
  }
  const outputs = (await engine.predict(all)).filter((value) => !Number.isNaN(value));
  const said: Float32Array[] = [];
  const decoding = await engine.decode(all, 2);
  for (let step = 0; step < 3; step++) {
    said.push(Float32Array.from(await decoding.step(new Int32Array(2 * examples).fill(3 + step))));
    decoding.reorder(Int32Array.from({ length: 2 * examples }, (_, i) => i ^ 1));
  }
  return {
    results,
    weights: engine.weights(),
    state: engine.optimizerState(),
    measured: await engine.measure(all),
    outputs,
    said,
  };
}

describe.each(['simple_rnn', 'lstm', 'gru'] as const)('a decoder of %s', (cell) => {
  describe.each([false, true])('that reads the same at each step: %s,', (repeat) => {
    test('gives the same bits with 1, 2, 4 and 8 threads, and without shared memory', async () => {
      const settings: Setting[] = [{}, { threads: 2 }, { threads: 4 }, { threads: 8 }, { shared: false }];
      const [first, ...others] = await run(cell, repeat, settings);
      for (const other of others) expect(other).toEqual(first);
    });

    test('gives the same bits with more padding, and with programs of fewer steps', async () => {
      // A decoder that reads the same at each step has no token that padding could be.
      const [first, ...others] = await run(cell, repeat, [{}, { padding: 1 }, { padding: 6 }, { buckets: true }]);
      for (const other of others) expect(other).toEqual(first);
    });
  });
});

async function run(cell: Cell, repeat: boolean, settings: readonly Setting[]): Promise<unknown[]> {
  const made: unknown[] = [];
  for (const setting of settings) {
    const engine = await start(cell, repeat, setting);
    made.push(await everything(engine));
    engine.dispose();
  }
  return made;
}

test('nothing is allocated in an epoch, however many there are', async () => {
  const engine = await start('lstm', false, {});
  const all = Int32Array.from({ length: examples }, (_, i) => i);
  const memory = (): number => process.memoryUsage().arrayBuffers + process.memoryUsage().external;
  const epoch = async (): Promise<void> => {
    for (let from = 0; from < examples; from += batch) await engine.trainBatch(all.subarray(from, from + batch), 1e-4);
    await engine.measure(all);
    const decoding = await engine.decode(all);
    await decoding.step(new Int32Array(examples));
  };
  await epoch();
  const { machine } = engine as unknown as { machine: { end: number } };
  const end = machine.end;
  const before = memory();
  for (let n = 0; n < 100; n++) await epoch();
  expect(machine.end).toBe(end);
  expect(memory() - before).toBeLessThan(20e6);
  engine.dispose();
});

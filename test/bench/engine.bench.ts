import { bench, describe, expect } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import type { BackendName } from '../../src/engine/tensorflow/backend';
import { chooseBackend } from '../../src/engine/tensorflow/backend';
import { TensorflowEngine } from '../../src/engine/tensorflow/tensorflowEngine';
import type { Cell } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';

// One update of the weights, by backend: npx vitest bench --run test/bench/engine
// Shows from which size on which backend is the quicker one (src/engine/tensorflow/create.ts).

const backends: BackendName[] = [
  'wasm',
  'cpu',
  ...(process.env['SEQUENCE_LAB_TFJS_NODE'] ? (['tfjs-node'] as const) : []),
];
const networks: { cell: Cell; units: number; batchSize: number }[] = [
  { cell: 'simple_rnn', units: 3, batchSize: 1 },
  { cell: 'lstm', units: 32, batchSize: 32 },
  { cell: 'lstm', units: 96, batchSize: 32 },
];
const timeSteps = 12;
const losses = new Map<string, number>();

for (const backend of backends) {
  describe(`${backend}, a batch of training, ${timeSteps} time steps`, () => {
    for (const { cell, units, batchSize } of networks) {
      const name = `${cell} ${units}, batch ${batchSize}`;
      const experiment = experimentSchema.parse({
        version: 1,
        task: 'forecast',
        data: { file: 'sine.csv', targets: ['y'] },
        model: { layers: [{ cell, units }] },
        training: { batchSize },
      });
      const starts = Int32Array.from({ length: batchSize }, (_, i) => i);
      let engine: Engine;
      const setup = async (): Promise<void> => {
        const shapes = { timeSteps, features: 1, horizon: 1, targets: 1 };
        engine = new TensorflowEngine(experiment, shapes, await chooseBackend(1, [backend]));
        const data = engine.allocateData(batchSize + timeSteps);
        data.inputs.forEach((_, i) => (data.inputs[i] = data.targets[i] = Math.sin(i)));
        // What is timed has to be right: every backend's first loss is that of the first backend.
        const { loss } = await engine.trainBatch(starts, 0.001);
        expect(loss).toBeCloseTo(losses.get(name) ?? loss, 6);
        losses.set(name, loss);
      };
      bench(name, async () => void (await engine.trainBatch(starts, 0.001)), { setup, time: 500, warmupTime: 200 });
    }
  });
}

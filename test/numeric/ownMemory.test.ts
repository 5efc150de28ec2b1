import { expect, test } from 'vitest';

import { createFusedEngine } from '../../src/engine/fused/create';
import { loadModule } from '../../src/engine/fused/load';
import { caseExperiment, caseShapes, nameWeights, readVectors } from './vectors';

// As on a runtime without SharedArrayBuffer: the same kernels on a memory of their own, with one thread.

const vector = readVectors('structures').find(({ name }) => name === 'lstm bidirectional, stacked');
if (!vector) throw new Error('The vectors have no such case.');
const experiment = caseExperiment(vector);

async function train(shared: boolean, simd: 'relaxed' | 'plain') {
  const engine = await createFusedEngine(experiment, caseShapes(vector!), { threads: 2, simd, shared });
  const data = engine.allocateData(vector!.data.inputs.length / vector!.features);
  data.inputs.set(vector!.data.inputs);
  data.targets.set(vector!.data.targets);
  engine.setWeights(nameWeights(experiment, vector!.weights));
  const starts = Int32Array.from(vector!.batches[0] ?? []);
  const losses: number[] = [];
  for (const batch of vector!.batches) losses.push((await engine.trainBatch(Int32Array.from(batch), 0.001)).loss);
  // The programs of these two are made now: the memory grows, and what was written before has to be there still.
  const states = await engine.hiddenStates(starts, 1);
  const norms = await engine.gradientNorms(starts);
  const larger = Int32Array.from({ length: 40 }, (_, i) => i % 10);
  losses.push((await engine.trainBatch(larger, 0.001)).loss);
  const result = { threads: engine.info.threads, losses, states, norms, weights: engine.weights() };
  engine.dispose();
  return result;
}

test.each(['relaxed', 'plain'] as const)('without shared memory one thread gives the same (%s)', async (simd) => {
  const [own, shared] = [await train(false, simd), await train(true, simd)];
  expect(own.threads).toBe(1);
  expect(shared.threads).toBe(2);
  expect({ ...own, threads: 2 }).toEqual(shared);
});

test('the runtime takes both files, and relaxed SIMD first', () => {
  expect(loadModule().simd).toBe('relaxed');
  expect(loadModule(['plain'], false)).toMatchObject({ simd: 'plain', shared: false });
});

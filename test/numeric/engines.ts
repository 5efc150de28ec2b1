import * as tf from '@tensorflow/tfjs-core';

import type { Engine, ModelShapes } from '../../src/engine/engine';
import { createFusedEngine } from '../../src/engine/fused/create';
import type { BackendName } from '../../src/engine/tensorflow/backend';
import { chooseBackend } from '../../src/engine/tensorflow/backend';
import { TensorflowEngine } from '../../src/engine/tensorflow/tensorflowEngine';
import type { Experiment } from '../../src/spec/experiment';
import type { VectorCase } from './vectors';
import { caseExperiment, caseShapes, nameWeights } from './vectors';

/** Every engine there is, with each of its ways to compute. */
export type EngineName = 'fused relaxed' | 'fused simd' | BackendName;

export const fusedNames = ['fused relaxed', 'fused simd'] as const satisfies EngineName[];

/** tfjs-node is native and large; it is tested where the variable says that it is installed. */
export const tensorflowNames: readonly BackendName[] = [
  ...(process.env['SEQUENCE_LAB_TFJS_NODE'] ? (['tfjs-node'] as const) : []),
  'wasm',
  'cpu',
];

export const engineNames: readonly EngineName[] = [...fusedNames, ...tensorflowNames];

export const isFused = (which: EngineName): boolean => which.startsWith('fused');

export async function makeEngine(
  which: EngineName,
  experiment: Experiment,
  shapes: ModelShapes,
  threads = 1,
): Promise<Engine> {
  switch (which) {
    case 'fused relaxed':
      return createFusedEngine(experiment, shapes, { threads, simd: 'relaxed' });
    case 'fused simd':
      return createFusedEngine(experiment, shapes, { threads, simd: 'plain' });
    default:
      return new TensorflowEngine(experiment, shapes, await chooseBackend(threads, [which]));
  }
}

/** An engine with the data and weights of a case. */
export async function startEngine(vector: VectorCase, which: EngineName): Promise<Engine> {
  const experiment = caseExperiment(vector);
  const engine = await makeEngine(which, experiment, caseShapes(vector));
  const { inputs, targets, mask } = vector.data;
  const data = engine.allocateData(inputs.length / vector.features, { masked: mask !== undefined });
  data.inputs.set(inputs);
  data.targets.set(targets);
  if (mask) data.mask?.set(mask);
  engine.setWeights(nameWeights(experiment, vector.weights));
  return engine;
}

/** What TensorFlow.js keeps between calls, which is to be nothing. */
export const livingTensors = (): number => tf.memory().numTensors;

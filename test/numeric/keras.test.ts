import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import type { BackendName } from '../../src/engine/tensorflow/backend';
import { chooseBackend } from '../../src/engine/tensorflow/backend';
import { TensorflowEngine } from '../../src/engine/tensorflow/tensorflowEngine';
import type { VectorCase } from './vectors';
import { caseExperiment, caseShapes, nameWeights, readVectors, relativeError, vectorFiles } from './vectors';

const tolerance = 1e-5;
/** tfjs-node is native and large; it is tested where the variable says that it is installed. */
const backends: BackendName[] = [
  ...(process.env['SEQUENCE_LAB_TFJS_NODE'] ? (['tfjs-node'] as const) : []),
  'wasm',
  'cpu',
];

describe.each(backends)('agrees with Keras on the %s backend:', (backend) => {
  describe.each(vectorFiles)('%s', (file) => {
    test.each(readVectors(file).map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
      const engine = await startEngine(vector, backend);
      const { expected, batches } = vector;
      const windows = Int32Array.from(batches.flat()).reduce((most, start) => Math.max(most, start), 0) + 1;
      const outputs = await engine.predict(Int32Array.from({ length: windows }, (_, i) => i));
      const rate = caseExperiment(vector).training.optimizer.learningRate;

      const errors: Record<string, number> = { outputs: relativeError(outputs, expected.outputs) };
      for (const [step, starts] of batches.entries()) {
        const { loss, gradientNorm } = await engine.trainBatch(Int32Array.from(starts), rate);
        errors[`loss ${step}`] = relativeError([loss], [expected.losses[step] ?? NaN]);
        if (step === 0) compareGradient(vector, engine, gradientNorm, errors);
      }
      engine.weights().forEach(({ name, values }, i) => {
        errors[name] = relativeError(values, expected.weights[i] ?? []);
      });
      const tooLarge = Object.entries(errors).filter(([, error]) => !(error <= tolerance));
      expect(tooLarge).toEqual([]);
      expect(tf.memory().numTensors).toBe(0);
    });
  });
});

async function startEngine(vector: VectorCase, backend: BackendName): Promise<Engine> {
  const experiment = caseExperiment(vector);
  const engine = new TensorflowEngine(experiment, caseShapes(vector), await chooseBackend(1, [backend]));
  const data = engine.allocateData(vector.data.inputs.length / vector.features);
  data.inputs.set(vector.data.inputs);
  data.targets.set(vector.data.targets);
  engine.setWeights(nameWeights(experiment, vector.weights));
  return engine;
}

/** Adam's first m is a tenth of the gradient, which shows it without a way into the engine. */
function compareGradient(vector: VectorCase, engine: Engine, norm: number, errors: Record<string, number>): void {
  const { gradient } = vector.expected;
  errors['gradient norm'] = relativeError([norm], [Math.hypot(...gradient.flat())]);
  const { optimizer, clipNorm } = caseExperiment(vector).training;
  if (optimizer.name !== 'adam' || clipNorm !== null) return;
  gradient.forEach((expected, i) => {
    const slot = engine.optimizerState().slots[i];
    const actual = Array.from(slot?.values ?? [], (value) => value * 10);
    errors[`gradient ${slot?.name}`] = relativeError(actual, expected);
  });
}

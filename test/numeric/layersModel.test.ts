import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ModelFile } from '../../src/engine/modelFiles/modelFile';
import { layersModelFiles } from '../../src/engine/modelFiles/layersModel';
import { needsCustomTfjsLayers } from '../../src/spec/tfjs';
import { loadModel, registerCustomLayers } from './loadModel';
import type { JsonVectorCase } from './vectors';
import { caseExperiment, caseShapes, nameWeights, readVectors, relativeError, vectorFiles } from './vectors';

const vectors = vectorFiles.flatMap(readVectors).map((vector) => [vector.name, vector] as const);
const isCustom = (vector: JsonVectorCase): boolean => needsCustomTfjsLayers(caseExperiment(vector));

const filesOf = (vector: JsonVectorCase): ModelFile[] => {
  const experiment = caseExperiment(vector);
  return layersModelFiles(experiment, nameWeights(experiment, vector.weights));
};

async function outputs(vector: JsonVectorCase): Promise<Float32Array> {
  const { timeSteps, features, targets, horizon } = caseShapes(vector);
  const { inputs } = vector.data;
  const windows = vector.expected.outputs.length / (targets * horizon);
  const x = Array.from({ length: windows }, (_, s) => inputs.slice(s * features, (s + timeSteps) * features)).flat();
  const model = await loadModel(filesOf(vector));
  try {
    return tf.tidy(() =>
      (model.predict(tf.tensor3d(x, [windows, timeSteps, features])) as tf.Tensor).dataSync<'float32'>(),
    );
  } finally {
    model.dispose();
  }
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('model.json and weights.bin, loaded by stock TensorFlow.js, predict what Keras predicts', () => {
  test.each(vectors.filter(([, vector]) => !isCustom(vector)))('%s', async (_name, vector) => {
    expect(filesOf(vector).map((file) => file.path)).toEqual(['model.json', 'weights.bin']);
    expect(relativeError(await outputs(vector), vector.expected.outputs)).toBeLessThan(1e-5);
  });
});

describe('a model that stock layers would compute differently', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'custom-layers-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const custom = vectors.filter(([, vector]) => isCustom(vector));

  test.each(custom)('is refused without custom-layers.mjs: %s', async (_name, vector) => {
    await expect(loadModel(filesOf(vector))).rejects.toThrow(/Unknown (layer|activation): [sS]equenceLab/);
  });

  test.each(custom)('predicts what Keras predicts with custom-layers.mjs: %s', async (_name, vector) => {
    await registerCustomLayers(filesOf(vector), folder);
    expect(relativeError(await outputs(vector), vector.expected.outputs)).toBeLessThan(1e-5);
  });
});

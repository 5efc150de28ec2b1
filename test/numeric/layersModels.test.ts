import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { layersModelFiles } from '../../src/engine/modelFiles/layersModel';
import { networkOf } from '../../src/spec/network';
import { isLayersModel } from '../../src/spec/tfjs';
import { loadModel, registerCustomLayers } from './loadModel';
import { makeCaseWeights, makeExamples } from './madeExamples';
import { type ModelCase, modelCases } from './modelCases';
import type { Input, ModelExamples } from './modelExamples';

/** Networks of every kind in the LayersModel format, loaded by TensorFlow.js, against the engine. */

/** Of the largest output: both compute in float32, with sums in another order. */
const tolerance = 1e-5;

/** Every tenth of the many that differ in activations alone, and all others. */
const cases = modelCases().filter(({ name }, i) => !/ and |selu/.test(name) || i % 10 === 0);
const loads = ({ experiment, shapes }: ModelCase): boolean =>
  isLayersModel(networkOf(experiment, shapes)) && !experiment.training.stateful && experiment.data.scale !== 'window';

describe('models of every kind that TensorFlow.js loads', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'layers-models-'));
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('predict what the engine predicts', { timeout: 600_000 }, async () => {
    const worst: { name: string; error: number }[] = [];
    for (const [i, one] of cases.filter(loads).entries()) {
      const weights = makeCaseWeights(one, 100 + i);
      const files = layersModelFiles(one.experiment, weights, one.shapes);
      await registerCustomLayers(files, folder);
      const model = await loadModel(files);
      const examples = await makeExamples(one, weights, 100 + i);
      worst.push({ name: one.name, error: outputError(predict(model, examples), examples) });
      model.dispose();
    }
    worst.sort((a, b) => b.error - a.error);
    console.log(`${worst.length} models; the largest differences: ${JSON.stringify(worst.slice(0, 5))}`);
    expect(worst.length).toBeGreaterThan(300);
    expect(worst.filter(({ error }) => !(error <= tolerance))).toEqual([]);
  });

  test.each(['known columns', 'repeat', 'categories as vectors', 'words as ones', 'words beside numbers'])(
    'are some with %s',
    (what) => {
      expect(cases.filter(loads).some(({ name }) => name.includes(what))).toBe(true);
    },
  );
});

/**
 * Outputs [examples, steps, units], each example by itself: without the padding of the others where there are lengths. Of no
 * step at all TensorFlow.js makes nothing.
 */
function predict(model: tf.LayersModel, { inputs }: ModelExamples): (number[] | null)[] {
  const { lengths, ...read } = inputs;
  const count = Object.values(inputs)[0]?.dims[0] ?? 0;
  return Array.from({ length: count }, (_, e) => {
    const steps = lengths ? lengths.values[e] : undefined;
    if (steps === 0) return null;
    return tf.tidy(() => {
      // The only input of one layer after the other has a name of its own.
      const names = Object.keys(read).length > 1 ? model.inputNames : Object.keys(read);
      const tensors = names.map((name) => example(read[name]!, e, name === 'known' ? undefined : steps));
      return [...(model.predict(tensors) as tf.Tensor).dataSync()];
    });
  });
}

/** One example of an input. @param steps only so many, where they are told */
function example({ dims, values }: Input, e: number, steps: number | undefined): tf.Tensor {
  const [, most = 1, ...rest] = dims;
  const width = rest.reduce((product, n) => product * n, 1);
  const from = e * most * width;
  const own = Math.min(most, steps ?? most);
  return tf.tensor(Float32Array.from(values.subarray(from, from + own * width)), [1, own, ...rest]);
}

function outputError(said: readonly (readonly number[] | null)[], { outputs, real }: ModelExamples): number {
  const width = outputs.length / said.length;
  const largest = Math.max(...outputs.filter((_, i) => real[i]).map(Math.abs));
  const errors = said.flatMap((own, e) => {
    if (!own) return [];
    const expected = outputs.subarray(e * width, (e + 1) * width);
    return [...expected].flatMap((value, i) => (real[e * width + i] ? [Math.abs((own[i] ?? NaN) - value)] : []));
  });
  return Math.max(...errors) / largest;
}

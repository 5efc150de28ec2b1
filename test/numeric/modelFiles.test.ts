import { createHash } from 'node:crypto';

import { beforeAll, describe, expect, test } from 'vitest';

import type { NamedWeight } from '../../src/engine/engine';
import { onnxModelFile } from '../../src/engine/modelFiles/onnx/onnxModel';
import { safetensorsFile } from '../../src/engine/modelFiles/safetensors';
import { withoutPython } from '../codegen/python';
import { makeCaseWeights, makeExamples } from './madeExamples';
import { type ModelCase, modelCases } from './modelCases';
import type { ModelExamples } from './modelExamples';
import { outputError, type ReadModel, readModels } from './readModels';

/** `model.safetensors` and `model.onnx`, read by the formats' own libraries in Python. */

/**
 * Of the largest output. ONNX Runtime computes in float32 as the engines do, with other blocks of sums and its own polynomials
 * for tanh and the sigmoid, which are good to a few of the last bits; over some steps that gives parts of a million.
 */
const tolerance = 1e-5;

interface Made extends ModelCase {
  readonly weights: readonly NamedWeight[];
  readonly examples: ModelExamples;
  readonly read: ReadModel;
}

describe.skipIf(withoutPython !== null)('the model files', { timeout: 900_000 }, () => {
  let made: Made[] = [];

  beforeAll(async () => {
    const asked: Omit<Made, 'read'>[] = [];
    for (const [i, one] of modelCases().entries()) {
      const weights = makeCaseWeights(one, 100 + i);
      asked.push({ ...one, weights, examples: await makeExamples(one, weights, 100 + i) });
    }
    const read = readModels(
      asked.map(({ experiment, shapes, weights, examples: { inputs } }) => ({
        inputs,
        onnx: onnxModelFile(experiment, weights, shapes),
        safetensors: safetensorsFile(weights),
      })),
    );
    made = asked.flatMap((one, i) => (read[i] ? [{ ...one, read: read[i] }] : []));
  }, 900_000);

  test('are of every kind of network', () => {
    expect(made.length).toBeGreaterThan(1400);
    expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
  });

  test('predict in ONNX Runtime what the engine predicts', () => {
    const errors = made.map(({ name, examples, read }) => ({ name, error: outputError(read, examples) }));
    const worst = errors.toSorted((a, b) => b.error - a.error);
    console.log(`${errors.length} networks; the largest differences: ${JSON.stringify(worst.slice(0, 5))}`);
    expect(errors.filter(({ error }) => !(error <= tolerance))).toEqual([]);
  });

  test('predict the same for an example by itself, without the padding of the others', () => {
    expect(made.filter(({ read }) => !(read.alone <= tolerance)).map(({ name }) => name)).toEqual([]);
  });

  test('have all weights bit for bit, by name, in safetensors', () => {
    for (const { name, weights, read } of made) {
      const digests = weights.map(({ name: own, shape, values }) => {
        const bytes = Buffer.alloc(4 * values.length);
        values.forEach((value, k) => bytes.writeFloatLE(value, 4 * k));
        return [own, { dtype: 'float32', shape: [...shape], sha256: createHash('sha256').update(bytes).digest('hex') }];
      });
      expect(read.weights, name).toEqual(Object.fromEntries(digests));
      expect(read.metadata).toEqual({ format: 'keras names', generatedBy: 'Sequence Lab' });
    }
  });

  test('name their inputs, outputs and axes', () => {
    const signatureOf = (wanted: string): Pick<ReadModel, 'inputs' | 'outputs'> | null => {
      const found = made.find(({ name }) => name === wanted)?.read;
      return found ? { inputs: found.inputs, outputs: found.outputs } : null;
    };
    expect(signatureOf('forecast: LSTM, known columns beside the last state')).toEqual({
      inputs: { rows: ['examples', 5, 2], known: ['examples', 6] },
      outputs: { predicted: ['examples', 3] },
    });
    expect(signatureOf('label: GRU, one direction, numbers and categories, classes of steps, tanh')).toEqual({
      inputs: { rows: ['examples', 'steps', 2], categories_1: ['examples', 'steps'], lengths: ['examples'] },
      outputs: { probabilities: ['examples', 'steps', 3] },
    });
    expect(signatureOf('translate: GRU, words as vectors, tanh, luong')).toEqual({
      inputs: { tokens: ['examples', 'steps'], said: ['examples', 'said'] },
      outputs: { probabilities: ['examples', 'said', 6] },
    });
    expect(signatureOf('forecast: LSTM, autoregressive, 2 of 2 layers, tanh, known columns, quantiles')).toEqual({
      inputs: { rows: ['examples', 5, 2], known: ['examples', 3, 2], previous: ['examples', 2] },
      outputs: { predicted: ['examples', 3, 6] },
    });
  });

  test('are of the standard recurrent operators, but for selu', () => {
    for (const { name, experiment, read } of made) {
      const layers = [...experiment.model.layers, ...(experiment.model.decoder?.layers ?? [])];
      const own = layers.filter(({ cell, activation, recurrentActivation }) =>
        [activation, ...(cell === 'simple_rnn' ? [] : [recurrentActivation])].includes('selu'),
      );
      expect(read.operators.includes('Scan'), name).toBe(own.length > 0);
    }
  });
});

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { onnxModelFile } from '../../src/engine/modelFiles/onnx/onnxModel';
import { safetensorsFile } from '../../src/engine/modelFiles/safetensors';
import { runPython } from '../codegen/python';
import { modelCases } from './modelCases';
import { makeExamples, type ModelExamples } from './modelExamples';

/** `model.safetensors` and `model.onnx`, read by the formats' own libraries in Python. */

const python = process.env['SEQUENCE_LAB_PYTHON'];

/**
 * Of the largest output. ONNX Runtime computes in float32 as the engines do, with other blocks of sums and its own polynomials
 * for tanh and the sigmoid, which are good to a few of the last bits; over some steps that gives parts of a million.
 */
const tolerance = 1e-5;

interface Read {
  readonly weights: Readonly<Record<string, { dtype: string; shape: number[]; sha256: string }>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** See `alone` in read_models.py. */
  readonly alone: number;
  readonly inputs: Readonly<Record<string, (number | string)[]>>;
  readonly outputs: Readonly<Record<string, (number | string)[]>>;
  readonly operators: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly shape: readonly number[];
}

describe.skipIf(!python && process.env['CI'] !== 'true')('the model files', { timeout: 900_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'model-files-'));
  const made: ModelExamples[] = [];
  let read: Readonly<Record<string, Read>> = {};
  const nameOf = (index: number): string => String(index).padStart(5, '0');

  const readOf = (index: number): Read => {
    const one = read[nameOf(index)];
    if (!one) throw new Error(`Case ${index} was not read.`);
    return one;
  };

  beforeAll(async () => {
    for (const [i, one] of modelCases().entries()) {
      const examples = await makeExamples(one, 100 + i, 'fused relaxed');
      const at = path.join(folder, nameOf(i));
      mkdirSync(at);
      writeFileSync(path.join(at, 'model.onnx'), onnxModelFile(one.experiment, examples.weights, one.shapes));
      writeFileSync(path.join(at, 'model.safetensors'), safetensorsFile(examples.weights));
      const inputs = Object.entries(examples.inputs).map(([name, { dims, values }]) => [name, { dims, values: [...values] }]); // prettier-ignore
      writeFileSync(path.join(at, 'inputs.json'), JSON.stringify(Object.fromEntries(inputs)));
      made.push(examples);
    }
    read = JSON.parse(runPython([path.join(import.meta.dirname, 'read_models.py')], folder)) as typeof read;
  }, 900_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('predict in ONNX Runtime what the engine predicts', () => {
    const errors = made.map(({ name, expected }, i) => {
      const outputs = readOutputs(path.join(folder, nameOf(i), 'outputs.safetensors'));
      return { name, error: errorAtRealSteps(outputs, expected) };
    });
    const worst = errors.toSorted((a, b) => b.error - a.error);
    console.log(`${errors.length} networks; the largest differences: ${JSON.stringify(worst.slice(0, 5))}`);
    expect(errors.filter(({ error }) => !(error <= tolerance))).toEqual([]);
  });

  test('predict the same for an example by itself, without the padding of the others', () => {
    const errors = made.map(({ name }, i) => ({ name, error: readOf(i).alone }));
    expect(errors.filter(({ error }) => !(error <= tolerance))).toEqual([]);
  });

  test('have all weights bit for bit, by name, in safetensors', () => {
    made.forEach(({ weights, name }, i) => {
      const { weights: found, metadata } = readOf(i);
      const digest = weights.map(({ name: own, shape, values }) => {
        const bytes = Buffer.alloc(4 * values.length);
        values.forEach((value, k) => bytes.writeFloatLE(value, 4 * k));
        return [own, { dtype: 'float32', shape: [...shape], sha256: createHash('sha256').update(bytes).digest('hex') }];
      });
      expect(found, name).toEqual(Object.fromEntries(digest));
      expect(metadata).toEqual({ format: 'keras names', generatedBy: 'Sequence Lab' });
    });
  });

  test('name their inputs, outputs and axes', () => {
    const signatures = new Map(
      made.map(({ name }, i) => [name, { inputs: readOf(i).inputs, outputs: readOf(i).outputs }]),
    );
    expect(signatures.get('forecast: LSTM, known columns beside the last state')).toEqual({
      inputs: { rows: ['examples', 5, 2], known: ['examples', 6] },
      outputs: { predicted: ['examples', 3] },
    });
    expect(signatures.get('label: GRU, one direction, numbers and categories, classes of steps, tanh')).toEqual({
      inputs: { rows: ['examples', 'steps', 2], categories_1: ['examples', 'steps'], lengths: ['examples'] },
      outputs: { probabilities: ['examples', 'steps', 3] },
    });
    expect(signatures.get('translate: GRU, words as vectors, tanh, luong')).toEqual({
      inputs: { tokens: ['examples', 'steps'], said: ['examples', 'said'] },
      outputs: { probabilities: ['examples', 'said', 6] },
    });
    expect(signatures.get('forecast: LSTM, autoregressive, 2 of 2 layers, tanh, known columns, quantiles')).toEqual({
      inputs: { rows: ['examples', 5, 2], known: ['examples', 3, 2], previous: ['examples', 2] },
      outputs: { predicted: ['examples', 3, 6] },
    });
  });

  test('are of the standard recurrent operators, but for selu', () => {
    made.forEach(({ name, experiment }, i) => {
      const { operators } = readOf(i);
      const layers = [...experiment.model.layers, ...(experiment.model.decoder?.layers ?? [])];
      const own = layers.filter(({ cell, activation, recurrentActivation }) =>
        [activation, ...(cell === 'simple_rnn' ? [] : [recurrentActivation])].includes('selu'),
      );
      expect(operators.includes('Scan'), name).toBe(own.length > 0);
    });
  });
});

function readOutputs(file: string): Float32Array {
  const bytes = readFileSync(file);
  const header = Number(bytes.readBigUInt64LE(0));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + 8 + header, bytes.byteOffset + bytes.length));
}

function errorAtRealSteps(actual: Float32Array, { outputs, real }: ModelExamples['expected']): number {
  if (actual.length !== outputs.length) return Infinity;
  let largest = 0;
  let difference = 0;
  real.forEach((isReal, i) => {
    if (!isReal) return;
    largest = Math.max(largest, Math.abs(outputs[i] ?? NaN));
    difference = Math.max(difference, Math.abs((actual[i] ?? NaN) - (outputs[i] ?? NaN)));
  });
  return difference === 0 ? 0 : difference / largest;
}

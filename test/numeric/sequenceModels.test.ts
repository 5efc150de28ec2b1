import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { EngineData, NamedWeight } from '../../src/engine/engine';
import type { ModelFile } from '../../src/engine/modelFiles/modelFile';
import { layersModelFiles } from '../../src/engine/modelFiles/layersModel';
import { experimentSchema } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';
import { networkOf } from '../../src/spec/network';
import type { ModelShapes } from '../../src/spec/shapes';
import { isLayersChain } from '../../src/spec/tfjs';
import { makeEngine } from './engines';
import { loadModel, registerCustomLayers } from './loadModel';
import type { SequenceCase } from './sequenceVectors';
import { isEach, lengthsOf, readSequences, startCase } from './sequenceVectors';
import { allowed, shareOf } from './tolerance';

/** Models of sequences in the LayersModel format: Keras' outputs from stock TensorFlow.js, or a refusal. */

const cases = readSequences();
const filesOf = ({ experiment, weights, shapes }: SequenceCase): ModelFile[] =>
  layersModelFiles(experiment, weights, shapes);
const isOwn = (files: readonly ModelFile[]): boolean =>
  JSON.stringify(parse(files).modelTopology).includes('SequenceLabNetwork');

interface Model {
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly { readonly weights: readonly { name: string; shape: number[] }[] }[];
}

function parse(files: readonly ModelFile[]): Model {
  const text = new TextDecoder().decode(files.find((file) => file.path === 'model.json')?.data);
  return JSON.parse(text) as Model;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('loaded by TensorFlow.js, predict what Keras predicts:', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sequence-models-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  // Those that read several arrays are compared in `layersModels.test.ts`.
  const readsOne = ({ experiment, shapes }: SequenceCase): boolean =>
    isLayersChain(networkOf(experiment, shapes), shapes);
  const chains = cases.filter((vector) => readsOne(vector) && !isOwn(filesOf(vector)) && vector.windowScale === null);

  test.each(chains.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    const files = filesOf(vector);
    await registerCustomLayers(files, folder);
    const engine = await makeEngine('cpu', { ...vector.experiment, task: 'label' }, vector.shapes);
    const data = startCase(engine, vector);
    const model = await loadModel(files);
    const outputs = predict(model, vector, data);
    model.dispose();
    engine.dispose();
    expect(
      shareOf(allowed(vector.sums.outputs, vector.expected.outputs), outputs, vector.expected.outputs),
    ).toBeLessThan(1);
  });

  test('are those of tokens in a learned vector, of numbers, and of all heads', () => {
    const blocks = new Set(chains.map(({ name }) => name.split(': ')[1]));
    for (const block of [
      'embedding, 3 classes',
      'one-hot, 9 classes',
      'numbers, one of two',
      'label classes',
      '4 ahead, 3 columns',
      'quantiles',
    ])
      expect(blocks).toContain(block);
  });
});

/** What the model makes of each example: tokens padded with zeros behind, numbers one sequence at a time. */
function predict(model: tf.LayersModel, vector: SequenceCase, data: EngineData): number[] {
  const { timeSteps, features, vocabulary } = vector.shapes;
  const lengths = lengthsOf(vector);
  const first = lengths.map((_, e) => (vector.lengths === null ? e : (data.index[4 * e] ?? NaN)));
  const read = (x: tf.Tensor): Float32Array => (model.predict(x) as tf.Tensor).dataSync<'float32'>();
  return tf.tidy(() => {
    if (vocabulary === undefined) {
      return lengths.flatMap((length, e) => {
        const from = (first[e] ?? NaN) * features;
        return [...read(tf.tensor3d(data.inputs.slice(from, from + length * features), [1, length, features]))];
      });
    }
    const padded = lengths.flatMap((length, e) =>
      Array.from({ length: timeSteps }, (_, t) => (t < length ? (data.tokens[(first[e] ?? NaN) + t] ?? NaN) : 0)),
    );
    const outputs = read(tf.tensor2d(padded, [lengths.length, timeSteps]));
    if (!isEach(vector)) return [...outputs];
    const units = outputs.length / padded.length;
    return lengths.flatMap((length, e) => [
      ...outputs.subarray(e * timeSteps * units, (e * timeSteps + length) * units),
    ]);
  });
}

describe('a network that layers of TensorFlow.js cannot put together', () => {
  const decoder = { layers: [{ cell: 'gru' as const, units: 4 }], attention: 'luong' as const };
  const own: [string, SequenceCase['experiment'], ModelShapes][] = [
    ...cases
      .filter((vector) => isOwn(filesOf(vector)))
      .map((vector): [string, SequenceCase['experiment'], ModelShapes] => [
        vector.name,
        vector.experiment,
        vector.shapes,
      ]),
    [
      'translation',
      experimentSchema.parse({
        version: 1,
        task: 'translate',
        data: { file: 'x.csv', inputs: ['a'], targets: ['b'] },
        model: {
          topology: 'encoder-decoder',
          layers: [{ cell: 'gru', units: 4 }],
          embedding: { units: 3 },
          tokens: {},
          decoder: { ...decoder, mode: 'autoregressive' },
        },
        training: { loss: 'categorical_crossentropy' },
      }),
      { timeSteps: 5, features: 0, horizon: 6, targets: 0, vocabulary: 9, classes: 8 },
    ],
    ...(['repeat', 'autoregressive'] as const).map((mode): [string, SequenceCase['experiment'], ModelShapes] => [
      mode === 'repeat' ? 'a decoder that looks back' : 'a decoder that reads what it said',
      experimentSchema.parse({
        version: 1,
        task: 'forecast',
        data: { file: 'x.csv', targets: ['a'] },
        window: { timeSteps: 5, horizon: 2 },
        model: {
          topology: 'encoder-decoder',
          layers: [{ cell: 'gru', units: 4 }],
          decoder: { layers: [{ cell: 'gru', units: 4 }], mode, attention: mode === 'repeat' ? 'luong' : null },
        },
      }),
      { timeSteps: 5, features: 1, horizon: 2, targets: 1 },
    ]),
    [
      'states that last',
      experimentSchema.parse({
        version: 1,
        task: 'forecast',
        data: { file: 'x.csv', targets: ['a'] },
        training: { stateful: true },
      }),
      { timeSteps: 12, features: 1, horizon: 1, targets: 1 },
    ],
  ];

  test.each(own)(
    'has all its weights, and is refused by stock TensorFlow.js: %s',
    async (_name, experiment, shapes) => {
      const weights = weightShapes(experiment, shapes).map((weight, w): NamedWeight => {
        const size = weight.shape.reduce((product, n) => product * n, 1);
        return { ...weight, values: Float32Array.from({ length: size }, (_, i) => w + i / 1024) };
      });
      const files = layersModelFiles(experiment, weights, shapes);
      expect(files.map((file) => file.path)).toEqual(['model.json', 'weights.bin']);
      expect(parse(files).weightsManifest[0]?.weights.map(({ name, shape }) => ({ name, shape }))).toEqual(
        weights.map(({ name, shape }) => ({ name, shape })),
      );
      const bytes = Buffer.from(files[1]?.data ?? []);
      const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
      expect(values).toEqual(Float32Array.from(weights.flatMap((weight) => [...weight.values])));
      await expect(loadModel(files)).rejects.toThrow('Unknown layer: SequenceLabNetwork');
    },
  );
});

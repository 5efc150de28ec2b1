import { PbfReader } from 'pbf';
import { describe, expect, test } from 'vitest';

import type { NamedWeight } from '../../../../src/engine/engine';
import { onnxModelFile } from '../../../../src/engine/modelFiles/onnx/onnxModel';
import { UserError } from '../../../../src/spec/errors';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../../src/spec/experiment';
import { weightShapes } from '../../../../src/spec/layers';
import type { Preprocessing } from '../../../../src/spec/run';
import { shapesOf } from '../../../../src/spec/shapes';

/** What can be told without ONNX Runtime, which `test/numeric` asks about everything else. */

const experimentOf = (model: ExperimentInput['model'], targets = ['y']): Experiment =>
  experimentSchema.parse({ version: 1, task: 'forecast', data: { file: 'none.csv', targets }, model });

const weightsOf = (experiment: Experiment): NamedWeight[] =>
  weightShapes(experiment).map((weight) => ({
    ...weight,
    values: new Float32Array(weight.shape.reduce((product, n) => product * n, 1)).fill(0.5),
  }));

/** The fields of a message by number: bytes of those that have a length, numbers of the others. */
function fieldsOf(bytes: Uint8Array): Map<number, (Uint8Array | number)[]> {
  return new PbfReader(bytes).readFields((tag, fields: Map<number, (Uint8Array | number)[]>, pbf) => {
    const value = pbf.type === 2 ? pbf.readBytes() : pbf.readVarint(true);
    fields.set(tag, [...(fields.get(tag) ?? []), value]);
  }, new Map<number, (Uint8Array | number)[]>());
}

const messages = (fields: Map<number, (Uint8Array | number)[]>, tag: number): Uint8Array[] =>
  (fields.get(tag) ?? []).filter((value) => value instanceof Uint8Array);
const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

const metadataIn = (file: Uint8Array): Map<string, string> =>
  new Map(
    messages(fieldsOf(file), 14).map((entry) => {
      const fields = fieldsOf(entry);
      return [textOf(messages(fields, 1)[0]), textOf(messages(fields, 2)[0])];
    }),
  );

const preprocessingOf = (column: string): Preprocessing => ({
  version: 1,
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns: [column],
  time: null,
  scaling: 'minmax',
  inputs: [{ column, shift: -0.125, scale: 1e-300 }],
  targets: [{ column, shift: -0.125, scale: 1e-300 }],
  parts: { train: [0, 1], validation: [1, 1], test: [1, 2] },
});

describe('an ONNX model', () => {
  test('says its format, its operators and who wrote it, and nothing of this machine', () => {
    const experiment = experimentOf({});
    const file = onnxModelFile(experiment, weightsOf(experiment));
    const model = fieldsOf(file);
    expect(model.get(1)).toEqual([8]);
    expect(textOf(messages(model, 2)[0])).toBe('Sequence Lab');
    expect(messages(model, 8).map((one) => fieldsOf(one))).toEqual([new Map([[2, [17]]])]);
    expect(textOf(messages(model, 6)[0])).toContain('scaled: (value - shift) / scale');
    expect(Buffer.from(file).includes('none.csv')).toBe(false);
  });

  test('says that windows are scaled by themselves, where they are', () => {
    const metadataOf = (scale: 'window' | 'minmax'): Map<string, string> => {
      const plain = experimentOf({});
      const experiment = { ...plain, data: { ...plain.data, scale } };
      const preprocessing = { ...preprocessingOf('y'), scaling: scale };
      return metadataIn(onnxModelFile(experiment, weightsOf(experiment), shapesOf(experiment), preprocessing));
    };
    expect(metadataOf('window').get('scale')).toBe('window');
    expect(metadataOf('minmax').has('scale')).toBe(false);
  });

  test('is the same bytes again', () => {
    const experiment = experimentOf({ layers: [{ cell: 'gru', bidirectional: true }, { activation: 'selu' }] });
    const write = (): Uint8Array => onnxModelFile(experiment, weightsOf(experiment));
    expect(write()).toEqual(write());
  });

  test.each([
    '__proto__',
    '<img src=x onerror=alert(1)>',
    '"; import os #',
    'класс',
    'a\u0000b',
    '\ud800',
    'x'.repeat(100_000),
  ])('names the column %j as it is', (column) => {
    const experiment = experimentOf({}, [column]);
    const file = onnxModelFile(experiment, weightsOf(experiment), shapesOf(experiment), preprocessingOf(column));
    const metadata = metadataIn(file);
    for (const key of ['rows', 'targets']) {
      expect(JSON.parse(metadata.get(key) ?? '')).toEqual([{ column, shift: -0.125, scale: 1e-300 }]);
    }
  });

  test('is refused, with a code that makes a note of it, where it would not fit into the format', () => {
    const experiment = experimentOf({ layers: [{ units: 12_000 }] });
    const weights = weightShapes(experiment).map((weight) => ({ ...weight, values: new Float32Array(0) }));
    const write = (): Uint8Array => onnxModelFile(experiment, weights);
    expect(write).toThrow(UserError);
    expect(write).toThrow('A network of 2.1 GiB cannot be an ONNX file');
    expect(write).toThrow(expect.objectContaining({ details: { code: 'onnx/unsupported' } }));
  });

  test('is a defect where weights are missing', () => {
    const experiment = experimentOf({});
    expect(() => onnxModelFile(experiment, weightsOf(experiment).slice(1))).toThrow(
      'The model has no weight lstm/kernel',
    );
  });
});

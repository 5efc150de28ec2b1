import { describe, expect, it } from 'vitest';

import { generateCode, generateTarget } from '../../../src/codegen/generate';
import { describePipeline } from '../../../src/codegen/pipeline';
import { missingMarkers } from '../../../src/spec/missing';
import { isMissing } from '../../../src/data/csv/missing';
import { type ExperimentInput, experimentSchema } from '../../../src/spec/experiment';
import type { Preprocessing } from '../../../src/spec/run';

const preprocessing: Preprocessing = {
  version: 1,
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns: ['t', 'a', 'b'],
  time: null,
  scaling: 'minmax',
  inputs: [],
  targets: [],
  parts: { train: [0, 80], validation: [80, 80], test: [80, 100] },
};

function pipeline(change: (input: ExperimentInput) => void = () => undefined, found: Partial<Preprocessing> = {}) {
  const input: ExperimentInput = { version: 1, task: 'forecast', data: { file: '../data.csv', targets: ['a'] } };
  change(input);
  return describePipeline({ experiment: experimentSchema.parse(input), preprocessing: { ...preprocessing, ...found } });
}

describe('describePipeline', () => {
  it('fills in what the experiment leaves to defaults', () => {
    const { inputs, selfFed, dense, parts, dataFile } = pipeline();
    expect({ inputs, selfFed, dense, parts, dataFile }).toEqual({
      inputs: ['a'],
      selfFed: true,
      dense: [{ units: 1, activation: 'linear' }],
      parts: ['train', 'test'],
      dataFile: '../../data.csv',
    });
  });

  it('lists every column once, in the order of the file', () => {
    const { columns, selfFed } = pipeline(({ data }) => Object.assign(data, { time: 't', inputs: ['b', 'a'] }));
    expect(columns).toEqual([
      { name: 't', index: 0 },
      { name: 'a', index: 1 },
      { name: 'b', index: 2 },
    ]);
    expect(selfFed).toBe(false);
  });

  it.each([
    ['its own headers', {}, true],
    ['no header', { dialect: { ...preprocessing.dialect, header: false } }, false],
    ['a mended duplicate', { columns: ['t', 'a', 'a (2)'] }, false],
    ['a mended empty header', { columns: ['t', 'a', 'column 3'] }, false],
    ['a header that only looks mended', { columns: ['t', 'a', 'b (2)'] }, true],
    ['a header with spaces around it', { headers: ['t', 'a ', 'b'] }, false],
    ['headers that are known to be its own', { headers: ['t', 'a', 'b'] }, true],
  ])('looks columns up by header where the file has %s', (_, found, expected) => {
    expect(pipeline(undefined, found).byHeader).toBe(expected);
  });
});

describe('generateCode', () => {
  it('writes all targets, or one', () => {
    const experiment = experimentSchema.parse({
      version: 1,
      task: 'forecast',
      data: { file: 'x.csv', targets: ['a'] },
    });
    const paths = generateCode({ experiment, preprocessing }).files.map(({ path }) => path);
    expect(paths).toEqual([
      ...['keras_model.py', 'pytorch_model.py', 'tfjs_model.ts', 'package.json', 'browser.html'],
      'notebook.ipynb',
    ]);
    expect(generateTarget({ experiment, preprocessing }, 'keras').map(({ path }) => path)).toEqual(['keras_model.py']);
  });
});

describe('markers of missing values', () => {
  it('are those that the data is read with', () => {
    expect(missingMarkers.every(isMissing)).toBe(true);
    const others = ['0', 'na', 'x', 'none', '--', 'N.A.', '#NA', 'NIL', 'nil', 'missing', '.', '*'];
    expect(others.filter((text) => isMissing(text) !== missingMarkers.includes(text))).toEqual([]);
  });
});

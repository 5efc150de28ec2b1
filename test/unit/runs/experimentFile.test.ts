import fs from 'node:fs';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { readExperimentFile } from '../../../src/runs/experimentFile';
import { UserError } from '../../../src/spec/errors';
import { temporaryFolder } from './helpers';

const folder = temporaryFolder();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'experiment.json');
const read = (text: string) => {
  fs.writeFileSync(file, text);
  return readExperimentFile(file);
};
const errorOf = (text: string): UserError => {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('nothing was thrown');
};
const start = '{\n  "version": 1,\n  "task": "forecast",\n  "data": { "file": "a.csv", "targets": ["y"] }';

describe('readExperimentFile', () => {
  it('reads a file with comments and a byte order mark, and fills in defaults', () => {
    const experiment = read(`\uFEFF${start} // what is predicted\n}`);
    expect(experiment.training.epochs).toBe(20);
  });

  it.each([
    ['an unknown field', `${start},\n  "training": { "epoch": 5 }\n}`, 5, 17, 'training.epoch: unknown field "epoch"'],
    [
      'a value of the wrong type',
      `${start},\n  "training": {\n    "epochs": "many"\n  }\n}`,
      6,
      5,
      'training.epochs: must be a',
    ],
    ['epochs 0', `${start},\n  "training": { "epochs": 0 }\n}`, 5, 17, 'at least 1'],
    [
      'a missing field',
      '{\n  "version": 1,\n  "task": "forecast",\n  "data": { "file": "a.csv" }\n}',
      4,
      3,
      'data.targets: is missing',
    ],
    ['a missing version', '\n  { "task": "forecast" }', 2, 3, 'version'],
    ['a future version', '{\n  "version": 7\n}', 2, 3, 'newer'],
    [
      'a wrong value in a list',
      `${start},\n  "model": { "layers": [{}, { "cell": "elman" }] }\n}`,
      5,
      31,
      'model.layers.1.cell: must be',
    ],
    [
      'a learning rate that is no number',
      `${start},\n  "training": { "optimizer": { "learningRate": NaN } }\n}`,
      5,
      48,
      'not a JSON value',
    ],
    [
      'a learning rate of null',
      `${start},\n  "training": { "optimizer": { "learningRate": null } }\n}`,
      5,
      32,
      'training.optimizer.learningRate',
    ],
    ['a comma that is missing', '{\n  "version": 1\n  "task": "forecast"\n}', 3, 3, 'comma'],
    ['a comma too many', '{\n  "version": 1,\n}', 3, 1, 'field name'],
    ['a field written twice', `${start},\n  "task": "classify"\n}`, 5, 3, '"task" is written twice'],
    ['a brace that is missing', '{\n  "version": 1', 2, 15, 'closing brace'],
    ['an empty file', '', 1, 1, 'empty'],
    ['a list', '[]', 1, 1, 'must be a JSON object'],
    ['a prototype', `${start},\n  "__proto__": { "epochs": 1 }\n}`, 5, 3, 'unknown field "__proto__"'],
  ])('points at %s', (_name, text, line, column, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(`${file}, line ${line}, column ${column}: `);
    expect(error.message).toContain(message);
    expect(error.details.line).toBe(line);
    expect(error.hint).not.toBe('');
  });

  it('tells all wrong fields at once', () => {
    const error = errorOf(`${start},\n  "training": { "epochs": 0, "batchSize": 0 }\n}`);
    expect(error.details.others).toHaveLength(1);
  });

  it('says when there is no file, or a folder', () => {
    expect(() => readExperimentFile(path.join(folder, 'none.json'))).toThrow('does not exist');
    expect(() => readExperimentFile(folder)).toThrow('is a folder');
  });
});

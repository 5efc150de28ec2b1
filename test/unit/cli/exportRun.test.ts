import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { exportRun } from '../../../src/cli/commands/exportRun';
import { help } from '../../../src/cli/help';
import { listFiles } from '../../../src/runs/listFiles';
import type { RunFolder } from '../../../src/runs/runFolder';
import { UserError } from '../../../src/spec/errors';
import { monthlyCsv, temporaryFolder, train } from '../training/series';
import { heard } from './heard';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

let run: RunFolder;
beforeAll(async () => {
  fs.writeFileSync(path.join(root, 'sales.csv'), monthlyCsv(80));
  ({ run } = await train(root));
});

const exported = (out: string, ...more: string[]): number =>
  exportRun([run.path, '--target', 'keras', '--out', out, ...more], heard().output);

function refused(out: string): UserError {
  try {
    exported(out);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(listFiles(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), 'base64')]));

it('writes into a folder that has none of its files', () => {
  const out = path.join(root, 'beside');
  fs.mkdirSync(out);
  fs.writeFileSync(path.join(out, 'mine.txt'), 'mine');
  expect(exported(out)).toBe(0);
  expect(listFiles(out)).toEqual(expect.arrayContaining(['mine.txt', 'code/keras_model.py', 'model/weights.bin']));
});

it('names what is in the way, and leaves all of it alone', () => {
  const out = path.join(root, 'taken');
  fs.mkdirSync(path.join(out, 'code'), { recursive: true });
  fs.writeFileSync(path.join(out, 'README.md'), 'mine');
  fs.writeFileSync(path.join(out, 'code/keras_model.py'), 'mine');
  const before = contents(out);
  const { message, hint, details } = refused(out);
  expect(message).toBe(`${out} has code/keras_model.py, README.md already.`);
  expect(hint).toContain('--force');
  expect(details).toMatchObject({ code: 'file/exists', file: out });
  expect(contents(out)).toEqual(before);
});

it('names every file of an export that was written before', () => {
  const out = path.join(root, 'twice');
  exported(out);
  const { message } = refused(out);
  for (const name of listFiles(out)) expect(message).toContain(name);
});

it('writes over them with --force, and over nothing else', () => {
  const out = path.join(root, 'forced');
  exported(out);
  const whole = contents(out);
  fs.writeFileSync(path.join(out, 'README.md'), 'mine');
  fs.writeFileSync(path.join(out, 'other.txt'), 'mine');
  expect(exported(out, '--force')).toBe(0);
  expect(contents(out)).toEqual({ ...whole, 'other.txt': Buffer.from('mine').toString('base64') });
});

it('is told of by the help', () => {
  expect(help('export')).toMatch(/^ {2}--force +write over/m);
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { lastGradients, readGradients } from '../../../src/runs/readGradients';
import { RunFolder } from '../../../src/runs/runFolder';
import { smallExperiment } from '../training/series';

let folder: string;
let run: RunFolder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradients-'));
  run = RunFolder.create({ outputRoot: folder, csv: path.join(folder, 'a.csv'), experiment: smallExperiment() });
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const line = (epoch: number): string => JSON.stringify({ epoch, layers: [{ name: 'gru', norms: [null, epoch] }] });
const write = (text: string): void => fs.writeFileSync(run.file('gradients.jsonl'), text);
const epochs = (most: number): number[] => readGradients(run, most).map(({ epoch }) => epoch);

it('reads none where there is no file', () => {
  expect(epochs(10)).toEqual([]);
  expect(lastGradients(run)).toBeNull();
});

it('reads whole lines, and passes over torn and foreign ones', () => {
  write(`${line(1)}\n{"epoch":2}\nnot json\n{"__proto__":1}\n${line(3)}\n${line(4).slice(0, 20)}`);
  expect(epochs(10)).toEqual([1, 3]);
});

it('takes the first, the last and some between of many', () => {
  write(Array.from({ length: 1001 }, (_, i) => `${line(i + 1)}\n`).join(''));
  expect(epochs(5)).toEqual([1, 251, 501, 751, 1001]);
  expect(lastGradients(run)?.epoch).toBe(1001);
});

it('does not follow a link out of the folder', () => {
  const elsewhere = path.join(folder, 'secret');
  fs.writeFileSync(elsewhere, line(1));
  fs.symlinkSync(elsewhere, run.file('gradients.jsonl'));
  expect(() => epochs(1)).toThrow('is not a file of a run');
});

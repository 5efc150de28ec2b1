import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readPredictions } from '../../../src/runs/readPredictions';
import { readResultTable } from '../../../src/runs/readResultTable';
import { samplesOf } from '../../../src/runs/samplesFile';
import { samplesText } from '../../../src/training/sampleWriter';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'results-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (text: string): void => fs.writeFileSync(path.join(folder, 'predictions.csv'), text);

describe('predictions of several steps and series', () => {
  const rows = ['North', 'South'].flatMap((series, s) =>
    [0, 1, 2].flatMap((time) =>
      [1, 2].map(
        (step) => `test,${series},${time},${step},y,${s * 100 + time},${time * 10 + step},${time},${time + 9}`,
      ),
    ),
  );
  const header = 'split,series,time,step,target,actual,predicted,lower,upper';
  const query = { split: 'test', target: 'y', from: 0, to: 99, points: 99 } as const;

  it('are read a step and series at a time, with the interval', async () => {
    write(`${[header, ...rows].join('\n')}\n`);
    const read = await readPredictions(folder, { ...query, step: 2, series: 'South' });
    expect(read).toMatchObject({ step: 2, series: 'South', total: 3 });
    expect(read.actual).toEqual([100, 101, 102]);
    expect(read.predicted).toEqual([2, 12, 22]);
    expect([read.lower, read.upper]).toEqual([
      [0, 1, 2],
      [9, 10, 11],
    ]);
  });

  it('have no interval where none is written, or its cells are empty', async () => {
    write(`${[header, ...rows.map((row) => row.replace(/,\d+,\d+$/, ',,'))].join('\n')}\n`);
    expect(await readPredictions(folder, query)).not.toHaveProperty('lower');
  });

  it('of a series that is not there are none', async () => {
    write(`${[header, ...rows].join('\n')}\n`);
    expect(await readPredictions(folder, { ...query, series: '__proto__' })).toMatchObject({ total: 0, index: [] });
  });
});

describe('a table of results', () => {
  const all = { split: 'test', search: '', wrong: false, from: 0, count: 10 } as const;

  it('holds the rows of a part that match, counted beyond those that are sent', async () => {
    write('split,source,actual,predicted\ntest,"a, ""b""",x,x\ntest,C,x,y\ntrain,c,x,y\ntest,"l1\nc",z,w\n');
    expect(await readResultTable(folder, 'predictions.csv', all)).toEqual({
      columns: ['split', 'source', 'actual', 'predicted'],
      rows: [
        ['test', 'a, "b"', 'x', 'x'],
        ['test', 'C', 'x', 'y'],
        ['test', 'l1\nc', 'z', 'w'],
      ],
      total: 3,
    });
    const wrong = await readResultTable(folder, 'predictions.csv', { ...all, wrong: true, search: 'c', count: 1 });
    expect(wrong).toMatchObject({ rows: [['test', 'C', 'x', 'y']], total: 2 });
    const next = await readResultTable(folder, 'predictions.csv', { ...all, wrong: true, search: 'c', from: 1 });
    expect(next.rows).toEqual([['test', 'l1\nc', 'z', 'w']]);
  });

  it('is empty of a file with a header alone, and cuts a text of a hundred thousand words', async () => {
    write('split,actual,predicted\n');
    expect(await readResultTable(folder, 'predictions.csv', all)).toMatchObject({ rows: [], total: 0 });
    write(`split,actual,predicted\ntest,${'word '.repeat(100_000)},x\n`);
    expect((await readResultTable(folder, 'predictions.csv', all)).rows[0]?.[1]).toHaveLength(2001);
  });

  it('follows no link out of the run folder', async () => {
    const other = path.join(folder, 'secret.csv');
    fs.writeFileSync(other, 'split\ntest\n');
    fs.symlinkSync(other, path.join(folder, 'predictions.csv'));
    await expect(readResultTable(folder, 'predictions.csv', all)).rejects.toThrow('is not a file of a run');
  });
});

describe('samples.txt', () => {
  it('is read as it is written', () => {
    const file =
      samplesText('Epoch 5', ['one\n\ntwo', '']) +
      samplesText('Epoch 10', ['Epoch 3']) +
      samplesText('After training', ['[x]']);
    expect(samplesOf(file)).toEqual([
      { epoch: 5, texts: ['one\n\ntwo', ''] },
      { epoch: 10, texts: ['Epoch 3'] },
      { epoch: 0, texts: ['[x]'] },
    ]);
  });

  it('that is none gives none', () => {
    expect(samplesOf('')).toEqual([]);
    expect(samplesOf('hello\nworld')).toEqual([]);
  });
});

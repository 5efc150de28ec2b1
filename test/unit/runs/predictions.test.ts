import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, describe, expect, it } from 'vitest';

import { writeAtomic } from '../../../src/runs/atomic';
import { textCell } from '../../../src/runs/csvText';
import { decimate } from '../../../src/runs/decimate';
import { type PredictionRow, predictionsCsv } from '../../../src/runs/predictionsFile';
import { readPredictions } from '../../../src/runs/readPredictions';
import { temporaryFolder } from './helpers';

const folder = temporaryFolder();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const rows = (count: number, targets: string[]): PredictionRow[] =>
  Array.from({ length: count }, (_, i) =>
    targets.map((target, k) => ({
      split: i < count * 0.7 ? ('train' as const) : ('test' as const),
      series: '',
      time: `t,${i}`,
      step: 1,
      target,
      actual: Math.sin(i) + k,
      predicted: i % 10 === 3 ? null : Math.fround(Math.sin(i - 1) + k),
    })),
  ).flat();
const write = (content: PredictionRow[], several: boolean) =>
  writeAtomic(path.join(folder, 'predictions.csv'), predictionsCsv(content, several));

describe('text cells', () => {
  it.each([
    ['=1+2', "'=1+2"],
    ['+1-800', "'+1-800"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-cmd', "'-cmd"],
    ['\t=1', "'\t=1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['-1.5', '-1.5'],
    ['+3e4', '+3e4'],
    ['1749-01', '1749-01'],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['a"b', '"a""b"'],
    [' a', '" a"'],
  ])('%j is written as %j', (text, cell) => {
    expect(textCell(text)).toBe(cell);
    expect((Papa.parse<string[]>(`x,${cell}\n`).data[0] ?? [])[1]).toBe(
      text === cell || !/^[=+\-@\t]/.test(text) ? text : `'${text}`,
    );
  });
});

describe('predictions.csv', () => {
  it('has the columns of the format, and what was predicted', () => {
    write(rows(10, ['y']), false);
    const parsed = Papa.parse<Record<string, string>>(fs.readFileSync(path.join(folder, 'predictions.csv'), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    });
    expect(parsed.meta.fields).toEqual(['split', 'series', 'time', 'step', 'actual', 'predicted']);
    expect(parsed.data).toHaveLength(10);
    expect(parsed.data[1]).toEqual({
      split: 'train',
      series: '',
      time: 't,1',
      step: '1',
      actual: String(Math.sin(1)),
      predicted: '0',
    });
    expect(parsed.data[3]?.['predicted']).toBe('');
  });

  it('is read back a part and target at a time', async () => {
    const content = rows(1000, ['a', '=b']);
    write(content, true);
    const series = await readPredictions(folder, { split: 'test', target: '=b', from: 10, to: 20, points: 100 });
    const expected = content.filter((row) => row.split === 'test' && row.target === '=b');
    expect(series).toMatchObject({ split: 'test', target: '=b', total: 300, from: 10, to: 20 });
    expect(series.index).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(series.time).toEqual(expected.slice(10, 20).map((row) => row.time));
    expect(series.actual).toEqual(expected.slice(10, 20).map((row) => row.actual));
    series.predicted.forEach((value, i) => {
      const wanted = expected[10 + i]?.predicted ?? null;
      if (wanted === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(wanted, 8);
    });
  });

  it('is decimated with its peaks, over many pieces of the file', async () => {
    const content = rows(60_000, ['y']);
    const peak = content[12_345];
    if (peak) content[12_345] = { ...peak, actual: 99 };
    write(content, false);
    const series = await readPredictions(folder, { split: 'train', target: 'y', from: 0, to: 1e9, points: 500 });
    expect(series.total).toBe(42_000);
    expect(series.index.length).toBeLessThanOrEqual(500);
    expect(series.index.length).toBeGreaterThan(300);
    const at = series.index.indexOf(12_345);
    expect(series.actual[at]).toBe(99);
    expect(series.time[at]).toBe('t,12345');
    expect(series.index[0]).toBe(0);
    expect(series.index.at(-1)).toBe(41_999);
  });

  it('is empty for a part without rows', async () => {
    write(rows(10, ['y']), false);
    const series = await readPredictions(folder, { split: 'validation', target: 'y', from: 0, to: 10, points: 10 });
    expect(series).toMatchObject({ total: 0, index: [], time: [] });
  });

  it('says when it is gone or was changed', async () => {
    const query = { split: 'test', target: 'y', from: 0, to: 10, points: 10 } as const;
    await expect(readPredictions(path.join(folder, 'none'), query)).rejects.toThrow('does not exist');
    fs.writeFileSync(path.join(folder, 'predictions.csv'), 'a,b\n1,2\n');
    await expect(readPredictions(folder, query)).rejects.toThrow('has no column "split"');
  });
});

describe('decimate', () => {
  it('keeps everything that fits', () => {
    expect(decimate([new Float64Array(5)], 1, 4, 10)).toEqual([1, 2, 3]);
  });

  it('passes over gaps', () => {
    const values = new Float64Array(100).fill(NaN);
    values[50] = 1;
    expect(decimate([values], 0, 100, 10)).toEqual([0, 50, 99]);
  });
});

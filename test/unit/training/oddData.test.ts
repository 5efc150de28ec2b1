import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import type { RunFolder } from '../../../src/runs/runFolder';
import { readPredictions } from '../../../src/runs/readPredictions';
import { monthlyCsv, temporaryFolder, train } from './series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
});
const write = (text: string) => fs.writeFileSync(path.join(folder, 'sales.csv'), text);
const read = (run: RunFolder) =>
  Papa.parse<Record<string, string>>(fs.readFileSync(run.file('predictions.csv'), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data;

describe('odd data trains, or says why not', () => {
  it('a constant target has no MASE, no R² and nothing to compare with', async () => {
    write(
      `Month,Sales\n${Array.from({ length: 60 }, (_, i) => `${2000 + Math.floor(i / 12)}-${(i % 12) + 1},5`).join('\n')}\n`,
    );
    const { summary } = await train(folder);
    expect(summary.error).toBeNull();
    expect(summary.metrics.test).toMatchObject({ mase: null, r2: null });
    expect(summary.baselines.naive.test?.rmse).toBe(0);
    expect(summary.verdict).toContain('could not be compared');
    expect(summary.lagged).toBe(false);
    expect(summary.notes.join()).toContain('same value in all training rows');
  });

  it.each(['__proto__', '<img src=x onerror=alert(1)>', 'constructor', 'a,"b"\nc', '=1+1'])(
    'a target called %j keeps its name in all files',
    async (name) => {
      const header = `"${name.replaceAll('"', '""')}"`;
      write(monthlyCsv(60).replace('Month,Sales,=Cost', `Month,${header},Cost`));
      const { run, summary } = await train(folder, { 'data.targets': [name, 'Cost'] });
      expect(summary.error).toBeNull();
      expect(Object.keys(summary.byTarget)).toEqual([name, 'Cost']);
      // zod leaves a field of this one name out of records, so that no prototype can be set: its own scores are not kept.
      const kept = name === '__proto__' ? ['Cost'] : [name, 'Cost'];
      expect(Object.keys(run.readSummary()?.byTarget ?? {})).toEqual(kept);
      expect(Object.getPrototypeOf(run.readSummary()?.byTarget)).toBe(Object.prototype);
      const series = await readPredictions(run.path, { split: 'test', target: name, from: 0, to: 100, points: 100 });
      expect(series.total).toBe(12);
      expect(series.predicted.every((value) => value !== null)).toBe(true);
    },
  );

  it('without a time column rows are numbered, and the forecast is the next one', async () => {
    write(monthlyCsv(60));
    const { run, summary } = await train(folder, { 'data.time': null });
    expect(summary.baselines.seasonalNaive).toBeNull();
    const rows = read(run);
    expect(rows[0]?.['time']).toBe('5');
    expect(rows.at(-1)?.['time']).toBe('60');
    expect(fs.readFileSync(run.file('forecast.csv'), 'utf8')).toMatch(/^series,time,step,predicted\n,61,1,/);
  });

  it('with all rows for training it judges those, and says so', async () => {
    write(monthlyCsv(60));
    const { summary } = await train(folder, { 'data.split': { train: 1, validation: 0, test: 0 } });
    expect(summary.metrics.test).toBeUndefined();
    expect(summary.verdict).toContain('Judged on the training part');
  });

  it('one-to-one reads one row a window', async () => {
    write(monthlyCsv(60));
    const { summary } = await train(folder, { 'window.timeSteps': 1, 'model.topology': 'one-to-one' });
    expect(summary).toMatchObject({ state: 'done', windows: { train: 41, validation: 6, test: 12 } });
  });

  it('a batch may be larger than all windows', async () => {
    write(monthlyCsv(60));
    const { run, summary } = await train(folder, { 'training.batchSize': 5000 });
    expect(summary.error).toBeNull();
    expect(run.readMetrics()).toHaveLength(3);
  });

  it('no window and no baseline reaches across dropped rows', async () => {
    const lines = monthlyCsv(120).split('\n');
    lines[50] = (lines[50] ?? '').replace(/,[^,]*,/, ',,');
    write(lines.join('\n'));
    const { run, summary } = await train(folder, { 'data.missing': 'drop' });
    expect(summary.rows).toEqual({ total: 120, used: 119, dropped: 1 });
    const times = read(run).map((row) => row['time']);
    // Row 49 (2004-02) is missing: the next four windows would reach across it.
    expect(times).toContain('2004-01');
    for (const gone of ['2004-02', '2004-03', '2004-04', '2004-05', '2004-06']) expect(times).not.toContain(gone);
    expect(times).toContain('2004-07');
  });
});

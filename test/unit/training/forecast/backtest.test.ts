import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { backtestSchema } from '../../../../src/spec/backtest';
import { UserError } from '../../../../src/spec/errors';
import { backtest } from '../../../../src/training/backtest';
import { StopRequest } from '../../../../src/training/stopRequest';
import { scores } from '../../../../src/training/tasks/forecast/metrics';
import { monthlyCsv, temporaryFolder, train } from '../series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
});

type Row = Record<'split' | 'series' | 'time' | 'step' | 'actual' | 'predicted', string>;
const rowsOf = (text: Iterable<string>) =>
  Papa.parse<Row>([...text].join(''), { header: true, skipEmptyLines: true }).data;
const column = (rows: Row[], name: 'actual' | 'predicted') => Float64Array.from(rows, (row) => Number(row[name]));

describe('a rolling-origin backtest', () => {
  it('predicts the whole horizon from every row of the test part, whatever the stride was', async () => {
    const { run, summary } = await train(folder, { 'window.horizon': 6, 'window.stride': 4 });
    expect(summary.windows.test).toBe(5);
    const before = fs.readdirSync(run.path);
    const result = await backtest(run.path, { threads: 1 });
    expect(fs.readdirSync(run.path)).toEqual(before);
    expect(result).not.toBeNull();
    if (!result) return;
    const told = backtestSchema.parse(JSON.parse(JSON.stringify(result.backtest)));
    expect(told).toMatchObject({ horizon: 6, origins: 19, series: 1, from: '2008-01', to: '2009-12' });
    const rows = rowsOf(result.csv());
    expect(rows).toHaveLength(19 * 6);
    const all = scores(column(rows, 'actual'), column(rows, 'predicted'), null);
    for (const name of ['rmse', 'mae', 'smape', 'mape', 'r2'] as const)
      expect(told.scores[name]).toBeCloseTo(all[name] ?? NaN, 5);
    expect(told.byStep).toHaveLength(6);
    for (const { step, scores: own } of told.byStep) {
      const at = rows.filter((row) => row.step === String(step));
      expect(own.mape).toBeCloseTo(scores(column(at, 'actual'), column(at, 'predicted'), null).mape ?? NaN, 5);
    }
    // Each window of the run is one of the backtest's, with the same predictions.
    const written = rowsOf([fs.readFileSync(run.file('predictions.csv'), 'utf8')]).filter(
      (row) => row.split === 'test',
    );
    const known = new Set(
      rows.map(({ time, step, predicted }) => `${time} ${step} ${Number(predicted).toPrecision(5)}`),
    );
    expect(written).toHaveLength(5 * 6);
    for (const { time, step, predicted } of written)
      expect(known).toContain(`${time} ${step} ${Number(predicted).toPrecision(5)}`);
  });

  it('ends when it is told to, and is refused where it means nothing', async () => {
    const { run } = await train(folder, { 'window.horizon': 2 });
    const stop = new StopRequest();
    stop.request();
    expect(await backtest(run.path, { threads: 1, stop })).toBeNull();
    const noTest = await train(folder, { 'data.split.train': 1, 'data.split.validation': 0, 'data.split.test': 0 });
    await expect(backtest(noTest.run.path, { threads: 1 })).rejects.toMatchObject({
      details: { code: 'backtest/no-test-part' },
    });
    fs.appendFileSync(path.join(folder, 'sales.csv'), '2010-01,1,1\n');
    const error: unknown = await backtest(run.path, { threads: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).details.code).toBe('run/data-changed');
  });
});

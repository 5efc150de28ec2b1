import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, describe, expect, it } from 'vitest';

import { RunFolder } from '../../../../src/runs/runFolder';
import { parseExperiment } from '../../../../src/spec/parse';
import { resolveExperiment } from '../../../../src/spec/resolve';
import { setPath } from '../../../../src/spec/setPath';
import { backtest } from '../../../../src/training/backtest';
import { trainRun } from '../../../../src/training/trainRun';
import { temporaryFolder } from '../series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const days = 80;
const ahead = 4;
const shops = ['north', 'a, "b"', '__proto__'];
const levels = [100, 1000, 10];

/** Shops below each other: sales of the day before, more in a region and where a promotion is; the promotions to come are known. */
function shopsCsv(): string {
  const lines = shops.flatMap((shop, s) =>
    Array.from({ length: days + ahead }, (_, day) => {
      const promo = (day * 7 + s * 3) % 5 === 0 ? 1 : 0;
      const level = levels[s] ?? 0;
      const sales = level * (1 + 0.3 * Math.sin((2 * Math.PI * day) / 7) + 0.5 * promo);
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      const cell = `"${shop.replaceAll('"', '""')}"`;
      return `${cell},${date},${day < days ? sales.toFixed(3) : ''},${promo},${s === 1 ? 'coast' : 'hills'}`;
    }),
  );
  return `shop,date,sales,promo,region\n${lines.join('\n')}\n`;
}

async function train(changes: Record<string, unknown>) {
  const folder = fs.mkdtempSync(path.join(root, 'case-'));
  const csv = path.join(folder, 'shops.csv');
  fs.writeFileSync(csv, shopsCsv());
  const base: unknown = {
    version: 1,
    task: 'forecast',
    data: {
      file: 'shops.csv',
      time: 'date',
      series: 'shop',
      targets: ['sales'],
      known: ['promo'],
      static: ['region'],
      calendar: ['weekday'],
      scale: 'window',
      split: { testRows: 14 },
    },
    window: { timeSteps: 14, horizon: ahead },
    model: { layers: [{ cell: 'lstm', units: 16 }] },
    training: { epochs: 60, batchSize: 16, optimizer: { learningRate: 0.01 } },
  };
  const changed = Object.entries(changes).reduce(
    (json, [field, value]) => setPath(json, field, JSON.stringify(value)),
    base,
  );
  const experiment = resolveExperiment(parseExperiment(changed));
  const run = RunFolder.create({ outputRoot: path.join(folder, 'runs'), csv, experiment });
  const summary = await trainRun({ run: run.path, threads: 1, generateCode: () => ({ files: [], refused: [] }) });
  return { run, summary };
}

type Row = Record<string, string>;
const readCsv = (run: RunFolder, name: string) =>
  Papa.parse<Row>(fs.readFileSync(run.file(name), 'utf8'), { header: true, skipEmptyLines: true }).data;

const decoder = { layers: [{ cell: 'lstm', units: 16 }] };
const ways: [string, Record<string, unknown>][] = [
  ['direct, scaled by window', {}],
  ['direct, scaled by series', { 'data.scale': 'standard', 'data.scaleBy': 'series' }],
  ['direct on TensorFlow.js, scaled by window', { engine: 'tensorflow', 'training.epochs': 30 }],
  ['direct, regions as vectors', { 'model.embedding': { units: 2 } }],
  ['fed back, regions as vectors', { 'model.embedding': { units: 2 }, 'window.strategy': 'recursive' }],
  ['fed back, scaled by window', { 'window.strategy': 'recursive' }],
  [
    'a repeating decoder, scaled by window',
    { 'model.topology': 'encoder-decoder', 'model.decoder': { ...decoder, mode: 'repeat' } },
  ],
  [
    'an autoregressive decoder, scaled by series',
    {
      'data.scale': 'standard',
      'data.scaleBy': 'series',
      'model.topology': 'encoder-decoder',
      'model.decoder': { ...decoder, mode: 'autoregressive' },
    },
  ],
  [
    'an autoregressive decoder, scaled by window',
    { 'model.topology': 'encoder-decoder', 'model.decoder': { ...decoder, mode: 'autoregressive' } },
  ],
];

describe.each(ways)('three series with known, static and calendar columns: %s', (_name, changes) => {
  it('learns what repeats, and tells the rows to come of each series', { timeout: 120_000 }, async () => {
    const { run, summary } = await train(changes);
    expect(summary.error).toBeNull();
    expect(summary.rows).toEqual({ total: 252, used: 240, dropped: 0 });
    expect(summary.windows.test).toBe(3 * 11);
    expect(summary.mainMetric).toBe('mase');
    // The series follow a rule: whoever reads promotions and weekdays errs far less than the season does.
    const { metrics, baselines } = summary;
    expect(metrics.test?.mase).toBeLessThan(0.5 * (baselines.seasonalNaive?.test?.mase ?? NaN));
    expect(summary.verdict).toMatch(/better than repeating the last season/);
    const test = readCsv(run, 'predictions.csv').filter((row) => row['split'] === 'test');
    expect([...new Set(test.map((row) => row['series']))]).toEqual(shops);
    const forecast = readCsv(run, 'forecast.csv');
    expect(forecast.slice(0, 5).map((row) => [row['series'], row['time'], row['step']])).toEqual([
      ['north', '2024-03-21', '1'],
      ['north', '2024-03-22', '2'],
      ['north', '2024-03-23', '3'],
      ['north', '2024-03-24', '4'],
      ['a, "b"', '2024-03-21', '1'],
    ]);
    // What would have come, by the rule.
    const errors = forecast.map((row, i) => {
      const [s, day] = [Math.floor(i / ahead), days + (i % ahead)];
      const promo = (day * 7 + s * 3) % 5 === 0 ? 1 : 0;
      const truth = 1 + 0.3 * Math.sin((2 * Math.PI * day) / 7) + 0.5 * promo;
      return Math.abs(Number(row['predicted']) / (levels[s] ?? 0) - truth);
    });
    expect(errors.reduce((a, b) => a + b, 0) / errors.length).toBeLessThan(0.15);
    const again = await backtest(run.path, { threads: 1 });
    expect(again?.backtest.scores.mase).toBeCloseTo(metrics.test?.mase ?? NaN, 5);
    expect(again?.backtest.series).toBe(3);
  });
});

describe('quantiles', () => {
  it('give an interval beside each prediction, and are scored', { timeout: 120_000 }, async () => {
    const { run, summary } = await train({ 'training.loss': 'quantile', 'training.quantiles': [0.1, 0.5, 0.9] });
    expect(summary.error).toBeNull();
    expect(summary.metrics.test?.pinball).toBeGreaterThan(0);
    const rows = readCsv(run, 'predictions.csv').filter((row) => row['split'] === 'test');
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'split',
      'series',
      'time',
      'step',
      'actual',
      'predicted',
      'lower',
      'upper',
    ]);
    let inside = 0;
    let loss = 0;
    for (const row of rows) {
      const [actual = NaN, middle = NaN, lower = NaN, upper = NaN] = ['actual', 'predicted', 'lower', 'upper'].map(
        (name) => Number(row[name]),
      );
      expect(lower).toBeLessThanOrEqual(middle);
      expect(middle).toBeLessThanOrEqual(upper);
      if (actual >= lower && actual <= upper) inside++;
      for (const [quantile, value] of [
        [0.1, lower],
        [0.5, middle],
        [0.9, upper],
      ] as const)
        loss += Math.max(quantile * (actual - value), (quantile - 1) * (actual - value)) / (3 * rows.length);
    }
    // The file has 9 digits of each number.
    expect(summary.metrics.test?.coverage).toBeCloseTo(inside / rows.length, 2);
    expect(summary.metrics.test?.pinball).toBeCloseTo(loss, 4);
    expect(Object.keys(readCsv(run, 'forecast.csv')[0] ?? {})).toEqual([
      'series',
      'time',
      'step',
      'predicted',
      'lower',
      'upper',
    ]);
  });
});

import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import type { RunFolder } from '../../../../src/runs/runFolder';
import { scoresFileSchema } from '../../../../src/spec/scores';
import { openModel } from '../../../../src/training/openRun';
import { scores } from '../../../../src/training/tasks/forecast/metrics';
import { monthlyCsv, temporaryFolder, train } from '../series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
});

const readCsv = (run: RunFolder, name: string) =>
  Papa.parse<Record<string, string>>(fs.readFileSync(run.file(name), 'utf8'), { header: true, skipEmptyLines: true })
    .data;
const numbers = (rows: Record<string, string>[], column: string) =>
  Float64Array.from(rows, (row) => Number(row[column]));

const lstm = { cell: 'lstm', units: 4 };
const networks: [string, Record<string, unknown>][] = [
  ['all steps at once', {}],
  ['fed back', { 'window.strategy': 'recursive', 'data.targets': ['Sales', '=Cost'] }],
  [
    'a decoder that repeats the context',
    { 'model.topology': 'encoder-decoder', 'model.decoder': { layers: [lstm], mode: 'repeat' } },
  ],
  [
    'a decoder that reads what it has said',
    {
      'model.topology': 'encoder-decoder',
      'model.layers': [lstm],
      'model.decoder': { layers: [lstm], mode: 'autoregressive' },
    },
  ],
  [
    'one step in, three out',
    { 'window.timeSteps': 1, 'model.topology': 'one-to-many', 'model.decoder': { layers: [lstm], mode: 'repeat' } },
  ],
];

describe.each(networks)('a horizon of 3: %s', (_name, changes) => {
  it('is predicted, judged by step, and goes on after the end of the data', async () => {
    const { run, summary } = await train(folder, { 'window.horizon': 3, ...changes });
    expect(summary.error).toBeNull();
    expect(summary.state).toBe('done');
    // 24 rows of the test part have 22 whole horizons.
    expect(summary.windows.test).toBe(22);
    const several = summary.targets.length > 1;
    const rows = readCsv(run, 'predictions.csv').filter((row) => !several || row['target'] === 'Sales');
    const test = rows.filter((row) => row['split'] === 'test');
    expect(test.slice(0, 6).map((row) => [row['time'], row['step']])).toEqual([
      ...(['2008-01', '2008-02', '2008-03'] as const).map((time, i) => [time, String(i + 1)]),
      ...(['2008-02', '2008-03', '2008-04'] as const).map((time, i) => [time, String(i + 1)]),
    ]);
    expect(test).toHaveLength(66);
    const forecast = readCsv(run, 'forecast.csv').filter((row) => !several || row['target'] === 'Sales');
    expect(forecast.map((row) => [row['time'], row['step']])).toEqual([
      ['2010-01', '1'],
      ['2010-02', '2'],
      ['2010-03', '3'],
    ]);
    for (const row of [...rows, ...forecast]) expect(Number(row['predicted'] || NaN)).not.toBeNaN();
    // Training and validation windows are a horizon apart.
    const training = rows.filter((row) => row['split'] === 'train' && row['step'] === '1');
    expect(new Set(rows.filter((row) => row['split'] === 'train').map((row) => row['time'])).size).toBe(
      3 * training.length,
    );
    if (several) return;
    const file = scoresFileSchema.parse(JSON.parse(fs.readFileSync(run.file('scores.json'), 'utf8')));
    const all = test.map((row) => Number(row['actual']));
    const lastKnown = Number(monthlyCsv(120).split('\n')[96]?.split(',')[1]);
    file.test?.byStep?.forEach(({ step, scores: own, naive }) => {
      const at = test.filter((row) => row['step'] === String(step));
      const expected = scores(numbers(at, 'actual'), numbers(at, 'predicted'), null);
      expect(own.rmse).toBeCloseTo(expected.rmse ?? NaN, 5);
      expect(own.mape).toBeCloseTo(expected.mape ?? NaN, 5);
      // The value before each window: the first one that the window before had to predict.
      const before = Float64Array.from({ length: at.length }, (_, i) => (i === 0 ? lastKnown : all[3 * (i - 1)]!));
      const last = scores(numbers(at, 'actual'), before, null);
      for (const name of ['rmse', 'mae', 'smape'] as const) expect(naive?.[name]).toBeCloseTo(last[name] ?? NaN, 9);
    });
    expect(file.test?.byStep).toHaveLength(3);
  });
});

describe('a forecast that is fed back', () => {
  it('is the network on its own predictions', async () => {
    const { run } = await train(folder, {
      'window.horizon': 3,
      'window.strategy': 'recursive',
      'data.targets': ['Sales', '=Cost'],
    });
    const predictions = readCsv(run, 'predictions.csv').filter((row) => row['split'] === 'test');
    const file = Papa.parse<string[]>(fs.readFileSync(path.join(folder, 'sales.csv'), 'utf8'), {
      skipEmptyLines: true,
    }).data.slice(1);
    const { engine, preprocessing } = await openModel(run.path, { threads: 1 });
    const scaled = (row: number) =>
      preprocessing.inputs.map(({ shift, scale }, k) => (Number(file[row]?.[k + 1]) - shift) / scale);
    for (const window of [0, 7, 21]) {
      const rows = [92, 93, 94, 95].map((row) => scaled(row + window));
      for (let step = 0; step < 3; step++) {
        const data = engine.allocateData(5);
        data.inputs.set(rows.slice(-4).flat());
        const next = [...(await engine.predict(Int32Array.of(0)))];
        rows.push(next);
        next.forEach((value, k) => {
          const { shift, scale } = preprocessing.targets[k] ?? { shift: 0, scale: 1 };
          const told = Number(predictions[(window * 3 + step) * 2 + k]?.['predicted']);
          expect(Math.abs(told - (value * scale + shift))).toBeLessThan(1e-4);
        });
      }
    }
    engine.dispose();
  });
});

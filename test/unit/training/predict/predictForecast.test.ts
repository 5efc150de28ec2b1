import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunFolder } from '../../../../src/runs/runFolder';
import { predictFile } from '../../../../src/training/predict/predictFile';
import { monthlyCsv, temporaryFolder, train } from '../series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

type Row = Record<string, string>;
const rowsOf = (file: string): Row[] =>
  Papa.parse<Row>(fs.readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true }).data;
const keyOf = ({ series, time, step, target = '' }: Row): string => JSON.stringify([series, time, step, target]);
const saidOf = ({ split: _, ...rest }: Row): Row => rest;

async function predictions(run: RunFolder, data: string | null) {
  const out = path.join(fs.mkdtempSync(path.join(root, 'out-')), 'predictions.csv');
  const result = await predictFile(run.path, { data, out, threads: 1 });
  return { result, rows: rowsOf(out) };
}

/** Each row of the run's own predictions is among the others, to the digit. */
function expectSame(rows: readonly Row[], own: readonly Row[]): void {
  const byKey = new Map(rows.map((row) => [keyOf(row), saidOf(row)]));
  expect(own.length).toBeGreaterThan(0);
  for (const row of own) expect(byKey.get(keyOf(row))).toEqual(saidOf(row));
}

const cases: Record<string, Record<string, unknown>> = {
  'one step': {},
  'a horizon, all targets at once': { 'window.horizon': 3, 'data.targets': ['Sales', '=Cost'] },
  'a step fed back': { 'window.horizon': 3, 'window.strategy': 'recursive', 'data.calendar': ['month'] },
  'another column alone': { 'data.inputs': ['=Cost'], 'window.horizon': 2 },
  quantiles: { 'training.loss': 'quantile', 'window.horizon': 2 },
  'windows scaled by themselves': { 'data.scale': 'window' },
  'an autoregressive decoder': {
    'window.horizon': 3,
    'model.topology': 'encoder-decoder',
    'model.decoder': { mode: 'autoregressive', layers: [{ cell: 'gru', units: 3 }] },
  },
};

describe.each(Object.entries(cases))('a forecast of %s', (_, changes) => {
  let folder: string;
  let run: RunFolder;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(root, 'run-'));
    fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(120));
    ({ run } = await train(
      folder,
      { ...changes, 'training.epochs': 1 },
      { generateCode: () => ({ files: [], refused: [] }) },
    ));
  });

  it('is on the file of the run what the run has written, and its forecast', async () => {
    const { rows, result } = await predictions(run, null);
    expectSame(
      rows.filter(({ split }) => split === 'new'),
      rowsOf(run.file('predictions.csv')),
    );
    const ahead = rows.filter(({ split }) => split === 'forecast').map(({ actual: _, ...row }) => row);
    expectSame(ahead, rowsOf(run.file('forecast.csv')));
    expect(result?.own).toBe(true);
    expect(result?.predictions).toBe(rows.length);
  });

  it('is on the end of that file what it is on the whole', async () => {
    const [header, ...lines] = monthlyCsv(120).trim().split('\n');
    const tail = path.join(folder, 'tail.csv');
    fs.writeFileSync(tail, [header, ...lines.slice(-40)].join('\n'));
    const { rows, result } = await predictions(run, tail);
    const test = rowsOf(run.file('predictions.csv')).filter(({ split }) => split === 'test');
    expectSame(rows, test);
    expect(result?.own).toBe(false);
  });
});

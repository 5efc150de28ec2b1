import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { comparisonReport } from '../../../src/cli/comparisonReport';
import { compareRuns } from '../../../src/runs/compareRuns';
import { RunFolder } from '../../../src/runs/runFolder';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import { settingDifferences } from '../../../src/spec/settingDifferences';
import { setPath } from '../../../src/spec/setPath';
import { monthlyCsv, smallExperiment, temporaryFolder, train } from '../training/series';
import { trainOn } from '../training/predict/runs';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
const noCode = { generateCode: () => ({ files: [], refused: [] }) };

let folder: string;
let runs: RunFolder[];
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(root, 'runs-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(80));
  const changes = [
    {},
    { 'model.layers.0.units': 5, name: 'five' },
    { 'training.epochs': 1, name: `<b>${'x'.repeat(90)}` },
  ];
  runs = [];
  for (const change of changes) runs.push((await train(folder, change, noCode)).run);
});

const told = (): ReturnType<typeof compareRuns> => compareRuns(runs.map((run) => run.path));
/** What goes wrong, as the command tells it. */
const codeOf = (folders: readonly string[]): string | undefined => {
  try {
    compareRuns(folders);
    return undefined;
  } catch (error) {
    return (error as { details: { code: string } }).details.code;
  }
};

describe('settings that differ', () => {
  it('are those alone, by paths that --set takes', () => {
    const { differences } = told();
    expect(differences).toEqual([
      { path: 'model.layers.0.units', values: [3, 5, 3] },
      { path: 'training.epochs', values: [3, 3, 1] },
    ]);
  });

  it('make one experiment of the other when they are set', () => {
    const base = smallExperiment();
    const others = [
      { 'data.inputs': ['Sales', '=Cost'], 'window.horizon': 4, 'training.loss': 'quantile' },
      {
        'model.layers': [
          { cell: 'lstm', units: 2, bidirectional: true },
          { cell: 'gru', units: 7 },
        ],
      },
      { 'model.topology': 'encoder-decoder', 'window.horizon': 2, 'model.decoder': { layers: [{ units: 3 }] } },
      { 'training.earlyStopping': { patience: 3 }, 'data.calendar': ['month'], 'training.clipNorm': 1 },
    ].map((change) => smallExperiment(change));
    for (const other of others) {
      const found = settingDifferences([base, other]);
      expect(found.length).toBeGreaterThan(0);
      const set = found
        .filter(({ values }) => values[1] !== undefined)
        .reduce<unknown>((json, { path: at, values }) => setPath(json, at, JSON.stringify(values[1])), base);
      expect(resolveExperiment(parseExperiment(set))).toEqual(other);
    }
  });

  it('are none of the same experiment', () => {
    expect(settingDifferences([smallExperiment(), smallExperiment()])).toEqual([]);
  });
});

describe('runs side by side', () => {
  it('have the best main score marked, and naive answers beside', () => {
    const comparison = told();
    const values = comparison.runs.map(({ summary }) => summary.metrics.test?.rmse ?? NaN);
    expect(comparison.best).toEqual({ metric: 'rmse', split: 'test', run: values.indexOf(Math.min(...values)) });
    expect(comparison.notes).toEqual([]);
    const lines = comparisonReport(comparison).split('\n');
    expect(lines.find((line) => line.startsWith('test RMSE'))?.split('*')).toHaveLength(2);
    expect(lines.find((line) => line.startsWith('training MAE'))).toMatch(
      /\d \([\d.]+\).*\d \([\d.]+\).*\d \([\d.]+\)/,
    );
    expect(lines.some((line) => line.startsWith('model.layers.0.units'))).toBe(true);
    // Each trains within seconds: whole ones would tell nothing.
    expect(lines.find((line) => line.startsWith('time'))).toMatch(/^time( +\d\.\d s| +[1-9]\d* s){3}$/);
    expect(Math.max(...lines.slice(0, -3).map((line) => line.length))).toBeLessThanOrEqual(160);
    for (const run of runs) expect(lines.some((line) => line.endsWith(run.path))).toBe(true);
  });

  it('of different data are said to be, and none is the best', async () => {
    const other = fs.mkdtempSync(path.join(root, 'runs-'));
    fs.writeFileSync(path.join(other, 'sales.csv'), monthlyCsv(90));
    const { run } = await train(other, {}, noCode);
    const comparison = compareRuns([runs[0]!.path, run.path]);
    expect(comparison.best).toBeNull();
    expect(comparison.notes.join('\n')).toContain('different data');
    expect(comparisonReport(comparison)).not.toContain('*');
  });

  it('of different tasks are said to be', async () => {
    const other = fs.mkdtempSync(path.join(root, 'runs-'));
    const csv = `x,kind\n${Array.from({ length: 40 }, (_, i) => `${i % 5},${i % 2 ? 'odd' : 'even'}`).join('\n')}\n`;
    const labels = await trainOn(other, csv, {
      task: 'classify',
      data: { inputs: ['x'], targets: ['kind'] },
      window: { timeSteps: 1 },
      model: { topology: 'one-to-one' },
      training: { epochs: 1, loss: 'categorical_crossentropy' },
    });
    const comparison = compareRuns([runs[0]!.path, labels.path]);
    expect(comparison.best).toBeNull();
    expect(comparison.notes.join('\n')).toContain('different tasks (forecast, classify)');
    expect(comparisonReport(comparison)).toContain('test Accuracy %');
  });

  it('that failed, or whose trainer died, stand there with their state', async () => {
    const { run: failed } = await train(folder, { 'data.targets': ['nothing'] }, noCode);
    const copy = path.join(root, '2026-01-01_00-00-00-running');
    fs.cpSync(runs[1]!.path, copy, { recursive: true });
    const file = path.join(copy, 'summary.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"state": "done"', '"state": "running"'));
    const comparison = compareRuns([runs[0]!.path, failed.path, copy]);
    expect(comparison.runs.map(({ summary }) => summary.state)).toEqual(['done', 'failed', 'failed']);
    expect(comparison.notes.join('\n')).toMatch(/failed: .*"nothing"/);
    expect(comparison.notes.join('\n')).toContain('The trainer ended before the run was finished.');
  });
});

it('refuses a folder that is no run, the same run twice, and one that was never trained', () => {
  const first = runs[0]!.path;
  const link = path.join(root, 'link');
  fs.symlinkSync(first, link);
  expect(codeOf([first, root])).toBe('run/not-a-run');
  expect(codeOf([first, first])).toBe('compare/same-run');
  expect(codeOf([first, link])).toBe('compare/same-run');
  const fresh = RunFolder.create({
    outputRoot: root,
    csv: path.join(folder, 'sales.csv'),
    experiment: smallExperiment(),
  });
  expect(codeOf([first, fresh.path])).toBe('compare/no-summary');
});

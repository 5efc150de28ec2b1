import fs from 'node:fs';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { backtest } from '../../../src/cli/commands/backtest';
import { compare } from '../../../src/cli/commands/compare';
import { predict } from '../../../src/cli/commands/predict';
import { help } from '../../../src/cli/help';
import { UsageError } from '../../../src/cli/usageError';
import type { RunFolder } from '../../../src/runs/runFolder';
import { predictionSchema } from '../../../src/spec/prediction';
import { scores } from '../../../src/training/tasks/forecast/metrics';
import { UserError } from '../../../src/spec/errors';
import { rowsOf } from '../training/predict/runs';
import { monthlyCsv, temporaryFolder, train } from '../training/series';
import { heard } from './heard';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

let run: RunFolder;
let csv: string;
beforeAll(async () => {
  csv = path.join(root, 'sales.csv');
  fs.writeFileSync(csv, monthlyCsv(80));
  ({ run } = await train(root, {}, { generateCode: () => ({ files: [], refused: [] }) }));
});

const inFolder = (): string => {
  const folder = fs.mkdtempSync(path.join(root, 'here-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  return folder;
};

describe('predict', () => {
  it('writes beside nothing of the same name, tells where, and how good it is', async () => {
    const folder = inFolder();
    const { output, records, results, said } = heard();
    expect(await predict([run.path, '--threads', '1'], output)).toBe(0);
    expect(await predict([run.path, '--threads', '1'], output)).toBe(0);
    expect(results).toEqual([path.join(folder, 'sales-predictions.csv'), path.join(folder, 'sales-predictions-2.csv')]);
    const { type, ...record } = records[0] ?? {};
    expect(type).toBe('predicted');
    const result = predictionSchema.parse(record);
    expect(result).toMatchObject({ own: true, rows: 80, predictions: 77, ahead: 1, judged: 76, data: csv });
    expect(said[0]).toContain(`77 predictions, 1 of them after the end of the data, of 80 rows of ${csv}`);
    expect(said[0]).toMatch(/network +[\d.]+/);
    expect(said[0]).toContain('The run was trained on this file');

    // The scores are those of the rows that were written.
    const told = rowsOf(results[0]!).filter(({ actual }) => actual !== '');
    const numbers = (name: string): Float64Array => Float64Array.from(told, (row) => Number(row[name]));
    const again = scores(numbers('actual'), numbers('predicted'), null);
    for (const name of ['rmse', 'mae', 'smape', 'r2', 'mape'] as const) {
      // Nine digits are written of each prediction.
      expect(result.scores[name]).toBeCloseTo(again[name] ?? NaN, 5);
    }
  });

  it('takes another file, and writes where it is told', async () => {
    const folder = inFolder();
    const data = path.join(folder, 'new.csv');
    fs.writeFileSync(data, monthlyCsv(30));
    const out = path.join(folder, 'deep', 'out.csv');
    const { output, results } = heard();
    expect(await predict([run.path, '--data', data, '--out', out], output)).toBe(0);
    expect(results).toEqual([out]);
    expect(rowsOf(out)).toHaveLength(27);
  });

  it('writes over a file with --force alone', async () => {
    const out = path.join(inFolder(), 'mine.csv');
    fs.writeFileSync(out, 'mine');
    const refused = predict([run.path, '--out', out], heard().output);
    await expect(refused).rejects.toMatchObject({ details: { code: 'file/exists', file: out } });
    await expect(refused).rejects.toThrow(`${out} exists already.`);
    await expect(refused).rejects.toMatchObject({ hint: expect.stringMatching(/--out.*--force/) as string });
    expect(fs.readFileSync(out, 'utf8')).toBe('mine');
    expect(await predict([run.path, '--out', out, '--force'], heard().output)).toBe(0);
    expect(rowsOf(out)).toHaveLength(77);
    await expect(predict([run.path, '--out', csv, '--force'], heard().output)).rejects.toMatchObject({
      details: { code: 'predict/overwrites-data' },
    });
  });

  it.each([
    ['predict', predict],
    ['backtest', backtest],
  ] as const)('%s into a folder that is a file is told as what a person can mend', async (_, command) => {
    const file = path.join(inFolder(), 'file');
    fs.writeFileSync(file, 'mine');
    const out = path.join(file, 'out.csv');
    await expect(command([run.path, '--out', out], heard().output)).rejects.toBeInstanceOf(UserError);
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  });

  it.each(['predict', 'backtest'])('the help of %s tells of --force', (command) => {
    expect(help(command)).toMatch(/^ {2}--force +write over/m);
  });

  it('of a backtest does likewise', async () => {
    const out = path.join(inFolder(), 'mine.csv');
    fs.writeFileSync(out, 'mine');
    await expect(backtest([run.path, '--out', out], heard().output)).rejects.toMatchObject({
      details: { code: 'file/exists', file: out },
    });
    expect(fs.readFileSync(out, 'utf8')).toBe('mine');
    expect(await backtest([run.path, '--out', out, '--force'], heard().output)).toBe(0);
    expect(rowsOf(out).length).toBeGreaterThan(0);
  });

  it.each([
    ['no run', []],
    ['two runs', ['a', 'b']],
    ['threads that are no number', ['RUN', '--threads', 'many']],
  ])('refuses %s', async (_, args) => {
    const given = args.map((arg) => (arg === 'RUN' ? run.path : arg));
    await expect(predict(given, heard().output)).rejects.toBeInstanceOf(UsageError);
  });

  it('refuses a folder that is no run', async () => {
    await expect(predict([root], heard().output)).rejects.toMatchObject({ details: { code: 'run/not-a-run' } });
  });
});

describe('compare', () => {
  it('wants two runs', () => {
    expect(() => compare([run.path], heard().output)).toThrow(UsageError);
    expect(() => compare([], heard().output)).toThrow(UsageError);
  });

  it('writes one record, and one table', async () => {
    const other = await train(root, { 'training.epochs': 1 }, { generateCode: () => ({ files: [], refused: [] }) });
    const { output, records, results } = heard();
    expect(compare([run.path, other.run.path], output)).toBe(0);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      type: 'compared',
      runs: [
        { run: run.path, state: 'done' },
        { run: other.run.path, epochsDone: 1 },
      ],
      differences: [{ path: 'training.epochs', values: [3, 1] }],
      best: { metric: 'rmse', split: 'test' },
      notes: [],
    });
    expect(results).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(records[0]))).toEqual(records[0]);
  });
});

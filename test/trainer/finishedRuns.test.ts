import fs from 'node:fs';
import path from 'node:path';

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';

import {
  backtestResult,
  generateResult,
  methods,
  predictProgress,
  predictResult,
  type TrainSamples,
  trainResult,
  trainSamples,
} from '../../src/protocol/trainer';
import { RunFolder } from '../../src/runs/runFolder';
import type { ErrorReport } from '../../src/spec/errors';
import { parseExperiment } from '../../src/spec/parse';
import { monthlyCsv, smallExperiment, temporaryFolder } from '../unit/training/series';
import { type Trainer, startTrainer } from './trainerProcess';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let trainer: Trainer;
beforeEach(() => {
  trainer = startTrainer();
});
afterEach(() => trainer.child.kill('SIGKILL'));

const names = Array.from(
  { length: 90 },
  (_, i) => `${['Mar', 'Jo', 'Lu'][i % 3]}${['ana', 'ina'][i % 2]}${i},${'xy'[i % 2]}`,
);
const ask = async (method: string, params: object): Promise<unknown> => trainer.connection.sendRequest(method, params);
const reportOf = async (request: Promise<unknown>): Promise<ErrorReport> => {
  const error: unknown = await request.then(
    () => new Error('the request succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ResponseError)) throw error;
  return error.data as ErrorReport;
};

function writingRun(): RunFolder {
  const folder = fs.mkdtempSync(path.join(root, 'names-'));
  const csv = path.join(folder, 'names.csv');
  fs.writeFileSync(csv, `name,group\n${names.join('\n')}\n`);
  const experiment = parseExperiment({
    ...{ version: 1, name: 'names', task: 'generate' },
    data: { file: csv, targets: ['name'], static: ['group'], split: { by: 'random' } },
    model: { topology: 'one-to-many', tokens: { level: 'character' }, layers: [{ cell: 'gru', units: 6 }] },
    training: { epochs: 4, loss: 'categorical_crossentropy' },
    sampling: { every: 2, count: 2, length: 8 },
  });
  return RunFolder.create({ outputRoot: path.join(folder, 'sequence-lab'), csv, experiment });
}

describe('a network that writes', () => {
  it('tells texts while it trains, and writes on request afterwards', async () => {
    const run = writingRun();
    const told: TrainSamples[] = [];
    trainer.connection.onNotification(methods.trainSamples, (message: unknown) => {
      told.push(trainSamples.parse(message));
    });
    const summary = trainResult.parse(await ask(methods.train, { runFolder: run.path, threads: 1 }));
    expect(summary).toMatchObject({ state: 'done', error: null });
    expect(told.map(({ epoch }) => epoch).at(-1)).toBe(4);
    for (const { texts } of told) expect(texts).toHaveLength(2);

    const params = { runFolder: run.path, threads: 1, count: 3, length: 6, temperature: 0.8, topK: null, seed: 7 };
    const asked = { ...params, start: 'Jo', condition: { group: 'x' } };
    const [one, again] = [await ask(methods.generate, asked), await ask(methods.generate, asked)];
    expect(one).toEqual(again);
    const { texts } = generateResult.parse(one);
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toMatch(/^\(group: x\)\nJo/);

    const report = await reportOf(ask(methods.generate, { ...asked, condition: { group: '<b>' } }));
    expect(report).toMatchObject({ defect: false });
    expect(report.hint).not.toBe('');
  });

  it('takes no counts that would fill the memory', async () => {
    const params = {
      runFolder: root,
      threads: 1,
      length: 6,
      temperature: 1,
      topK: null,
      seed: 1,
      start: '',
      condition: {},
    };
    const report = await reportOf(ask(methods.generate, { ...params, count: 1e9 }));
    expect(report.message).toMatch(/^A message "generate" that is not understood/);
    expect(await reportOf(ask(methods.generate, { ...params, count: 1 }))).toMatchObject({ code: 'run/not-a-run' });
  });
});

describe('a finished forecast', () => {
  const forecast = (rows = 120): RunFolder => {
    const folder = fs.mkdtempSync(path.join(root, 'sales-'));
    const csv = path.join(folder, 'sales.csv');
    fs.writeFileSync(csv, monthlyCsv(rows));
    const experiment = smallExperiment({ 'training.epochs': 1, 'window.horizon': 2 });
    return RunFolder.create({ outputRoot: path.join(folder, 'sequence-lab'), csv, experiment });
  };

  it('is backtested on request', async () => {
    const run = forecast();
    await ask(methods.train, { runFolder: run.path, threads: 1 });
    const result = backtestResult.parse(await ask(methods.backtest, { runFolder: run.path, threads: 1 }));
    expect(result).toMatchObject({ horizon: 2, origins: 23 });
    expect(result.byStep.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('predicts another CSV on request, tells how far it is, and writes nothing of one that it cannot read', async () => {
    const run = forecast();
    await ask(methods.train, { runFolder: run.path, threads: 1 });
    const data = path.join(path.dirname(run.path), 'new.csv');
    const out = path.join(path.dirname(run.path), 'out.csv');
    const told: unknown[] = [];
    trainer.connection.onNotification(methods.predictProgress, (message: unknown) => {
      told.push(predictProgress.parse(message));
    });
    fs.writeFileSync(data, monthlyCsv(40));
    const params = { runFolder: run.path, threads: 1, data, out };
    const result = predictResult.parse(await ask(methods.predict, params));
    expect(result).toMatchObject({ file: out, rows: 40, ahead: 2, own: false });
    expect(told.length).toBeGreaterThan(0);
    expect(fs.readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(1 + result.predictions);
    fs.writeFileSync(data, 'Month,Cost\n2000-01,3\n2000-02,4\n');
    fs.rmSync(out);
    expect(await reportOf(ask(methods.predict, params))).toMatchObject({
      ...{ defect: false, code: 'predict/no-such-column', file: data, line: 1, column: 'Sales' },
    });
    expect(fs.existsSync(out)).toBe(false);
  });

  it('answers a backtest that is cancelled, or of a run that was never trained', async () => {
    const run = forecast(9000); // half a second
    const report = await reportOf(ask(methods.backtest, { runFolder: run.path, threads: 1 }));
    expect(report).toMatchObject({ defect: false });
    await ask(methods.train, { runFolder: run.path, threads: 1 });
    // A request that is not yet sent cannot be cancelled, nor one that is answered: some moment between hits it.
    let answer: unknown = null;
    for (let delayMs = 5; answer !== 'Cancelled.' && delayMs < 500; delayMs *= 2) {
      const source = new CancellationTokenSource();
      const params = { runFolder: run.path, threads: 1 };
      const request = trainer.connection.sendRequest(methods.backtest, params, source.token);
      setTimeout(() => source.cancel(), delayMs);
      answer = await request.then(
        () => null,
        (error: Error) => error.message,
      );
    }
    expect(answer).toBe('Cancelled.');
  });
});

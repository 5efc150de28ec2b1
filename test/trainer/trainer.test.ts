import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';

import {
  type ProfileProgress,
  type TrainProgress,
  methods,
  profileResult,
  trainProgress,
  trainResult,
} from '../../src/protocol/trainer';
import { readRun } from '../../src/runs/listRuns';
import { RunFolder } from '../../src/runs/runFolder';
import type { ErrorReport } from '../../src/spec/errors';
import type { Summary } from '../../src/spec/run';
import { monthlyCsv, smallExperiment, temporaryFolder } from '../unit/training/series';
import { type Trainer, startTrainer, trainerScript } from './trainerProcess';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
let csv: string;
let trainer: Trainer;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  csv = path.join(folder, 'sales.csv');
  fs.writeFileSync(csv, monthlyCsv(120));
  trainer = startTrainer();
});
afterEach(() => trainer.child.kill('SIGKILL'));

const makeRun = (changes: Record<string, unknown> = {}) =>
  RunFolder.create({ outputRoot: path.join(folder, 'sequence-lab'), csv, experiment: smallExperiment(changes) });
const startTraining = (run: RunFolder) =>
  trainer.connection.sendRequest<Summary>(methods.train, { runFolder: run.path, threads: 1 });
/** Resolves with the first message of the training phase that has a loss. */
const firstLoss = () =>
  new Promise<TrainProgress>((resolve) => {
    trainer.connection.onNotification(methods.trainProgress, (message: TrainProgress) => {
      if (message.phase === 'training' && message.runningLoss !== null) resolve(message);
    });
  });
const reportOf = async (request: Promise<unknown>): Promise<ErrorReport> => {
  const error: unknown = await request.then(
    () => new Error('the request succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ResponseError)) throw error;
  return error.data as ErrorReport;
};
const endless = { 'training.epochs': 1_000_000 };

describe('the trainer process', () => {
  it('trains a run to its end, and tells how it goes in checked messages', async () => {
    const run = makeRun({ 'training.epochs': 30 });
    const messages: TrainProgress[] = [];
    trainer.connection.onNotification(methods.trainProgress, (message: unknown) => {
      messages.push(trainProgress.parse(message));
    });
    const started = performance.now();
    const summary = trainResult.parse(await startTraining(run));
    const seconds = (performance.now() - started) / 1000;
    expect(summary.error).toBeNull();
    expect(summary.state).toBe('done');
    expect(run.readSummary()).toEqual(summary);
    expect(messages.flatMap(({ epochs }) => epochs)).toHaveLength(30);
    expect(messages.length).toBeLessThanOrEqual(20 * Math.ceil(seconds));
    expect(fs.existsSync(run.file('predictions.csv'))).toBe(true);
  });

  it('profiles a file', async () => {
    const profile = profileResult.parse(
      await trainer.connection.sendRequest(methods.profile, { file: csv, dateOrder: null }),
    );
    expect(profile).toMatchObject({ complete: true, rows: 120 });
    expect(profile.columns.map(({ kind }) => kind)).toEqual(['time', 'numeric', 'numeric']);
  });

  it('reports a bad CSV to profile with line and hint', async () => {
    fs.writeFileSync(csv, 'a,b\n1,2\n3,4,5\n');
    const report = await reportOf(trainer.connection.sendRequest(methods.profile, { file: csv, dateOrder: null }));
    expect(report).toMatchObject({ defect: false, line: 3 });
    expect(report.message).toContain('ine 3');
    expect(report.hint).not.toBe('');
  });

  it('cancels a profile of a large file', async () => {
    const line = '2000-01-01,123.456,text that is long enough to make a file\n';
    fs.writeFileSync(csv, `a,b,c\n${line.repeat(2_000_000)}`);
    const cancel = new CancellationTokenSource();
    const request = trainer.connection.sendRequest(methods.profile, { file: csv, dateOrder: null }, cancel.token);
    trainer.connection.onNotification(methods.profileProgress, ({ bytes, totalBytes }: ProfileProgress) => {
      expect(bytes).toBeLessThan(totalBytes);
      cancel.cancel();
    });
    expect((await reportOf(request)).message).toBe('Cancelled.');
  });

  it('answers a failed run with its summary: a bad CSV', async () => {
    fs.writeFileSync(csv, 'Month,Sales\n2000-01,1\n"2000-02,2\n');
    const run = makeRun();
    const summary = await startTraining(run);
    expect(summary).toMatchObject({ state: 'failed', error: { defect: false } });
    expect(summary.error?.message).toContain('quote');
    expect(run.readSummary()?.state).toBe('failed');
  });

  it('refuses messages that it does not understand', async () => {
    const report = await reportOf(trainer.connection.sendRequest(methods.train, { runFolder: 7 }));
    expect(report.message).toContain('runFolder');
    const other = await reportOf(trainer.connection.sendRequest(methods.train, { runFolder: folder, threads: 1 }));
    expect(other).toMatchObject({ code: 'run/not-a-run', defect: false });
  });

  it('stops within one batch, keeps the results, and trains the next run', async () => {
    const run = makeRun(endless);
    const loss = firstLoss();
    const training = startTraining(run);
    await loss;
    const asked = performance.now();
    await trainer.connection.sendNotification(methods.stop);
    const summary = await training;
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(summary).toMatchObject({ state: 'stopped', error: null });
    expect(summary.metrics.test?.rmse).toBeGreaterThan(0);
    expect(fs.existsSync(run.file('predictions.csv'))).toBe(true);
    expect((await startTraining(makeRun())).state).toBe('done');
  });

  it('stops on SIGTERM too, and ends then', async () => {
    const run = makeRun(endless);
    const loss = firstLoss();
    const training = startTraining(run);
    training.catch(() => undefined);
    await loss;
    trainer.child.kill('SIGTERM');
    expect((await trainer.exited).code).toBe(143);
    expect(run.readSummary()?.state).toBe('stopped');
    expect(fs.existsSync(run.file('predictions.csv'))).toBe(true);
  });

  it('ends when the channel is closed', async () => {
    const loss = firstLoss();
    const training = startTraining(makeRun(endless));
    training.catch(() => undefined);
    await loss;
    trainer.child.disconnect();
    expect((await trainer.exited).code).toBe(1);
  });

  it('killed in the middle of an epoch leaves a run that is told as failed, with its epochs', async () => {
    const run = makeRun(endless);
    const loss = firstLoss();
    const training = startTraining(run);
    training.catch(() => undefined);
    await loss;
    while (run.readMetrics().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    trainer.child.kill('SIGKILL');
    expect((await trainer.exited).signal).toBe('SIGKILL');
    expect(run.readSummary()?.state).toBe('running');
    expect(readRun(run.path)?.summary).toMatchObject({ state: 'failed', error: { code: 'run/interrupted' } });
    expect(run.readMetrics().length).toBeGreaterThanOrEqual(3);
    run.lock().release();
  });

  it.skipIf(process.platform === 'win32')('writes a crash into the log of the run, and ends with code 70', async () => {
    trainer.child.kill('SIGKILL');
    const bomb = path.join(folder, 'bomb.cjs');
    fs.writeFileSync(
      bomb,
      "process.on('SIGUSR2', () => { throw new RangeError('thrown outside of every request'); });",
    );
    trainer = startTrainer(['--require', bomb]);
    const run = makeRun(endless);
    const loss = firstLoss();
    const training = startTraining(run);
    training.catch(() => undefined);
    await loss;
    trainer.child.kill('SIGUSR2');
    expect((await trainer.exited).code).toBe(70);
    expect(fs.readFileSync(run.file('trainer.log'), 'utf8')).toMatch(/RangeError: thrown outside.*\n.* at /);
    expect(readRun(run.path)?.summary).toMatchObject({ state: 'failed', error: { code: 'run/interrupted' } });
  });

  it('out of memory ends by a signal that its parent sees', async () => {
    trainer.child.kill('SIGKILL');
    trainer = startTrainer(['--max-old-space-size=12']);
    // The fused engine's memory is not the heap that is short here.
    const training = startTraining(makeRun({ ...endless, engine: 'tensorflow' }));
    training.catch(() => undefined);
    const { code, signal } = await trainer.exited;
    expect(code === 0).toBe(false);
    expect(signal ?? code).not.toBe(143);
    expect(trainer.errors()).toMatch(/heap/);
  });
});

it('the trainer started by hand says what it is', async () => {
  const child = spawn(process.execPath, [trainerScript], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(2);
  expect(text).toContain('dist/cli.js');
});

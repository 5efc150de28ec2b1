import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { type TrainProgress, methods, trainResult } from '../../src/protocol/trainer';
import { decodeCheckpoint } from '../../src/runs/checkpoint';
import { readRun } from '../../src/runs/listRuns';
import { RunFolder } from '../../src/runs/runFolder';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';
import { temporaryFolder } from '../unit/training/series';
import { type Trainer, isRunning, startTrainer, trainerScript } from './trainerProcess';

/*
 * A batch that takes a second or so: whoever looks for a wish to end after each batch only, ends late. What decides here
 * is the order of events; how long they took is printed (`npx vitest run test/trainer --reporter=verbose`).
 */

const root = temporaryFolder();
const csv = path.join(root, 'load.csv');
beforeAll(() => fs.writeFileSync(csv, hourlyCsv(1500)));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let trainer: Trainer | null = null;
afterEach(() => trainer?.child.kill('SIGKILL'));

/** Hourly loads of seven transformers by day and week, with noise that repeats after 7919 rows. */
function hourlyCsv(rows: number): string {
  const columns = ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'];
  const lines = Array.from({ length: rows }, (_, hour) => {
    const day = Math.sin((2 * Math.PI * hour) / 24);
    const week = Math.cos((2 * Math.PI * hour) / 168);
    const values = columns.map((_name, k) => 10 + (k + 1) * day + 2 * week + ((hour * (k + 3) * 31) % 7919) / 4000);
    const time = new Date(Date.UTC(2016, 6, 1, hour)).toISOString().slice(0, 19).replace('T', ' ');
    return `${time},${values.map((value) => value.toFixed(3)).join(',')}`;
  });
  return `date,${columns.join(',')}\n${lines.join('\n')}\n`;
}

/** LSTM 256 over 100 time steps; an epoch of the 951 windows is four batches of 256, or fifteen of 64. */
function makeRun(batchSize: number): RunFolder {
  const experiment = resolveExperiment(
    parseExperiment({
      version: 1,
      task: 'forecast',
      data: {
        file: 'load.csv',
        time: 'date',
        inputs: ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'],
        targets: ['OT'],
        split: { train: 0.7, validation: 0.1, test: 0.2 },
      },
      window: { timeSteps: 100 },
      model: { layers: [{ cell: 'lstm', units: 256 }] },
      training: { epochs: 1000, batchSize },
    }),
  );
  return RunFolder.create({ outputRoot: path.join(root, 'sequence-lab'), csv, experiment });
}

function onProgress({ connection }: Trainer, listen: (progress: TrainProgress) => void): void {
  connection.onNotification(methods.trainProgress, listen);
}

const checkpointOf = (run: RunFolder) => decodeCheckpoint(fs.readFileSync(run.file('checkpoint.bin')), '').state;
const tell = (what: string, ms: number): void => console.log(`${what}: ${ms.toFixed(0)} ms`);

describe.each([1, 2])('with %i thread(s), Stop', (threads) => {
  it('ends a batch that is running, and then the predictions', async () => {
    const run = makeRun(256);
    trainer = startTrainer();
    const { connection } = trainer;
    let stopAt = 0;
    let acknowledgedMs = 0;
    let stopAgainAt = 0;
    onProgress(trainer, ({ phase }) => {
      // The first batch has begun when it is told that it trains.
      if (phase === 'training' && stopAt === 0) {
        setTimeout(() => {
          stopAt = performance.now();
          void connection.sendNotification(methods.stop);
        }, 30);
      }
      if (phase === 'predicting' && acknowledgedMs === 0) {
        acknowledgedMs = performance.now() - stopAt;
        setTimeout(() => {
          stopAgainAt = performance.now();
          void connection.sendNotification(methods.stop);
        }, 30);
      }
    });
    const summary = trainResult.parse(await connection.sendRequest(methods.train, { runFolder: run.path, threads }));
    tell(`${threads} thread(s), batch of 256, stop to its acknowledgement`, acknowledgedMs);
    tell(`${threads} thread(s), stop while it predicts to the end of the run`, performance.now() - stopAgainAt);
    expect(summary).toMatchObject({ state: 'stopped', error: null, epochsDone: 0 });
    expect(checkpointOf(run)).toMatchObject({ epochsDone: 0, batchesDone: 0, optimizerStep: 0 });
    expect(summary.notes.join()).toMatch(/Stopped while predicting: the training/);
    expect(fs.existsSync(run.file('model/weights.bin'))).toBe(true);
  });

  it('ends an epoch of batches of 64, and keeps those that are done', async () => {
    const run = makeRun(64);
    trainer = startTrainer();
    const { connection } = trainer;
    let stopAt = 0;
    let done = 0;
    let acknowledgedMs = 0;
    onProgress(trainer, ({ phase, epochShare }) => {
      if (phase === 'training' && stopAt === 0 && epochShare > 0) {
        done = Math.round((epochShare * 951) / 64);
        stopAt = performance.now();
        void connection.sendNotification(methods.stop);
      }
      if (phase === 'predicting' && acknowledgedMs === 0) {
        acknowledgedMs = performance.now() - stopAt;
        void connection.sendNotification(methods.stop);
      }
    });
    const summary = trainResult.parse(await connection.sendRequest(methods.train, { runFolder: run.path, threads }));
    tell(`${threads} thread(s), batch of 64, stop to its acknowledgement`, acknowledgedMs);
    expect(summary).toMatchObject({ state: 'stopped', error: null, epochsDone: 0 });
    const { batchesDone, windowsDone } = checkpointOf(run);
    expect(done).toBeGreaterThan(0);
    expect(batchesDone).toBeGreaterThanOrEqual(done);
    expect(windowsDone).toBe(64 * batchesDone);
    expect(windowsDone).toBeLessThan(951);
  });
});

describe.skipIf(process.platform === 'win32').each([1, 2])('with %i thread(s), a parent that is killed', (threads) => {
  it('by SIGKILL in the middle of a batch leaves no orphan behind', async () => {
    const run = makeRun(256);
    const parent = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'parent.mjs'), trainerScript, run.path, String(threads)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(isRunning(pid)).toBe(true);
    const killed = performance.now();
    parent.kill('SIGKILL');
    while (isRunning(pid) && performance.now() - killed < 10_000) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(isRunning(pid)).toBe(false);
    tell(`${threads} thread(s), SIGKILL of the parent to the end of the trainer`, performance.now() - killed);
    expect(fs.existsSync(run.file('checkpoint.bin'))).toBe(false);
    expect(run.readMetrics()).toEqual([]);
    expect(readRun(run.path)?.summary.state).toBe('failed');
  });
});

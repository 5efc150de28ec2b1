import fs from 'node:fs';
import path from 'node:path';

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { ResponseError } from 'vscode-jsonrpc/node';

import { inspectResult, methods, trainGradients, trainResult } from '../../src/protocol/trainer';
import { readGradients } from '../../src/runs/readGradients';
import { RunFolder } from '../../src/runs/runFolder';
import type { ErrorReport } from '../../src/spec/errors';
import type { GradientTrace } from '../../src/spec/inspection';
import { monthlyCsv, smallExperiment, temporaryFolder } from '../unit/training/series';
import { type Trainer, startTrainer } from './trainerProcess';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let trainer: Trainer;
beforeEach(() => {
  trainer = startTrainer();
});
afterEach(() => trainer.child.kill('SIGKILL'));

it('tells gradients while it trains, then looks into the run, and says so when the CSV was changed', async () => {
  const csv = path.join(root, 'sales.csv');
  fs.writeFileSync(csv, monthlyCsv(120));
  const run = RunFolder.create({ outputRoot: path.join(root, 'runs'), csv, experiment: smallExperiment() });
  const told: GradientTrace[] = [];
  trainer.connection.onNotification(methods.trainGradients, (trace: unknown) => {
    told.push(trainGradients.parse(trace));
  });
  const ask = async (method: string, params: object): Promise<unknown> =>
    trainer.connection.sendRequest(method, params);
  const reportOf = async (params: object): Promise<ErrorReport> => {
    const error: unknown = await ask(methods.inspect, params).catch((reason: unknown) => reason);
    if (!(error instanceof ResponseError)) throw new Error('the request succeeded');
    return error.data as ErrorReport;
  };
  const params = { runFolder: run.path, threads: 1 };
  expect(trainResult.parse(await ask(methods.train, params)).state).toBe('done');
  // Short epochs: of those that end within a twentieth of a second only the newest is told, and the file has all.
  const written = readGradients(run, 10);
  expect(written.map(({ epoch }) => epoch)).toEqual([1, 3]);
  expect(told.at(-1)).toEqual(written.at(-1));
  for (const trace of told) expect(written).toContainEqual(trace);

  const looks = await Promise.all(
    [0, 5].map(async (index) => inspectResult.parse(await ask(methods.inspect, { ...params, split: 'test', index }))),
  );
  expect(looks.map(({ index, count, steps }) => [index, count, steps.length])).toEqual([
    [0, 24, 4],
    [5, 24, 4],
  ]);
  expect(await reportOf({ ...params, split: 'test', index: 24 })).toMatchObject({ defect: false });
  expect((await reportOf({ ...params, split: 'all', index: 0 })).message).toMatch(/"inspect" that is not understood/);

  const next = RunFolder.create({ outputRoot: path.join(root, 'runs'), csv, experiment: run.readExperiment() });
  fs.cpSync(run.path, next.path, { recursive: true });
  fs.appendFileSync(csv, '2010-01,5,5\n');
  const changed = await reportOf({ ...params, runFolder: next.path, split: 'test', index: 0 });
  expect(changed).toMatchObject({ code: 'run/data-changed', hint: 'Train again on the file as it is now.' });
});

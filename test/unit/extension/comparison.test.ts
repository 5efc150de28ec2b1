import fs from 'node:fs';
import path from 'node:path';

import { afterAll, beforeEach, expect, it } from 'vitest';

import { generateCode } from '../../../src/codegen/generate';
import { Comparison } from '../../../src/extension/session/comparison';
import { comparisonSchema } from '../../../src/protocol/inspection';
import type { RunItem } from '../../../src/protocol/webview';
import { listRuns } from '../../../src/runs/listRuns';
import { RunFolder } from '../../../src/runs/runFolder';
import { UserError } from '../../../src/spec/errors';
import type { Experiment } from '../../../src/spec/experiment';
import type { Summary } from '../../../src/spec/run';
import { variantsOf } from '../../../src/spec/variants';
import { trainRun } from '../../../src/training/trainRun';
import { monthlyCsv, smallExperiment, temporaryFolder, train } from '../training/series';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'case-'));
  fs.writeFileSync(path.join(folder, 'sales.csv'), monthlyCsv(60));
});

/** Trains as the extension does, but in this process. */
function trainer(before: (experiment: Experiment) => void = () => undefined) {
  const trained: Experiment[] = [];
  let running = 0;
  let most = 0;
  const start = (experiment: Experiment): { folder: string; finished: Promise<Summary> } => {
    before(experiment);
    trained.push(experiment);
    most = Math.max(most, ++running);
    const csv = path.join(folder, 'sales.csv');
    const frozen = { ...experiment, data: { ...experiment.data, file: csv, sha256: null } };
    const run = RunFolder.create({ outputRoot: path.join(folder, 'sequence-lab'), csv, experiment: frozen });
    const finished = trainRun({ run: run.path, threads: 1, generateCode }).finally(() => (running -= 1));
    return { folder: run.path, finished };
  };
  return { start, trained, most: () => most };
}

const knownRuns = async (): Promise<RunItem[]> => (await listRuns(path.join(folder, 'sequence-lab'))).runs;

it('trains one after the other what is not there yet, and tells what came of each', async () => {
  const { run: base } = await train(folder);
  const { start, trained, most } = trainer();
  const seen: string[] = [];
  const comparison: Comparison = new Comparison(
    'cells',
    base.path,
    variantsOf('cells', base.readExperiment()),
    await knownRuns(),
    { train: start, onChange: () => void seen.push(comparison.state.runs.map(({ state }) => state).join()) },
  );
  expect(comparison.state.runs.map(({ state, name }) => [state, name])).toEqual([
    ['waiting', 'sales-simple_rnn'],
    ['done', 'sales'], // the run itself is a GRU
    ['waiting', 'sales-lstm'],
  ]);
  await comparison.run();
  expect(trained.map(({ name, model }) => [name, model.layers[0]?.cell])).toEqual([
    ['sales-simple_rnn', 'simple_rnn'],
    ['sales-lstm', 'lstm'],
  ]);
  expect(most()).toBe(1);
  expect(seen).toEqual(['training,done,waiting', 'done,done,waiting', 'done,done,training', 'done,done,done']);
  // None of its runs is shown in place of the base that is read again.
  expect(comparison.state.running).toBe(true);
  comparison.end();
  expect(comparison.running).toBe(false);
  const { runs } = comparisonSchema.parse(comparison.state);
  for (const { summary, loss, valLoss, gradients } of runs) {
    expect(summary?.metrics.test?.rmse).toBeGreaterThan(0);
    expect(summary?.durations.train).toBeGreaterThan(0);
    expect([loss, valLoss].every((one) => one !== null && one > 0)).toBe(true);
    expect(gradients?.layers[0]?.norms).toHaveLength(4);
  }
  // A second time all are there.
  const again = trainer();
  const repeated = new Comparison('cells', base.path, variantsOf('cells', base.readExperiment()), await knownRuns(), {
    train: again.start,
    onChange: () => undefined,
  });
  await repeated.run();
  expect(again.trained).toEqual([]);
  expect(repeated.state.runs.map(({ loss }) => loss)).toEqual(runs.map(({ loss }) => loss));
});

it('starts nothing more after Stop', async () => {
  const { run: base } = await train(folder);
  const { start, trained } = trainer(() => comparison.stop());
  const comparison: Comparison = new Comparison('cells', base.path, variantsOf('cells', base.readExperiment()), [], {
    train: start,
    onChange: () => undefined,
  });
  await comparison.run();
  expect(trained).toHaveLength(1);
  expect(comparison.state.runs.map(({ state }) => state)).toEqual(['done', 'left-out', 'left-out']);
  comparison.end();
  expect(comparison.running).toBe(false);
});

it('goes on with the next where one cannot be trained, and says why', async () => {
  const { run: base } = await train(folder);
  const { start } = trainer(({ name }) => {
    if (name === 'sales-gru') throw new UserError('The disk is full.', 'Free some space.');
  });
  const comparison = new Comparison('cells', base.path, variantsOf('cells', base.readExperiment()), [], {
    train: start,
    onChange: () => undefined,
  });
  await comparison.run();
  const { runs } = comparisonSchema.parse(comparison.state);
  expect(runs.map(({ state }) => state)).toEqual(['done', 'failed', 'done']);
  expect(runs[1]?.error).toMatchObject({ message: 'The disk is full.', hint: 'Free some space.', defect: false });
});

it('passes over runs that are damaged, were stopped, or have other settings', async () => {
  const { run: base } = await train(folder);
  const other = await train(folder, { 'training.epochs': 2, 'model.layers': [{ cell: 'lstm', units: 3 }] });
  const damaged = await train(folder, { 'model.layers': [{ cell: 'simple_rnn', units: 3 }] });
  fs.writeFileSync(path.join(damaged.run.path, 'experiment.json'), '{');
  const known: RunItem[] = [base, other.run, damaged.run].map((run: RunFolder) => ({
    folder: run.path,
    name: 'sales',
    file: '',
    summary: { ...(run.readSummary() as Summary), state: run === base ? 'stopped' : 'done' },
  }));
  const comparison = new Comparison('cells', base.path, variantsOf('cells', smallExperiment()), known, {
    train: () => {
      throw new Error('not in this test');
    },
    onChange: () => undefined,
  });
  expect(comparison.state.runs.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
});

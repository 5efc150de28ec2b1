import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { commands, window } from 'vscode';

import type { RunNode } from '../../../src/extension/runs/nodes';
import type { Session } from '../../../src/extension/session/session';
import {
  application,
  inWorkspace,
  isAlive,
  opened,
  panelTabs,
  refused,
  seasonalCsv,
  smallDraft,
  until,
  writeCsv,
} from './lab';

/** Enough epochs that a run is still going on when a test gets at it. */
const long = { epochs: 10_000_000 };

async function nodeOf(folder: string): Promise<RunNode> {
  const lab = await application();
  for (const group of await lab.runs.children()) {
    const node = (await lab.runs.children(group)).find((child) => child.kind === 'run' && child.item.folder === folder);
    if (node?.kind === 'run') return node;
  }
  throw new Error(`${folder} is not in the tree`);
}

async function startLong(session: Session): Promise<{ folder: string; pid: number; finished: Promise<unknown> }> {
  const lab = await application();
  const { folder, finished } = lab.train(session, smallDraft(session, long));
  const end = finished.then(
    (summary) => summary,
    (error: unknown) => error,
  );
  await until('epochs come in', () => session.state.history.length > 0);
  ok(session.trainerPid);
  return { folder, pid: session.trainerPid, finished: end };
}

describe('Training in a process of its own', function () {
  this.timeout(120_000);
  afterEach(() => window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs)));

  it('trains a sample to a whole run folder, with live losses at most 20 times a second', async () => {
    const lab = await application();
    const session = await opened(inWorkspace('monthly-sunspots.csv'));
    const times: number[] = [];
    const listener = session.onDidProgress(() => times.push(performance.now()));
    const { folder, finished } = lab.train(session, smallDraft(session));
    ok(folder.startsWith(inWorkspace('sequence-lab') + path.sep));
    const pid = session.trainerPid;
    ok(pid);
    const summary = await finished;
    listener.dispose();

    equal(summary.error, null);
    equal(summary.state, 'done');
    equal(summary.engine.name, 'fused', summary.notes.join());
    for (const file of [
      'experiment.json',
      'metrics.jsonl',
      'preprocessing.json',
      'predictions.csv',
      'summary.json',
      'trainer.log',
      'model/model.json',
      'model/weights.bin',
      'model.safetensors',
      'model.onnx',
    ]) {
      ok(fs.existsSync(path.join(folder, file)), file);
    }
    ok(fs.readdirSync(path.join(folder, 'code')).some((name) => name.endsWith('.py')));

    const { phase, run, history, predictions, restored } = session.state;
    equal(phase, 'done');
    equal(run?.folder, folder);
    equal(restored, false);
    deepEqual(
      history.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
    const test = predictions.find(({ split }) => split === 'test');
    ok(test && test.index.length > 100 && test.index.length <= 2000);
    equal(test.predicted.length, test.index.length);
    ok(run.summary.metrics.test?.rmse);
    ok(run.summary.baselines.naive.test?.rmse);

    for (let i = 20; i < times.length; i++)
      ok((times[i] ?? 0) - (times[i - 20] ?? 0) >= 950, 'more than 20 messages a second');
    await until('the trainer has ended', () => !isAlive(pid));
  });

  it('zooms into predictions, and refuses when there are none', async () => {
    const session = await opened(inWorkspace('monthly-sunspots.csv'));
    const part = await session.shown.predictions({
      split: 'test',
      step: 1,
      series: null,
      target: 'Sunspots',
      from: 10,
      to: 20,
      points: 100,
    });
    deepEqual(part.index, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    const other = await opened(writeCsv('untrained.csv', seasonalCsv(60)));
    await rejects(
      other.shown.predictions({ split: 'test', step: 1, series: null, target: 'value', from: 0, to: 9, points: 9 }),
    );
  });

  it('shows the newest run again when the file is opened anew', async () => {
    const lab = await application();
    const file = inWorkspace('monthly-sunspots.csv');
    const other = await opened(writeCsv('other.csv', seasonalCsv(60)));
    lab.sessions.makeCurrent(other);
    await window.tabGroups.close(panelTabs('monthly-sunspots.csv'));
    await until('the session is let go', () => lab.sessions.find(file) === null);
    const session = await opened(file);
    const { phase, restored, history, predictions, fileChanged } = session.state;
    equal(phase, 'done');
    equal(restored, true);
    equal(fileChanged, false);
    equal(history.length, 3);
    ok(predictions.length > 0);
  });

  it('stops within a moment and keeps what is there', async () => {
    const session = await opened(writeCsv('stopped.csv', seasonalCsv(400)));
    const { folder, finished } = await startLong(session);
    const begun = performance.now();
    await commands.executeCommand('sequenceLab.stop');
    equal(session.state.phase, 'stopping');
    await finished;
    const seconds = (performance.now() - begun) / 1000;
    equal(session.state.error, null);
    equal(session.state.phase, 'stopped');
    ok(fs.existsSync(path.join(folder, 'predictions.csv')));
    ok(seconds < 10, `stopping took ${seconds.toFixed(1)} s`);
  });

  it('gives a run a moment to write what it has when the window closes', async () => {
    const session = await opened(writeCsv('closed.csv', seasonalCsv(400)));
    const { folder, pid, finished } = await startLong(session);
    await (await application()).end();
    await until('the trainer has ended', () => !isAlive(pid));
    await finished;
    equal(session.state.phase, 'stopped');
    ok(fs.existsSync(path.join(folder, 'predictions.csv')));
  });

  it('tells of a trainer that was killed, with its log, and can train again', async () => {
    const session = await opened(writeCsv('killed.csv', seasonalCsv(400)));
    const { folder, pid, finished } = await startLong(session);
    process.kill(pid, 'SIGKILL');
    await finished;
    const { phase, error } = session.state;
    equal(phase, 'failed');
    equal(error?.code, 'trainer/ended');
    match(error?.message ?? '', /SIGKILL/);
    ok(fs.existsSync(path.join(folder, 'trainer.log')));
    equal((await nodeOf(folder)).item.summary.state, 'failed');

    const lab = await application();
    const again = lab.train(session, smallDraft(session));
    const summary = await again.finished;
    equal(summary.error, null);
    equal(summary.state, 'done');
    equal(session.state.error, null);
  });

  it('refuses a second run of the same file while one trains, and to delete one that trains', async () => {
    const session = await opened(writeCsv('busy.csv', seasonalCsv(400)));
    const { folder, finished } = await startLong(session);
    const lab = await application();
    throws(() => lab.train(session, smallDraft(session)), /training already/);
    const node = await nodeOf(folder);
    equal(node.own, true);
    refused(await commands.executeCommand('sequenceLab.deleteRun', node), 'run/running');
    await commands.executeCommand('sequenceLab.stop', node);
    await finished;
    ok(fs.existsSync(folder));
  });

  it('refuses a draft that is not valid and makes no folder', async () => {
    const session = await opened(writeCsv('invalid.csv', seasonalCsv(100)));
    const before = fs.readdirSync(inWorkspace('sequence-lab')).length;
    const lab = await application();
    throws(() => lab.train(session, smallDraft(session, { epochs: 0 })), /epochs/);
    equal(fs.readdirSync(inWorkspace('sequence-lab')).length, before);
  });

  it('says that an output folder cannot be written', async () => {
    const lab = await application();
    const folder = inWorkspace('blocked');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'sequence-lab'), 'a file in the way');
    fs.writeFileSync(path.join(folder, 'data.csv'), seasonalCsv(100));
    const session = await opened(path.join(folder, 'data.csv'));
    throws(() => lab.train(session, smallDraft(session)), /sequence-lab/);
    equal(session.isTraining, false);
  });
});

describe('The view Runs', function () {
  this.timeout(120_000);
  afterEach(() => window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs)));

  it('lists runs by CSV, newest first, with state and main metric', async () => {
    const lab = await application();
    const groups = await lab.runs.children();
    const sunspots = groups.find((node) => node.kind === 'file' && node.file === inWorkspace('monthly-sunspots.csv'));
    ok(sunspots?.kind === 'file');
    equal(lab.runs.item(sunspots).label, 'monthly-sunspots.csv');
    const [run] = sunspots.runs;
    ok(run);
    const item = lab.runs.item(run);
    equal(item.contextValue, 'run.done');
    match(String(item.description), /^RMSE [\d.,]+ · /);
    const killed = groups.find((node) => node.kind === 'file' && node.file.endsWith('killed.csv'));
    ok(killed?.kind === 'file');
    const started = killed.runs.map(({ item: { summary } }) => summary.started);
    deepEqual(started, [...started].sort().reverse());
    deepEqual(
      killed.runs.map((node) => lab.runs.item(node).contextValue),
      ['run.done', 'run.failed'],
    );
  });

  it('opens a run in the panel of its CSV', async () => {
    const lab = await application();
    const killed = (await lab.runs.children()).find((node) => node.kind === 'file' && node.file.endsWith('killed.csv'));
    ok(killed?.kind === 'file');
    const older = killed.runs.at(-1);
    ok(older);
    await commands.executeCommand('sequenceLab.openRun', older);
    const session = lab.sessions.find(killed.file);
    await until('the run is shown', () => session?.runFolder === older.item.folder);
    // The session went with its panel, so the file is read again before the run's state shows.
    await until('the file is read', () => session?.state.phase !== 'reading');
    equal(session?.state.phase, 'failed');
  });

  it('deletes a run only after a yes that names its folder', async () => {
    const lab = await application();
    const session = await opened(writeCsv('deleted.csv', seasonalCsv(100)));
    const { folder, finished } = lab.train(session, smallDraft(session));
    await finished;
    const node = await nodeOf(folder);
    const asked: string[] = [];
    const answer = (yes: boolean) => (message: string) => {
      asked.push(message);
      return Promise.resolve(yes);
    };
    const { confirm } = lab;
    try {
      lab.confirm = answer(false);
      await commands.executeCommand('sequenceLab.deleteRun', node);
      ok(fs.existsSync(folder));
      lab.confirm = answer(true);
      await commands.executeCommand('sequenceLab.deleteRun', node);
    } finally {
      lab.confirm = confirm;
    }
    ok(!fs.existsSync(folder));
    ok(asked.length >= 2 && asked.every((message) => message.includes(path.basename(folder))));
    equal(session.state.run, null);
    await rejects(nodeOf(folder));
  });
});

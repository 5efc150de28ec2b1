import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import fs from 'node:fs';
import { window } from 'vscode';

import type { Session } from '../../../src/extension/session/session';
import type { GradientTrace } from '../../../src/spec/inspection';
import { application, opened, panelTabs, seasonalCsv, smallDraft, until, writeCsv } from './lab';

async function trainedOn(name: string, rows = 200): Promise<{ session: Session; file: string; folder: string }> {
  const lab = await application();
  const file = writeCsv(name, seasonalCsv(rows));
  const session = await opened(file);
  const { folder, finished } = lab.train(session, smallDraft(session));
  await finished;
  return { session, file, folder };
}

const names = (session: Session): string[] => session.state.comparison?.runs.map(({ name }) => name) ?? [];

describe('Inside a network', function () {
  this.timeout(120_000);
  afterEach(() => window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs)));

  it('gradients come while it trains, and states of an example afterwards', async () => {
    const lab = await application();
    const session = await opened(writeCsv('inspected.csv', seasonalCsv(200)));
    const told: GradientTrace[] = [];
    const listener = lab.sessions.onDidTrace(({ trace }) => told.push(trace));
    await rejects(session.inspect({ split: 'test', index: 0 }), /no network yet/);
    const { finished } = lab.train(session, smallDraft(session));
    await finished;
    listener.dispose();
    deepEqual(told.at(-1), session.gradients().at(-1));
    ok(told.at(-1)?.layers[0]?.norms.every((norm) => norm !== null && norm > 0));
    const [first, next] = [
      await session.inspect({ split: 'test', index: 0 }),
      await session.inspect({ split: 'test', index: 1 }),
    ];
    equal(first.layers[0]?.hidden.length, 6);
    deepEqual(first.steps.slice(1), next.steps.slice(0, -1));
    await rejects(session.inspect({ split: 'test', index: 9999 }), /there is no number 10000/);
  });

  it('trains what a comparison lacks one after the other, and shows the first run again', async () => {
    const lab = await application();
    const { session, folder } = await trainedOn('compared.csv');
    const cell = session.state.draft?.model.layers[0]?.cell;
    const { draft } = session.state;
    const phases = new Set<string>();
    const listener = session.onDidChange(() => phases.add(session.state.phase));
    await lab.compare(session, 'cells');
    ok(session.isTraining);
    await rejects(lab.compare(session, 'cells'), /is training already/);
    await until('the comparison is over', () => !session.isTraining && session.state.run !== null);
    listener.dispose();
    const { run, comparison } = session.state;
    equal(run?.folder, folder);
    deepEqual(session.state.draft, draft);
    ok(!phases.has('failed'));
    deepEqual(
      comparison?.runs.map(({ state }) => state),
      ['done', 'done', 'done'],
    );
    for (const compared of comparison?.runs ?? []) {
      ok(compared.summary?.metrics.test?.rmse);
      ok(compared.gradients);
    }
    equal(names(session).filter((name) => name === 'compared').length, 1, `the run itself is the ${cell}`);
    const before = fs.readdirSync(lab.sessions.all.length > 0 ? `${folder}/..` : folder).length;
    await lab.compare(session, 'cells');
    await until('it is there at once', () => !session.isTraining && session.state.run !== null);
    equal(fs.readdirSync(`${folder}/..`).length, before);
  });

  it('ends a comparison with Stop', async () => {
    const lab = await application();
    const { session, folder } = await trainedOn('halted.csv');
    await lab.compare(session, 'directions');
    await until('it trains', () => session.trainerPid !== null);
    session.stop();
    await until('it has ended', () => !session.isTraining && session.state.run?.folder === folder);
    const states: string[] = session.state.comparison?.runs.map(({ state }) => state) ?? [];
    ok(states.length > 0 && states.every((state) => ['done', 'stopped', 'left-out'].includes(state)), states.join());
  });

  it('says what to do where the CSV was changed', async () => {
    const lab = await application();
    const { session, file } = await trainedOn('changed.csv');
    fs.appendFileSync(file, '200,7\n');
    await rejects(session.inspect({ split: 'test', index: 0 }), /was changed since this run was trained/);
    await until('the change was noticed', () => session.state.fileChanged);
    await rejects(lab.compare(session, 'cells'), (error: Error) => {
      match(error.message, /was changed/);
      return true;
    });
  });

  it('is given back with the panel', async () => {
    const { session } = await trainedOn('closed.csv');
    await session.inspect({ split: 'train', index: 0 });
    await window.tabGroups.close(panelTabs('closed.csv'));
    // A new process answers a later look.
    equal((await session.inspect({ split: 'train', index: 0 })).index, 0);
  });
});

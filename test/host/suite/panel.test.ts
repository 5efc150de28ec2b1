import { equal, match, ok } from 'node:assert/strict';
import { commands, Uri, window } from 'vscode';

import { activated, application, inWorkspace, opened, panelTabs, refused, until, writeCsv } from './lab';

describe('Opening a CSV', () => {
  afterEach(() => window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs)));

  it('follows an activation of at most 50 ms', async () => {
    const { activationMs } = await activated();
    ok(activationMs <= 50, `activate took ${activationMs.toFixed(1)} ms`);
  });

  it('shows one panel a file, titled with its name', async () => {
    const uri = Uri.file(inWorkspace('monthly-sunspots.csv'));
    await commands.executeCommand('sequenceLab.trainCsv', uri);
    await until('the panel is there', () => panelTabs('monthly-sunspots.csv').length === 1);
    await commands.executeCommand('sequenceLab.trainCsv', uri, [uri]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    equal(panelTabs('monthly-sunspots.csv').length, 1);
  });

  it('takes the CSV of the active tab when nothing was clicked', async () => {
    const file = writeCsv('active.csv', 'a,b\n1,2\n');
    await window.showTextDocument(Uri.file(file));
    await until('the tab is active', () => window.tabGroups.activeTabGroup.activeTab?.label === 'active.csv');
    await commands.executeCommand('sequenceLab.trainCsv');
    await until('the panel is there', () => panelTabs('active.csv').length === 1);
  });

  it('fills in a whole experiment and its layers', async () => {
    const session = await opened(inWorkspace('monthly-sunspots.csv'));
    const { phase, profile, draft, layers, problems, fileName } = session.state;
    equal(fileName, 'monthly-sunspots.csv');
    equal(phase, 'ready');
    equal(profile?.complete, true);
    equal(profile?.rows, 2820);
    equal(draft?.data.targets[0], 'Sunspots');
    equal(problems.length, 0);
    ok(layers.length >= 3);
  });

  it('answers a wrong draft with the field that is wrong', async () => {
    const session = await opened(inWorkspace('monthly-sunspots.csv'));
    const { draft } = session.state;
    ok(draft);
    const { problems } = session.edit({ ...draft, training: { ...draft.training, epochs: 0 } });
    equal(problems[0]?.path, 'training.epochs');
    session.edit(draft);
    equal(session.state.problems.length, 0);
  });

  it('refuses files that are not on the disk, and says why', async () => {
    refused(
      await commands.executeCommand('sequenceLab.trainCsv', Uri.parse('vscode-vfs://host/repo/data.csv')),
      'workspace/virtual',
    );
    refused(await commands.executeCommand('sequenceLab.trainCsv', Uri.parse('untitled:new.csv')), 'workspace/unsaved');
    equal(panelTabs('data.csv').length, 0);
  });

  it('shows files with too little in them as too short, in words', async () => {
    for (const [name, text] of [
      ['empty.csv', ''],
      ['header-only.csv', 'a,b\n'],
      ['one-row.csv', 'a,b\n1,2\n'],
    ] as const) {
      const session = await opened(writeCsv(name, text));
      equal(session.state.phase, 'tooShort', name);
    }
  });

  it('names line and file of a malformed CSV', async () => {
    const session = await opened(writeCsv('ragged.csv', 'a,b\n1,2\n3\n5,6\n7,8\n9,1\n'));
    const { phase, error } = session.state;
    equal(phase, 'failed');
    equal(error?.line, 3);
    match(error?.message ?? '', /ragged\.csv/);
    ok(error?.hint);
  });

  it('reads a CSV again when it changes', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i},${i * 2}`);
    const file = writeCsv('growing.csv', ['a,b', ...rows].join('\n') + '\n');
    const session = await opened(file);
    equal(session.state.profile?.rows, 30);
    writeCsv('growing.csv', ['a,b', ...rows, '30,60'].join('\n') + '\n');
    await until(
      'the new row is seen',
      () => session.state.profile?.complete === true && session.state.profile.rows === 31,
    );
  });

  it('lets a session go with its panel, unless it is the current one', async () => {
    const lab = await application();
    const first = writeCsv('first.csv', 'a\n1\n');
    const second = writeCsv('second.csv', 'a\n1\n');
    await opened(first);
    await opened(second);
    await until(
      'both panels are there',
      () => panelTabs('first.csv').length === 1 && panelTabs('second.csv').length === 1,
    );
    await until('the second is the current one', () => lab.sessions.current?.file === second);
    await window.tabGroups.close(panelTabs('first.csv'));
    await until('the first is let go', () => lab.sessions.find(first) === null);
    ok(lab.sessions.find(second));
  });
});

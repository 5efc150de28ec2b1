import { equal, ok, throws } from 'node:assert/strict';
import fs from 'node:fs';
import { commands, Uri, window, workspace } from 'vscode';

import { application, inWorkspace, opened, panelTabs, refused, smallDraft, until } from '../lab';

/** These run in a window of their own whose folder is not trusted. */
describe('In Restricted Mode', () => {
  afterEach(() => window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs)));

  it('is the window of these tests', () => {
    equal(workspace.isTrusted, false);
  });

  it('shows a CSV and says why Train is off', async () => {
    const file = inWorkspace('monthly-sunspots.csv');
    refused(await commands.executeCommand('sequenceLab.trainCsv', Uri.file(file)), 'workspace/untrusted');
    await until('the panel is there', () => panelTabs('monthly-sunspots.csv').length === 1);
    const session = await opened(file);
    equal(session.state.trusted, false);
    equal(session.state.profile?.rows, 2820);
  });

  it('refuses to train, and writes nothing', async () => {
    const lab = await application();
    const session = await opened(inWorkspace('monthly-sunspots.csv'));
    const draft = smallDraft(session);
    throws(() => lab.train(session, draft), /Restricted Mode/);
    equal(session.isTraining, false);
    ok(!fs.existsSync(inWorkspace('sequence-lab')));
  });

  it('neither runs nor exports code', async () => {
    for (const command of ['runProgram', 'exportRun']) {
      refused(await commands.executeCommand(`sequenceLab.${command}`, '/tmp', 'keras', '/tmp'), 'workspace/untrusted');
    }
  });

  it('predicts no other data', async () => {
    refused(await commands.executeCommand('sequenceLab.predictCsv', '/tmp', '/tmp/new.csv'), 'workspace/untrusted');
  });

  it('takes no output folder from the settings of the workspace', async () => {
    fs.mkdirSync(inWorkspace('.vscode'), { recursive: true });
    const settings = { 'sequenceLab.outputFolder': '/tmp/elsewhere', 'sequenceLab.threads': 3 };
    fs.writeFileSync(inWorkspace('.vscode', 'settings.json'), JSON.stringify(settings));
    await until('the settings are read', () => workspace.getConfiguration('sequenceLab').get('threads') === 3);
    equal(workspace.getConfiguration('sequenceLab').get('outputFolder'), 'sequence-lab');
  });
});

import { equal, match, ok } from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { commands, TabInputCustom, TabInputText, Uri, window } from 'vscode';

import { application, inWorkspace, opened, seasonalCsv, smallDraft, until } from './lab';

describe('Another CSV', function () {
  this.timeout(120_000);
  const folder = inWorkspace('other data');
  const file = path.join(folder, 'seasons.csv');
  let runFolder: string;

  before(async () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, seasonalCsv(120));
    const lab = await application();
    const session = await opened(file);
    const run = lab.train(session, smallDraft(session));
    runFolder = run.folder;
    equal((await run.finished).error, null);
  });
  after(async () => {
    await window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const state = async () => {
    const { sessions } = await application();
    const session = sessions.all.find((one) => one.runFolder === runFolder);
    ok(session);
    return session.state.prediction;
  };

  it('is predicted, and its link opens what was written', async () => {
    const data = path.join(folder, 'new.csv');
    fs.writeFileSync(data, seasonalCsv(60).replaceAll(',', ';'));
    const out = await commands.executeCommand('sequenceLab.predictCsv', runFolder, data);
    equal(out, path.join(folder, 'new-predictions.csv'));
    await until('it is predicted', async () => (await state())?.state !== 'running');
    const done = await state();
    ok(done?.state === 'done', JSON.stringify(done));
    equal(done.result.file, out);
    match(fs.readFileSync(String(out), 'utf8'), /^split,series,time,step,actual,predicted\nnew,/);
    // Nothing that was written is written over.
    equal(
      await commands.executeCommand('sequenceLab.predictCsv', runFolder, data),
      path.join(folder, 'new-predictions-2.csv'),
    );
    await until('it is predicted again', async () => (await state())?.state === 'done');
    await commands.executeCommand('vscode.open', Uri.file(String(out)));
    await until('the predictions are open', () => {
      const input = window.tabGroups.activeTabGroup.activeTab?.input;
      return (input instanceof TabInputText || input instanceof TabInputCustom) && input.uri.fsPath === out;
    });
  });

  it('that cannot be read is told on the page, and nothing is written', async () => {
    const data = path.join(folder, 'wrong.csv');
    fs.writeFileSync(data, 'a,b\n1,2\n3,4\n');
    await commands.executeCommand('sequenceLab.predictCsv', runFolder, data);
    await until('it is refused', async () => (await state())?.state === 'failed');
    const failed = await state();
    ok(failed?.state === 'failed');
    match(failed.error.message, /has no column/);
    ok(!fs.existsSync(path.join(folder, 'wrong-predictions.csv')));
  });
});

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { commands, TabInputNotebook, TabInputText, window } from 'vscode';

import { targetFiles } from '../../../src/spec/codeTargets';
import { application, inWorkspace, opened, refused, seasonalCsv, smallDraft, until } from './lab';

/** A folder that a shell, or VS Code's variables, would take for something else. */
const hostileFolder = 'it\'s "mine" $HOME `x` ${env:HOME} ${command:workbench.action.closeWindow} класс';

let folder: string;

describe('The code of a run', function () {
  this.timeout(120_000);

  before(async () => {
    fs.mkdirSync(inWorkspace(hostileFolder), { recursive: true });
    const file = inWorkspace(hostileFolder, 'sea sons.csv');
    fs.writeFileSync(file, seasonalCsv(120));
    const lab = await application();
    const session = await opened(file);
    const run = lab.train(session, smallDraft(session));
    folder = run.folder;
    const summary = await run.finished;
    equal(summary.error, null);
  });
  afterEach(() => window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs)));
  after(() => fs.rmSync(inWorkspace(hostileFolder), { recursive: true, force: true }));

  const input = (): unknown => window.tabGroups.activeTabGroup.activeTab?.input;

  it('is what was shown before training, and is explained in a README', async () => {
    const lab = await application();
    const session = lab.sessions.all.find(({ runFolder }) => runFolder === folder);
    ok(session);
    const { pieces, refused: why } = session.code({ draft: session.state.draft, target: 'keras' });
    equal(why, null);
    deepEqual(
      pieces.map(({ text }) => text),
      [fs.readFileSync(path.join(folder, 'code/keras_model.py'), 'utf8')],
    );
    match(fs.readFileSync(path.join(folder, 'README.md'), 'utf8'), /## How good it is/);
  });

  it('opens for the library that was opened last', async () => {
    await commands.executeCommand('sequenceLab.openCode', folder, 'keras');
    await until('the program is open', () => {
      const tab = input();
      return tab instanceof TabInputText && tab.uri.fsPath.endsWith('keras_model.py');
    });
    await commands.executeCommand('sequenceLab.openCode', folder, 'tfjs');
    await window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs));
    // It does not ask again.
    await commands.executeCommand('sequenceLab.openCode', folder);
    await until('the program of the other library is open', () => {
      const tab = input();
      return tab instanceof TabInputText && tab.uri.fsPath.endsWith('tfjs_model.ts');
    });
  });

  it('opens a notebook in the notebook editor', async () => {
    await commands.executeCommand('sequenceLab.openCode', folder, 'notebook');
    await until('the notebook is open', () => {
      const tab = input();
      return tab instanceof TabInputNotebook && tab.uri.fsPath.endsWith('notebook.ipynb');
    });
    // The next tests open programs again.
    await commands.executeCommand('sequenceLab.openCode', folder, 'keras');
  });

  it('says so where a run has none', async () => {
    const file = path.join(folder, 'code', targetFiles.tfjs.file);
    const text = fs.readFileSync(file);
    fs.rmSync(file);
    refused(await commands.executeCommand('sequenceLab.openCode', folder, 'tfjs'), 'run/no-file');
    fs.writeFileSync(file, text);
  });

  it('is exported with the model, and nothing is replaced without a question', async () => {
    const lab = await application();
    const { confirm } = lab;
    const asked: string[] = [];
    const into = inWorkspace(hostileFolder, 'away');
    try {
      lab.confirm = (message, detail) => {
        asked.push(`${message}\n${detail}`);
        return Promise.resolve(false);
      };
      const out = await commands.executeCommand('sequenceLab.exportRun', folder, 'keras', into);
      equal(out, path.join(into, 'sea-sons-keras'));
      equal(asked.length, 0);
      for (const name of ['code/keras_model.py', 'model/model.json', 'model/weights.bin', 'README.md']) {
        ok(fs.existsSync(path.join(String(out), name)), name);
      }
      const readme = path.join(String(out), 'README.md');
      fs.writeFileSync(readme, 'mine');
      equal(await commands.executeCommand('sequenceLab.exportRun', folder, 'keras', into), undefined);
      equal(fs.readFileSync(readme, 'utf8'), 'mine');
      match(asked[0] ?? '', /Replace \d+ files in “sea-sons-keras”\?[^]*README\.md/);
      lab.confirm = () => Promise.resolve(true);
      await commands.executeCommand('sequenceLab.exportRun', folder, 'keras', into);
      ok(fs.readFileSync(readme, 'utf8').startsWith('# '));
    } finally {
      lab.confirm = confirm;
    }
  });

  it('runs in the terminal, in its folder, whatever that is called', async function () {
    if (spawnSync('python3', ['--version']).status !== 0) {
      if (process.env['CI'] === 'true') throw new Error('python3 is not on the path');
      this.skip();
    }
    const file = path.join(folder, 'code', targetFiles.keras.file);
    const text = fs.readFileSync(file);
    const told = path.join(folder, 'told.json');
    // A program that needs nothing, in the place of the one that trains.
    fs.writeFileSync(
      file,
      'import json, os, sys\n' +
        'with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "told.json"), "w") as told:\n' +
        '    json.dump([sys.argv[1:], os.getcwd()], told)\n',
    );
    await commands.executeCommand('sequenceLab.runProgram', folder, 'keras', true);
    await until('the program has run', () => fs.existsSync(told) && fs.statSync(told).size > 0);
    deepEqual(JSON.parse(fs.readFileSync(told, 'utf8')), [['--weights'], fs.realpathSync(path.dirname(file))]);
    fs.writeFileSync(file, text);
    fs.rmSync(told);
  });
});

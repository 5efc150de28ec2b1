// npm run vscode: the extension in a real VS Code (code-server) on a copy of the samples, until Ctrl+C.
import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ensurePackaged } from './lib/build.mjs';
import { ensureCodeServer } from './lib/codeServer.mjs';
import { ready } from './lib/install.mjs';
import { cacheFolder, inRoot } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';
import { installExtension, startCodeServer } from './lib/vscodeServer.mjs';

/** A folder to work in that keeps its runs from one start to the next. */
function samplesCopy() {
  const folder = cacheFolder('vscode', 'samples');
  for (const name of readdirSync(inRoot('samples'))) {
    const copy = path.join(folder, name);
    if (name !== 'sequence-lab' && !existsSync(copy)) cpSync(inRoot('samples', name), copy);
  }
  return folder;
}

await main(async () => {
  if (!ready()) return;
  const vsix = await ensurePackaged();
  const entry = await ensureCodeServer();
  const folders = {
    entry,
    userDataDir: cacheFolder('vscode', 'user'),
    extensionsDir: cacheFolder('vscode', 'extensions'),
  };
  await installExtension({ ...folders, vsix });
  const server = await startCodeServer({ ...folders, settings: { 'files.exclude': { '**/.vscode': true } } });
  const folder = samplesCopy();
  say(`\nVS Code with Sequence Lab runs here (only this machine reaches it):\n\n  ${server.pageOf(folder)}\n`);
  say('Open it in a browser, right-click monthly-sunspots.csv and choose "Train on CSV…".');
  say(`The folder is ${folder}. Ctrl+C ends it.`);
});

// npm start: installs, builds, trains on a sample in the terminal and says where everything is.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { runNode } from './lib/run.mjs';
import { main, say, ScriptError } from './lib/say.mjs';

const sample = inRoot('samples', 'monthly-sunspots.csv');

/** The run folder that was written last beside the sample. */
function newestRun() {
  const runs = path.join(path.dirname(sample), 'sequence-lab');
  const folders = existsSync(runs) ? readdirSync(runs).map((name) => path.join(runs, name)) : [];
  const finished = folders.filter((folder) => existsSync(path.join(folder, 'summary.json')));
  const newest = finished.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  if (!newest) throw new ScriptError('The training left no run folder.', `It should be in ${runs}.`);
  return newest;
}

await main(async () => {
  if (!ready()) return;
  await ensureBuilt();
  say(`· Training on ${path.relative(root, sample)}`);
  await runNode([inRoot('dist', 'cli.js'), 'train', sample]);
  const run = path.relative(root, newestRun());
  const has = (name) => existsSync(inRoot(run, name));
  say(`\nThe run is in ${run}`);
  if (has('predictions.csv')) say(`  predictions  ${path.join(run, 'predictions.csv')}`);
  if (has('forecast.csv')) say(`  what comes   ${path.join(run, 'forecast.csv')}`);
  if (has('model')) say(`  model        ${path.join(run, 'model', 'model.json')}`);
  for (const file of has('code') ? readdirSync(inRoot(run, 'code')) : [])
    say(`  code         ${path.join(run, 'code', file)}`);
  say('\nNext:');
  say('  npm run vscode                      the same in VS Code, with live charts');
  say('  node dist/cli.js train YOUR.csv     with your own data; --set model.layers.0.cell=lstm changes a field');
  say('  npm test                            the tests that need npm alone');
});

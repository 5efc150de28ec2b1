// npm start: installs, builds, trains on a sample in the terminal and says where everything is.
import path from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { runNode } from './lib/run.mjs';
import { main, say } from './lib/say.mjs';

const sample = inRoot('samples', 'monthly-sunspots.csv');

await main(async () => {
  if (!ready()) return;
  await ensureBuilt();
  say(`· Training on ${path.relative(root, sample)}`);
  await runNode([inRoot('dist', 'cli.js'), 'train', sample]);
  say('\nOr:');
  say('  npm run vscode                      the same in VS Code, with live charts');
  say('  node dist/cli.js train YOUR.csv     with your own data; --set model.layers.0.cell=lstm changes a field');
  say('  npm test                            the tests that need npm alone');
});

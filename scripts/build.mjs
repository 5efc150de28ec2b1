// npm run build: the bundles in dist. With --if-changed only when a source is newer than they are.
import { build, ensureBuilt } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  if (ready()) await (process.argv.includes('--if-changed') ? ensureBuilt() : build());
});

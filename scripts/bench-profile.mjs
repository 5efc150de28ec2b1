// npm run bench:profile: where the time of a batch goes in the fused engine, record by record, on one thread.
// Option: --only REGEX, of the names in the table of `npm run bench`.
import { copyFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { bundle } from './lib/bundle.mjs';
import { ready } from './lib/install.mjs';
import { cacheFolder, inRoot } from './lib/paths.mjs';
import { main, say, step } from './lib/say.mjs';

await main(async () => {
  if (!ready()) return;
  const { values } = parseArgs({ options: { only: { type: 'string', default: '.' } } });
  await ensureBuilt();
  const folder = cacheFolder('bench', 'profile');
  for (const name of readdirSync(inRoot('dist')).filter((name) => name.startsWith('fused-'))) {
    copyFileSync(inRoot('dist', name), path.join(folder, name));
  }
  const file = await step('Bundling the profile', () =>
    bundle(inRoot('test', 'bench', 'profile.ts'), folder, 'commonjs'),
  );
  await createRequire(import.meta.url)(file).printProfiles(new RegExp(values.only), say);
});

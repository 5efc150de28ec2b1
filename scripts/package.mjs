// npm run package: one .vsix for all platforms, for `code --install-extension`.
import { ensurePackaged } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { main, say } from './lib/say.mjs';

await main(async () => {
  if (!ready()) return;
  await ensurePackaged();
  say('Install it with: code --install-extension dist/sequence-lab.vsix');
});

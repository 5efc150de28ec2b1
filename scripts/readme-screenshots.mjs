// npm run screenshots: puts the pictures that `npm run test:ui` left in test/artifacts where the README shows them.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { main, say, ScriptError } from './lib/say.mjs';

const pictures = ['restored-light-1400.png', 'done-dark-1400.png', 'done-dark-500.png'];

await main(() => {
  mkdirSync(inRoot('docs', 'images'), { recursive: true });
  for (const picture of pictures) {
    const made = inRoot('test', 'artifacts', picture);
    if (!existsSync(made)) throw new ScriptError(`There is no ${picture} in test/artifacts.`, 'Run npm run test:ui.');
    copyFileSync(made, inRoot('docs', 'images', picture));
    say(`docs/images/${picture}`);
  }
  return Promise.resolve();
});

// npm run bench:predict: how much memory `predict RUN --data` takes for files of 100,000 and of 1,000,000 rows, each in a process of
// its own: a forecast of one series, and classes of texts. A tenth of the rows must take about as much as all of them.
// Option: --rows N.
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { bundle } from './lib/bundle.mjs';
import { ready } from './lib/install.mjs';
import { cacheFolder, inRoot } from './lib/paths.mjs';
import { runNode } from './lib/run.mjs';
import { main, say, ScriptError, step } from './lib/say.mjs';

/** What a process of ten times the rows may take more: buffers that the runtime has not given back yet. */
const allowedMegabytes = 100;

await main(async () => {
  if (!ready()) return;
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
  await ensureBuilt();
  const folder = cacheFolder('bench', 'predict');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(inRoot('dist')).filter((name) => name.startsWith('fused-'))) {
    copyFileSync(inRoot('dist', name), path.join(folder, name));
  }
  const bench = await step('Bundling the work', () =>
    bundle(inRoot('test', 'bench', 'predict.ts'), folder, 'commonjs'),
  );
  const work = async (...args) => JSON.parse((await runNode([bench, ...args], { quiet: true })) || '{}');
  const rows = Number(values.rows);
  try {
    for (const kind of ['forecast', 'texts']) {
      const trained = path.join(folder, 'data', `${kind}.csv`);
      await work('make', trained, '5000', kind);
      const { run } = await step(`Training: ${kind}`, () => work('train', trained, kind));
      const taken = [];
      for (const count of [rows / 10, rows]) {
        const file = path.join(folder, 'data', `${kind}-${count}.csv`);
        await work('make', file, String(count), kind);
        const { predictions, seconds, megabytes } = await work('predict', run, file, path.join(folder, 'out.csv'));
        const size = (statSync(file).size / 1e6).toFixed(0);
        taken.push(megabytes);
        say(
          `  ${count.toLocaleString('en')} rows (${size} MB): ${predictions.toLocaleString('en')} predictions, ` +
            `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at most`,
        );
      }
      const [few, many] = taken;
      if (many - few > allowedMegabytes) throw new ScriptError('Memory grows with the file.', `${few} MB, ${many} MB`);
    }
  } finally {
    rmSync(path.join(folder, 'data'), { recursive: true, force: true });
    rmSync(path.join(folder, 'out.csv'), { force: true });
  }
});

// npm run bench:tutorial: the sunspots network of the tutorials over three seeds, its test error on scaled data beside
// that of repeating the last value, and beside what Keras 3.15 gives (stride 1, batch 32: 0.094 to 0.115; stride 12,
// batch 1: 0.096 to 0.104). Windows lie wholly inside their part, as in the tutorials.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, say } from './lib/say.mjs';

const sample = inRoot('samples', 'monthly-sunspots.csv');
const seeds = [1, 2, 3];
const variants = [
  { stride: 1, batchSize: 32, keras: '0.094–0.115' },
  { stride: 12, batchSize: 1, keras: '0.096–0.104' },
];

const settings = ({ stride, batchSize }, seed) => ({
  'data.scale': 'minmax',
  'data.split': '{"train":0.8,"validation":0,"test":0.2,"context":false}',
  'window.timeSteps': 12,
  'window.stride': stride,
  'model.layers': '[{"cell":"simple_rnn","units":3,"activation":"tanh"}]',
  'model.dense': '[{"units":1,"activation":"tanh"}]',
  'training.epochs': 20,
  'training.batchSize': batchSize,
  'training.earlyStopping': 'null',
  'training.seed': seed,
});

/** Trains once; root mean squared errors on data scaled to the training rows' range. */
function train(variant, seed, out) {
  const sets = Object.entries(settings(variant, seed)).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const text = execFileSync(
    process.execPath,
    [inRoot('dist', 'cli.js'), 'train', sample, '--json', '--out', out, ...sets],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const done = JSON.parse(text.trim().split('\n').at(-1));
  const { targets } = JSON.parse(readFileSync(path.join(done.run, 'preprocessing.json'), 'utf8'));
  const range = targets[0].scale;
  return { network: done.metrics.test.rmse / range, naive: done.baselines.naive.test.rmse / range };
}

await main(async () => {
  if (!ready()) return;
  await ensureBuilt();
  const out = mkdtempSync(path.join(tmpdir(), 'seqlab-tutorial-'));
  try {
    say('| stride, batch | seeds 1, 2, 3 | Keras 3.15 | repeat the last value |');
    say('|---|---|---|---|');
    for (const variant of variants) {
      const results = seeds.map((seed) => train(variant, seed, out));
      const networks = results.map(({ network }) => network.toFixed(4)).join(', ');
      say(
        `| ${variant.stride}, ${variant.batchSize} | ${networks} | ${variant.keras} | ${results[0].naive.toFixed(4)} |`,
      );
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

// npm run bench:csv: how long a CSV of 1,000,000 rows takes here and with pandas' read_csv, in one run on one machine.
// First every value is compared with pandas'; then both read the file in turn, each time in a fresh process.
// Options: --rows N, --runs N. SEQUENCE_LAB_PYTHON names a Python with pandas; without it .cache/python is made.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './lib/bundle.mjs';
import { ready } from './lib/install.mjs';
import { cacheFolder, inRoot } from './lib/paths.mjs';
import { ensurePython } from './lib/python.mjs';
import { run, runNode } from './lib/run.mjs';
import { main, say, ScriptError, step } from './lib/say.mjs';

const allowedRatio = 1.3;
const allowedMegabytes = 500;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const seconds = (runs) => median(runs.map((one) => one.seconds));
const peak = (runs) => Math.max(...runs.map((one) => one.megabytes));
const show = (what, runs) =>
  say(
    `${what.padEnd(44)} ${seconds(runs).toFixed(2)} s  (${runs.map((one) => one.seconds.toFixed(2)).join(', ')})  ` +
      `${peak(runs).toFixed(0)} MB at most`,
  );

await main(async () => {
  if (!ready()) return;
  const { values } = parseArgs({
    options: { rows: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '5' } },
  });
  const folder = cacheFolder('bench');
  mkdirSync(folder, { recursive: true });
  const python = process.env.SEQUENCE_LAB_PYTHON ?? (await ensurePython());
  const pandas = inRoot('test', 'bench', 'csv_pandas.py');
  const bench = await bundle(inRoot('test', 'bench', 'csv.ts'), folder);
  const file = path.join(folder, 'bench.csv');
  const other = path.join(folder, 'values.bin');
  const ours = async (...args) => JSON.parse((await runNode([bench, ...args], { quiet: true })) || '{}');
  const theirs = async (...args) => JSON.parse((await run(python, [pandas, ...args], { quiet: true })) || '{}');

  try {
    await step(`Writing ${values.rows} rows`, () => ours('make', file, values.rows));
    say(`  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
    await step('Comparing every value with pandas', async () => {
      await theirs('values', file, other);
      const { compared } = await ours('compare', file, other);
      say(`  ${compared.toLocaleString('en')} values are equal`);
    });

    const times = { ours: [], plain: [], typed: [] };
    for (let turn = 0; turn < Number(values.runs); turn++) {
      times.ours.push(await ours('read', file));
      times.plain.push(await theirs('read', file));
      times.typed.push(await theirs('typed', file));
    }
    const { version } = times.plain[0];
    show('Sequence Lab, types and SHA-256', times.ours);
    show(`pandas ${version} read_csv`, times.plain);
    show(`pandas ${version} read_csv, times and categories`, times.typed);
    const ratio = seconds(times.ours) / seconds(times.plain);
    say(
      `ratio to read_csv ${ratio.toFixed(2)} (at most ${allowedRatio}), with times and categories ` +
        `${(seconds(times.ours) / seconds(times.typed)).toFixed(2)}; memory ${peak(times.ours).toFixed(0)} MB (at most ${allowedMegabytes})`,
    );
    if (ratio > allowedRatio || peak(times.ours) > allowedMegabytes) {
      throw new ScriptError(
        'Reading is slower or larger than it may be.',
        'Run it again on a machine with nothing else to do.',
      );
    }
  } finally {
    rmSync(file, { force: true });
    rmSync(other, { force: true });
  }
});

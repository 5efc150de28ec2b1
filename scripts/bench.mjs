// npm run bench: how quick the fused engine is, beside PyTorch, Keras and TensorFlow.js, in one run on one machine.
// Every engine gets the same weights and windows; their losses have to agree before anything is timed.
// Options: --only REGEX, --rounds N, --threads N, --patience SECONDS, --quick, --built (takes dist as it is),
// --json FILE.
// SEQUENCE_LAB_PYTHON names a Python with torch and keras; without it .cache/python is made.
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { bundle } from './lib/bundle.mjs';
import { ready } from './lib/install.mjs';
import { cacheFolder, inRoot, node24 } from './lib/paths.mjs';
import { ensurePython } from './lib/python.mjs';
import { main, say, ScriptError, step } from './lib/say.mjs';
import { ensureTfjsNode } from './lib/tfjsNode.mjs';

const options = {
  only: { type: 'string', default: '.' },
  rounds: { type: 'string' },
  threads: { type: 'string', default: '2' },
  patience: { type: 'string', default: '300' },
  quick: { type: 'boolean', default: false },
  built: { type: 'boolean', default: false },
  json: { type: 'string' },
};

/** A peer that cannot be had is no reason not to compare with the others. */
async function orAbsent(find) {
  try {
    return await find();
  } catch (error) {
    return { reason: [error.message, error.hint].filter(Boolean).join(' ') };
  }
}

/** The benchmark's bundles, with the .wasm files beside them as in the product. */
async function bundles(folder) {
  const source = (name) => inRoot('test', 'bench', 'speed', name);
  const main = await bundle(source('main.ts'), folder);
  const engineProcess = await bundle(source('engineProcess.ts'), folder, 'commonjs');
  for (const name of readdirSync(inRoot('dist')).filter((name) => name.endsWith('.wasm'))) {
    copyFileSync(inRoot('dist', name), path.join(folder, name));
  }
  const probe = await bundle(inRoot('src', 'engine', 'fused', 'probe.ts'), folder, 'commonjs');
  return { main, engineProcess, probe };
}

await main(async () => {
  if (!ready()) return;
  const { values } = parseArgs({ options });
  const threads = Number(values.threads);
  if (!values.built) await ensureBuilt();
  const folder = cacheFolder('bench');
  const { main: mainBundle, ...made } = await step('Bundling the benchmark', () => bundles(folder));
  const python = await orAbsent(async () => process.env.SEQUENCE_LAB_PYTHON ?? (await ensurePython()));
  const tfjsNode =
    process.env.SEQUENCE_LAB_TFJS_NODE ??
    (typeof python === 'string' ? await orAbsent(() => ensureTfjsNode(python)) : python);

  const { runBenchmark } = await import(pathToFileURL(mainBundle));
  const places = {
    ...made,
    node: node24,
    pythonFolder: inRoot('test', 'bench', 'speed'),
    python,
    tfjsNode,
    dist: inRoot('dist'),
    sample: inRoot('samples', 'monthly-sunspots.csv'),
    scratch: folder,
  };
  const settings = {
    only: new RegExp(values.only, 'i'),
    rounds: Number(values.rounds ?? (values.quick ? 3 : 5)),
    roundSeconds: values.quick ? 0.2 : 0.4,
    threads,
    patience: Number(values.patience),
  };
  say(`· Comparing speeds: ${threads} threads each, on ${os.cpus()[0]?.model ?? 'an unknown processor'}`);
  const file = values.json ?? path.join(folder, 'speed.json');
  const save = (report) => writeFileSync(file, JSON.stringify(report, null, 2));
  const report = await runBenchmark(places, settings, { say, save }).catch((error) => {
    throw error.name === 'WrongResult' ? new ScriptError(error.message) : error;
  });
  say(`\nAll figures: ${path.relative(process.cwd(), file)}`);
  if (report.unmet.length > 0) {
    throw new ScriptError(
      `Below the floor: ${report.unmet.join('; ')}.`,
      'Run it again on a machine with nothing else to do.',
    );
  }
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { cacheFolder, inRoot } from './paths.mjs';
import { ensurePython } from './python.mjs';
import { ScriptError } from './say.mjs';

/**
 * Makes ready what trains the network of a run in Keras.
 * @returns {Promise<(run: string, seed: number) => Promise<Record<string, number>>>} its figures, by the names of bench:tasks
 */
export async function prepareTwin() {
  const python = process.env.SEQUENCE_LAB_PYTHON ?? (await ensurePython());
  const folder = cacheFolder('bench', 'tasks');
  const file = await bundle(inRoot('test', 'bench', 'tasks', 'dumpRun.ts'), folder, 'commonjs');
  const { dumpRun } = createRequire(import.meta.url)(file);
  return async (run, seed) => {
    const dump = path.join(folder, 'dump.json');
    await dumpRun(run, dump);
    const scores = path.join(run, 'scores.json');
    const details = existsSync(scores) ? JSON.parse(readFileSync(scores, 'utf8')) : {};
    const characters = details.test?.writing?.characters ?? 0;
    const script = inRoot('test', 'bench', 'tasks', 'keras_twin.py');
    const text = execFileSync(python, [script, dump, String(seed), String(characters)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    rmSync(dump);
    const { parameters, ...figures } = JSON.parse(text.trim().split('\n').at(-1));
    const own = JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8')).parameters;
    if (parameters !== own)
      throw new ScriptError(`Keras trained ${parameters} values, the run ${own}: other networks.`);
    return figures;
  };
}

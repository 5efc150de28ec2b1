import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { format } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';

import { codegenInputOf } from '../../src/codegen/beforeTraining';
import { type GeneratedFile, generateCode } from '../../src/codegen/generate';
import { checkExperiment } from '../../src/spec/checks';
import { UserError } from '../../src/spec/errors';
import { type Form, forms } from './proof/forms';
import { writtenExperiment } from './proof/written';
import { python, runPython } from './python';
import { workFolder } from './runFolder';

/** Changes of a form that bring other code together; what an experiment cannot have is left out. */
function variantsOf(form: Form): Record<string, Partial<Form>> {
  const { data, task, training, sampling, model } = form;
  const thirds = { train: 1 / 3, validation: 1 / 3, test: 1 / 3 };
  const several = data.series !== undefined;
  const changes: Record<string, Partial<Form>> = { unchanged: {} };
  for (const missing of ['drop', 'forward-fill', 'interpolate'] as const)
    for (const scale of ['none', 'standard'] as const)
      changes[`${missing}, ${scale}`] = { data: { ...data, missing, scale } };
  for (const scale of ['none', 'minmax', 'robust', 'window'] as const)
    changes[`scaled ${scale}`] = { data: { ...data, scale } };
  for (const by of ['time', 'series', 'random'] as const) {
    const split = { ...thirds, by };
    changes[`by ${by}`] = { data: { ...data, split } };
    if (!several) continue;
    for (const scaleBy of ['all', 'series'] as const)
      for (const missing of ['error', 'drop', 'interpolate'] as const)
        changes[`by ${by}, scaled by ${scaleBy}, ${missing}`] = { data: { ...data, split, scaleBy, missing } };
  }
  // Columns are found by their places then.
  const [header = '', ...lines] = form.csv.trimEnd().split('\n');
  changes['names twice'] = { csv: [`${header},twice,twice`, ...lines.map((line) => `${line},1,1`), ''].join('\n') };
  changes['no validation'] = { data: { ...data, split: { train: 0.8, validation: 0, test: 0.2 } } };
  changes['vectors'] = { model: { ...model, embedding: { units: 2 } } };
  changes['calendar'] = { data: { ...data, calendar: ['weekday', 'hour'] } };
  changes['vectors, calendar'] = { ...changes['calendar'], ...changes['vectors'] };
  changes['known'] = { data: { ...data, known: ['sky', 'open'] } };
  changes['known, vectors'] = { ...changes['known'], ...changes['vectors'] };
  changes['stateful'] = { training: { ...training, stateful: true, shuffle: false } };
  if (task === 'generate')
    for (const temperature of [0, 1])
      for (const topK of [null, 3])
        changes[`temperature ${temperature}, best ${topK}`] = {
          sampling: { ...sampling, temperature, topK, start: '' },
        };
  return changes;
}

/** null where an experiment cannot be so. */
async function possibleCode(name: string, changed: Partial<Form>): Promise<readonly GeneratedFile[] | null> {
  try {
    const { experiment, profile } = await writtenExperiment(name, changed);
    if (checkExperiment(experiment, profile).length > 0) return null;
    return generateCode(codegenInputOf(experiment, profile)).files;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Of every form and its variants: formatters, compilers and linters have nothing to say, and nothing is written that is not used. */
describe('code of many variants, before training', () => {
  const folder = path.join(workFolder, 'variants');
  const written = new Map<string, string>();

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    const seen = new Set<string>();
    let count = 0;
    for (const [name, form] of Object.entries(forms)) {
      for (const [variant, changed] of Object.entries(variantsOf(form))) {
        const code = await possibleCode(name, changed);
        if (code === null) continue;
        const own = path.join(folder, String(count++));
        mkdirSync(own, { recursive: true });
        for (const { path: file, text } of code) {
          // Many variants change nothing of one of the programs.
          if (!/\.(?:py|ts|html|json|ipynb)$/.test(file) || (seen.has(text) && !file.endsWith('.json'))) continue;
          seen.add(text);
          writeFileSync(path.join(own, file), text);
          written.set(path.join(own, file), text);
        }
        writeFileSync(path.join(own, 'name.txt'), `${name}: ${variant}`);
      }
    }
  }, 300_000);

  const ending = (end: string): string[] => [...written.keys()].filter((file) => file.endsWith(end));

  it('are many', () => {
    expect(ending('keras_model.py').length).toBeGreaterThan(400);
    expect(ending('tfjs_model.ts').length).toBeGreaterThan(400);
    expect(ending('browser.html').length).toBeGreaterThan(50);
  });

  it('Prettier leaves TypeScript and pages alone', async () => {
    const other: string[] = [];
    for (const file of [...ending('.ts'), ...ending('.html')])
      if ((await format(written.get(file)!, { filepath: file })) !== written.get(file)) other.push(file);
    expect(other).toEqual([]);
  }, 300_000);

  it('TypeScript compiles under --strict, and misses no use of a name', () => {
    const { scripts } = JSON.parse(written.get(ending('package.json')[0]!)!) as { scripts: { check: string } };
    // The very options of `npm run check`, over all programs at once.
    const options = scripts.check.split(' ').slice(1, -1);
    expect(options).toEqual(expect.arrayContaining(['--strict', '--noUnusedLocals']));
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...ending('tfjs_model.ts')], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    expect(stdout).toBe('');
  }, 300_000);

  it.skipIf(python === null && process.env['CI'] !== 'true')(
    'black and ruff have nothing to say',
    () => {
      const also = ['--extend-select', 'E,W,I,B,UP,SIM,PLR5501,RET504,ARG001'];
      expect(
        runPython(['-m', 'ruff', 'check', '--isolated', '--quiet', ...also, ...ending('.py'), ...ending('.ipynb')]),
      ).toBe('');
      runPython(['-m', 'black', '--check', '--quiet', '--line-length', '88', ...ending('.py')]);
    },
    300_000,
  );
});

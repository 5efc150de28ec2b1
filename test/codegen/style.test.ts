import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { format } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';

import { cases } from './cases';
import { python, runPython } from './python';
import { type RunFolder, layOutRun, workFolder } from './runFolder';

/** Everything that is written goes into a formatted code base as it is: black, ruff, Prettier with their defaults, tsc --strict. */
describe('style of generated code', () => {
  let runs: RunFolder[] = [];
  const files = (name: string): string[] => runs.map(({ folder }) => path.join(folder, 'run/code', name));

  beforeAll(async () => {
    runs = await Promise.all(cases.map((one) => layOutRun({ ...one, name: `style/${one.name}` })));
  });

  it.each(['tfjs_model.ts', 'package.json'])('Prettier leaves %s alone', async (name) => {
    for (const file of files(name)) {
      const text = readFileSync(file, 'utf8');
      expect(text, file).toBe(await format(text, { filepath: file }));
    }
  });

  it('TypeScript compiles under --strict', () => {
    const config = path.join(workFolder, 'style/tsconfig.json');
    const packageJson = JSON.parse(readFileSync(files('package.json')[0]!, 'utf8')) as { scripts: { check: string } };
    // The very options of `npm run check`, over all programs at once.
    const options = packageJson.scripts.check.split(' ').slice(1, -1);
    expect(options).toContain('--strict');
    rmSync(config, { force: true });
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, ...files('tfjs_model.ts')], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 120_000);

  const hasTools = python !== null && spawnSync(python, ['-c', 'import black, ruff']).status === 0;

  it.skipIf(!hasTools && process.env['CI'] !== 'true')(
    'black and ruff have nothing to say',
    () => {
      const checked = [...files('keras_model.py'), ...files('pytorch_model.py'), ...files('notebook.ipynb')];
      expect(checked).toHaveLength(3 * cases.length);
      expect(runPython(['-m', 'ruff', 'check', '--isolated', '--quiet', ...checked])).toBe('');
      // What ruff leaves out by default.
      const also = ['--extend-select', 'E,W,I,B,UP,SIM,PLR5501,RET504'];
      expect(runPython(['-m', 'ruff', 'check', '--isolated', '--quiet', ...also, ...checked])).toBe('');
      const scripts = checked.filter((file) => file.endsWith('.py'));
      runPython(['-m', 'black', '--check', '--quiet', '--line-length', '88', ...scripts]);
    },
    240_000,
  );
});

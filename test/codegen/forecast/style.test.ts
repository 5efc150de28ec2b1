import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { python, runPython } from '../python';
import { workFolder } from '../runFolder';
import { forecastCases } from './cases';
import { programsOf } from './programs';

const folder = path.join(workFolder, 'forecast-style');
const hasTools = python !== null && spawnSync(python, ['-c', 'import black, ruff']).status === 0;

describe('programs of forecasts', () => {
  const scripts: string[] = [];

  beforeAll(async () => {
    for (const [i, one] of forecastCases.entries()) {
      const own = path.join(folder, String(i));
      mkdirSync(own, { recursive: true });
      for (const { path: name, text } of await programsOf(one, ['keras', 'pytorch'])) {
        scripts.push(path.join(own, name));
        writeFileSync(path.join(own, name), text);
      }
    }
  });

  it('are written for experiments that can be trained', () => {
    for (const { experiment } of forecastCases) expect(checkExperiment(experiment)).toEqual([]);
    expect(scripts).toHaveLength(2 * forecastCases.length);
  });

  it.skipIf(!hasTools && process.env['CI'] !== 'true')(
    'black and ruff have nothing to say',
    () => {
      const rules = ['--isolated', '--quiet', '--extend-select', 'E,W,I,B,UP,SIM,PLR5501,RET504'];
      expect(runPython(['-m', 'ruff', 'check', ...rules, ...scripts])).toBe('');
      runPython(['-m', 'black', '--check', '--quiet', '--line-length', '88', ...scripts]);
    },
    240_000,
  );
});

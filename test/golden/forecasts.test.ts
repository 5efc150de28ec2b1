import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { forecastCases } from '../codegen/forecast/cases';
import { programsOf } from '../codegen/forecast/programs';

/** Programs of forecasts, word for word: of Keras but where another library is named; written anew as those of `codegen.test.ts`. */
const folder = path.join(import.meta.dirname, 'forecasts');
const update = process.env['UPDATE_GOLDEN'] === '1';

const golden = [
  'several series, three parts, stride, no context',
  'each series standardised, whole series tested',
  'last rows, more than some series have',
  'holes',
  'interpolated, with categories',
  'categories as vectors',
  'static numbers beside series scaled each',
  'hours of the day',
  'by window, behind categories',
  'fed back, known and a calendar',
  'decoder that says, known, quantiles',
  'stateful, filled forward, stopped early',
  'hostile names',
];
const pytorch = ['stateful, several series, stacked'];

const programs = [
  ...golden.map((name) => ({ name, library: 'keras', file: fileOf(name) }) as const),
  ...pytorch.map((name) => ({ name, library: 'pytorch', file: fileOf(`pytorch, ${name}`) }) as const),
];

function fileOf(name: string): string {
  return `${name.replaceAll(/[^a-z]+/g, '-')}.py.txt`;
}

describe('generated forecasts', () => {
  it.each(programs)('$library, $name: as reviewed', async ({ name, library, file }) => {
    const [program] = await programsOf(
      forecastCases.find((one) => one.name === name)!,
      [library],
    );
    const reviewed = path.join(folder, file);
    if (update) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(reviewed, program!.text);
    }
    expect(existsSync(reviewed), `${reviewed} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(program!.text).toBe(readFileSync(reviewed, 'utf8'));
  });

  it('have no file that nothing generates', () => {
    expect(readdirSync(folder).sort()).toEqual(programs.map(({ file }) => file).sort());
  });
});

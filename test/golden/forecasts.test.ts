import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { forecastCases } from '../codegen/forecast/cases';
import { programsOf } from '../codegen/forecast/programs';

/** Keras programs of forecasts, word for word; written anew as those of `codegen.test.ts`. */
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
  'hostile names',
];

const fileOf = (name: string): string => `${name.replaceAll(/[^a-z]+/g, '-')}.py.txt`;

describe('generated forecasts', () => {
  it.each(golden)('%s: as reviewed', async (name) => {
    const [program] = await programsOf(
      forecastCases.find((one) => one.name === name)!,
      ['keras'],
    );
    const reviewed = path.join(folder, fileOf(name));
    if (update) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(reviewed, program!.text);
    }
    expect(existsSync(reviewed), `${reviewed} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(program!.text).toBe(readFileSync(reviewed, 'utf8'));
  });

  it('have no file that nothing generates', () => {
    expect(readdirSync(folder).sort()).toEqual(golden.map(fileOf).sort());
  });
});

import { spawnSync } from 'node:child_process';
import path from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { generateTarget } from '../../../src/codegen/generate';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import { hostileNames } from '../cases';
import { python } from '../python';

/**
 * Names of series, known, static and categorical columns, of tables with all of them: whatever they are, a program is the same as
 * with harmless names, and its constants are the names themselves.
 */
interface Names {
  readonly file: string;
  readonly series: string;
  readonly time: string;
  /** A category and a number. */
  readonly inputs: readonly [string, string];
  readonly static: readonly [string, string];
  readonly known: readonly [string, string];
}

const harmless: Names = {
  ...{ file: 'f', series: 's', time: 't' },
  ...{ inputs: ['a', 'b'], static: ['c', 'd'], known: ['e', 'g'] },
};

/** A program in which every list of names stands: categories as ones, or as vectors, with window scaling and quantiles. */
function programOf(names: Names, vectors: boolean): string {
  const [category, number] = names.inputs;
  const experiment = resolveExperiment(
    parseExperiment({
      version: 1,
      task: 'forecast',
      data: {
        ...{ file: names.file, series: names.series, time: names.time, inputs: [category, number], targets: [number] },
        ...{ static: [...names.static], known: [...names.known], scale: vectors ? 'window' : 'standard' },
        ...{ scaleBy: 'series', missing: 'interpolate', calendar: ['weekday', 'month'] },
      },
      window: { horizon: 2 },
      model: vectors ? { embedding: { units: 2 } } : {},
      training: { loss: 'quantile' },
    }),
  );
  const columns = [names.series, names.time, ...names.inputs, ...names.static, ...names.known];
  const categories = Object.fromEntries([category, names.static[0], names.known[0]].map((name) => [name, ['x', 'y']]));
  const preprocessing = {
    dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null } as const,
    columns,
    time: {
      ...({ format: 'iso', dateOrder: null, ambiguous: false, first: 0, last: 1, frequency: 'day', step: 1 } as const),
      ...{ seasonalPeriod: 7, sorted: true, duplicates: 0, gaps: 0 },
    },
    categories,
  };
  return generateTarget({ experiment, preprocessing }, 'keras')[0]!.text;
}

const anyText = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', '`', '$', '{', '}', '\n', '#', '/', '*', ' '), minLength: 1 }),
);

const anyNames: fc.Arbitrary<Names> = fc
  .record({ file: anyText, names: fc.uniqueArray(anyText, { minLength: 8, maxLength: 8 }) })
  // Mended names and absolute paths have tests of their own.
  .filter(({ names }) => !names.some((name) => / \(\d+\)$|^column \d+$/.test(name) || name === '__proto__'))
  .filter(({ file }) => !/^([/\\]|[A-Za-z]:)/.test(file))
  .map(({ file, names: [series = '', time = '', a = '', b = '', c = '', d = '', e = '', g = ''] }) => ({
    ...{ file, series, time, inputs: [a, b], static: [c, d], known: [e, g] },
  }));

const anyPython = python ?? 'python3';
const hasPython = spawnSync(anyPython, ['--version']).status === 0;

describe.skipIf(!hasPython && process.env['CI'] !== 'true')('names of columns in programs of forecasts', () => {
  it.each([
    ['categories as ones', false],
    ['categories as vectors', true],
  ])('are literals that equal them, in the same program: %s', (_, vectors) => {
    const samples = [harmless, ...fc.sample(anyNames, 60)];
    const jobs = samples.map((names) => {
      const fed = [...names.inputs, ...names.static, ...names.known];
      return {
        text: programOf(names, vectors),
        file: names.file,
        constants: {
          SERIES: names.series,
          TIME: names.time,
          INPUTS: fed,
          TARGETS: [names.inputs[1]],
          STATIC: [...names.static],
          KNOWN: [...names.known],
          CATEGORIES: [names.inputs[0], names.static[0], names.known[0]],
        },
      };
    });
    const { stdout, stderr, status } = spawnSync(anyPython, [path.join(import.meta.dirname, 'parse_names.py')], {
      input: JSON.stringify(jobs),
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      maxBuffer: 1 << 28,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.trim()).toBe('61 scripts');
  });
});

import { describe, expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { parseExperiment } from '../../../src/spec/parse';
import type { ColumnProfile, DataProfile } from '../../../src/spec/profile';
import { proposeExperiment } from '../../../src/spec/propose';

const column = (name: string, index: number, change: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  index,
  kind: 'numeric',
  missing: 0,
  distinct: null,
  numeric: { min: -3, max: 12, mean: 1, standardDeviation: 2, constant: false, infinite: 0 },
  time: null,
  misfits: [],
  ...change,
});

const month = column('Month', 0, {
  kind: 'time',
  numeric: null,
  time: {
    format: 'year-month',
    dateOrder: null,
    ambiguous: false,
    first: 0,
    last: 1,
    frequency: 'month',
    step: 1,
    seasonalPeriod: 12,
    sorted: true,
    duplicates: 0,
    gaps: 0,
  },
});

const profile = (columns: ColumnProfile[], rows = 2820): DataProfile => ({
  file: 'data/sun.csv',
  bytes: 1,
  sha256: null,
  complete: true,
  rows,
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns,
  head: [],
  plots: [],
  plotTimes: null,
  warnings: [],
});

describe('proposeExperiment', () => {
  it('predicts the last numeric column from its past, ordered by the time column', () => {
    const experiment = proposeExperiment(profile([month, column('Sunspots', 1)]));
    expect(experiment.name).toBe('sun');
    expect(experiment.data).toMatchObject({
      time: 'Month',
      inputs: ['Sunspots'],
      targets: ['Sunspots'],
      missing: 'error',
    });
    expect(experiment.window.timeSteps).toBe(12);
  });

  it('looks back one season, but not over an eighth of a short file', () => {
    const hourly = { ...month, time: month.time && { ...month.time, seasonalPeriod: 24 } };
    expect(proposeExperiment(profile([hourly, column('y', 1)])).window.timeSteps).toBe(24);
    expect(proposeExperiment(profile([hourly, column('y', 1)], 80)).window.timeSteps).toBe(10);
  });

  it('stays affordable where a season is long or the file is', () => {
    const everyMinute = { ...month, time: month.time && { ...month.time, seasonalPeriod: 1440 } };
    for (const rows of [2_820, 20_500, 200_000, 1_000_000]) {
      const { window, training } = proposeExperiment(profile([everyMinute, column('y', 1)], rows));
      expect(window.timeSteps).toBe(96);
      // Two passes are the fewest that show whether the loss falls.
      expect(training.epochs === 2 || rows * window.timeSteps * training.epochs <= 2.2e7).toBe(true);
    }
    expect(proposeExperiment(profile([month, column('y', 1)])).training.epochs).toBe(30);
  });

  it('takes the other numeric columns as inputs, but not a row number or a constant', () => {
    const counter = column('row', 0, {
      numeric: { min: 0, max: 2819, mean: 0, standardDeviation: 1, constant: false, infinite: 0 },
    });
    const constant = column('k', 1, {
      numeric: { min: 1, max: 1, mean: 1, standardDeviation: 0, constant: true, infinite: 0 },
    });
    const experiment = proposeExperiment(profile([counter, constant, column('a', 2), column('b', 3)]));
    expect(experiment.data.inputs).toEqual(['b', 'a']);
  });

  it('takes the chosen target', () => {
    expect(proposeExperiment(profile([column('a', 0), column('b', 1)]), { target: 'a' }).data.targets).toEqual(['a']);
  });

  it('fills gaps forward where inputs have missing values', () => {
    expect(proposeExperiment(profile([column('a', 0, { missing: 3 })])).data.missing).toBe('forward-fill');
  });

  it('has no problems of its own on any file with a numeric column', () => {
    for (const rows of [30, 144, 2820, 1_000_000]) {
      const p = profile([month, column('a', 1, { missing: 2 }), column('__proto__', 2)], rows);
      expect(checkExperiment(proposeExperiment(p), p)).toEqual([]);
    }
  });
});

describe('checkExperiment against a file', () => {
  const p = profile([
    month,
    column('y', 1),
    column('note', 2, { kind: 'text', numeric: null, misfits: [{ line: 7, text: 'n/k' }] }),
  ]);
  const check = (change: object, file = p) =>
    checkExperiment(
      parseExperiment({ version: 1, task: 'forecast', data: { file: 'a.csv', targets: ['y'] }, ...change }),
      file,
    );
  const data = (change: object) => ({ data: { file: 'a.csv', targets: ['y'], ...change } });

  it.each([
    ['a column that is not there', data({ targets: ['z'] }), 'data.targets.0', /no column "z"/],
    ['a text cell, by line', data({ inputs: ['y', 'note'] }), 'data.inputs.1', /"n\/k" in line 7/],
    ['a time as a target', data({ targets: ['Month'] }), 'data.targets.0', /times, not numbers/],
    ['a column listed twice', data({ inputs: ['y', 'y'] }), 'data.inputs.1', /twice/],
    ['an unknown time column', data({ time: 'when' }), 'data.time', /no column "when"/],
    ['too many time steps', { window: { timeSteps: 3000 } }, 'window.timeSteps', /2256 rows, too few/],
    ['a wrong head', { model: { dense: [{ units: 2 }] } }, 'model.dense.0.units', /2 outputs, but 1 value is/],
    ['one-to-one with many steps', { model: { topology: 'one-to-one' } }, 'window.timeSteps', /1 time step/],
    ['a topology of another task', { task: 'generate' }, 'model.topology', /does not fit the task "generate"/],
  ])('names %s', (_what, change, path, message) => {
    const found = check(change).find((problem) => problem.path === path);
    expect(found?.message).toMatch(message);
    expect(found?.hint).not.toBe('');
  });

  it.each(['auto', 'fused', 'tensorflow'])('takes the engine %s', (engine) => {
    expect(check({ engine })).toEqual([]);
  });

  it('asks for the order of dates that can be read both ways', () => {
    const both = { ...month, time: month.time && { ...month.time, format: 'slashes' as const, ambiguous: true } };
    const file = profile([both, column('y', 1)]);
    expect(check(data({ time: 'Month' }), file)[0]?.path).toBe('data.dateOrder');
    expect(check(data({ time: 'Month', dateOrder: 'day-first' }), file)).toEqual([]);
  });

  it('asks what to do with missing values and names how many', () => {
    const file = profile([column('y', 0, { missing: 4 })]);
    expect(check({}, file)[0]).toMatchObject({ path: 'data.missing', message: '"y" has 4 missing values' });
    expect(check(data({ missing: 'interpolate' }), file)).toEqual([]);
  });

  it('refuses infinite values', () => {
    const file = profile([
      column('y', 0, { numeric: { min: 0, max: 1, mean: 0, standardDeviation: 1, constant: false, infinite: 2 } }),
    ]);
    expect(check({}, file)[0]?.message).toMatch(/2 infinite/);
  });
});

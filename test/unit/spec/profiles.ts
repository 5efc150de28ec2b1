import type { ColumnProfile, DataProfile } from '../../../src/spec/profile';

/** Columns of a file that was read as a whole, made up for rules that need no file. */
export const numbers = (name: string, change: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  index: 0,
  kind: 'numeric',
  missing: 0,
  distinct: null,
  numeric: { min: -3, max: 12, mean: 1, standardDeviation: 2, constant: false, infinite: 0 },
  time: null,
  misfits: [],
  ...change,
});

export const words = (name: string, kind: 'text' | 'categorical', distinct: number | null = null): ColumnProfile =>
  numbers(name, { kind, distinct, numeric: null });

export const times = (name: string): ColumnProfile =>
  numbers(name, {
    kind: 'time',
    numeric: null,
    time: {
      format: 'iso',
      dateOrder: null,
      ambiguous: false,
      first: 0,
      last: 1,
      frequency: 'day',
      step: 1,
      seasonalPeriod: 7,
      sorted: true,
      duplicates: 0,
      gaps: 0,
    },
  });

export const profileOf = (columns: ColumnProfile[], rows = 1000): DataProfile => ({
  file: 'data.csv',
  bytes: 1,
  sha256: null,
  complete: true,
  rows,
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns: columns.map((column, index) => ({ ...column, index })),
  head: [],
  plots: [],
  plotTimes: null,
  warnings: [],
});

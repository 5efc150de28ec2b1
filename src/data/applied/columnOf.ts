import type { TimeProfile } from '../../spec/profile';
import type { ColumnBuilder } from '../csv/builders';
import type { Column } from '../table';
import { dateMs } from '../time/calendar';
import { unpackSlashes } from '../time/timeFormats';
import { tooManyTexts } from './errors';
import type { FileFacts } from './fileCheck';
import type { WantedColumn } from './wantedColumns';

/** Numbers as times, by how the column writes them. */
export const numberTimes = {
  year: (value: number): number => dateMs(value, 1, 1),
  'epoch-seconds': (value: number): number => value * 1000,
  'epoch-milliseconds': (value: number): number => value,
} as const;

export type NumberTimes = keyof typeof numberTimes;

export const isNumberTimes = (format: TimeProfile['format'] | null | undefined): format is NumberTimes =>
  format != null && Object.hasOwn(numberTimes, format);

/**
 * A column of a piece. What does not fit and what is missing was told of the whole file before: of a piece nothing counts as
 * missing, for a column that is empty in one piece is not an empty column.
 */
export function columnOf(
  builder: ColumnBuilder,
  { name, use, role, ...rest }: WantedColumn,
  index: number,
  rows: number,
  facts: FileFacts,
): Column {
  const common = { name, index, missing: 0, misfits: [], misfitCount: 0 };
  switch (builder.kind) {
    case 'numeric': {
      const numbers = builder.values.take();
      if (use === 'times' && facts.time && isNumberTimes(facts.time.format)) {
        const textAt = (row: number): string => (Number.isNaN(numbers[row] ?? NaN) ? '' : String(numbers[row]));
        return {
          ...common,
          kind: 'time',
          values: numbers.map(numberTimes[facts.time.format]),
          time: facts.time,
          textAt,
        };
      }
      return { ...common, kind: 'numeric', values: numbers, infinite: 0, firstInfiniteLine: null };
    }
    case 'time': {
      const read = builder.values.take();
      const time = facts.time ?? unknownTime;
      const order = facts.dateOrder ?? 'month-first';
      const values = builder.format === 'slashes' ? read.map((value) => unpackSlashes(value, order)) : read;
      const { texts } = builder;
      return { ...common, kind: 'time', values, time, textAt: (row) => texts.at(row) };
    }
    case 'text': {
      const codes = builder.codes.take();
      if (codes === null) throw tooManyTexts(facts.file, { name, use, role, ...rest });
      return { ...common, kind: use === 'categories' ? 'categorical' : 'text', codes, texts: builder.codes.texts };
    }
    case 'skip':
      return absentColumn({ name, use, role, ...rest }, rows);
  }
}

/** A column that the file does not have, and need not: nothing stands in it. */
export function absentColumn({ name, use }: WantedColumn, rows: number): Column {
  const common = { name, index: -1, missing: 0, misfits: [], misfitCount: 0 };
  if (use === 'numbers' || use === 'order')
    return {
      ...common,
      kind: 'numeric',
      values: new Float64Array(rows).fill(NaN),
      infinite: 0,
      firstInfiniteLine: null,
    };
  return { ...common, kind: 'text', codes: new Int32Array(rows).fill(-1), texts: [] };
}

/** Of times that order nothing but are told. */
const unknownTime: TimeProfile = {
  ...{ format: 'iso', dateOrder: null, ambiguous: false, first: 0, last: 0 },
  ...{ frequency: null, step: null, seasonalPeriod: null, sorted: true, duplicates: 0, gaps: 0 },
};

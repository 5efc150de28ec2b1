import { UserError } from '../../spec/errors';
import type { MissingPolicy } from '../../spec/experiment';
import { sortByTime } from '../sequence/order';
import type { UsedColumns } from '../sequence/usedColumns';
import type { Column, Table } from '../table';

/** The rows of a file, series after series, each in time order. */
export interface SeriesRows {
  /** Series in order of appearance; one without a name where there is no column for it. */
  readonly names: readonly string[];
  /** 0-based rows of the file. */
  readonly rows: Int32Array;
  /** Where each series begins in `rows`, and at last where the last one ends. */
  readonly starts: Int32Array;
  /** Rows were not in time order. */
  readonly moved: boolean;
}

/**
 * Cuts a table into its series, in one pass over the rows.
 * @throws UserError for rows without a time or a series (unless such rows are to be dropped), and for a time that a
 * series has twice
 */
export function cutSeries(table: Table, used: UsedColumns, policy: MissingPolicy): SeriesRows {
  const { series, time } = used;
  const { codes, names } = series === null ? { codes: null, names: [''] } : seriesNames(series, table);
  const counts = new Int32Array(names.length + 1);
  const place = (row: number): number => {
    const code = codes === null ? 0 : (codes[row] ?? -1);
    if (time !== null && Number.isNaN(time.values[row]!)) {
      if (policy !== 'drop') throw noTime(table, time, row);
      return -1;
    }
    if (code < 0 && policy !== 'drop') throw noName(table, series, row);
    return code;
  };
  for (let row = 0; row < table.rows; row++) {
    const code = place(row);
    if (code >= 0) counts[code + 1]!++;
  }
  for (let i = 0; i < names.length; i++) counts[i + 1]! += counts[i]!;
  const starts = counts;
  const rows = new Int32Array(starts[names.length] ?? 0);
  const next = starts.slice();
  for (let row = 0; row < table.rows; row++) {
    const code = place(row);
    if (code >= 0) rows[next[code]!++] = row;
  }
  let moved = false;
  if (time !== null) {
    names.forEach((name, i) => {
      const own = rows.subarray(starts[i], starts[i + 1]);
      if (sortByTime(own, time.values)) moved = true;
      if (series !== null) refuseRepeatedTimes(own, name, time, table);
    });
  }
  return { names, rows, starts, moved };
}

/**
 * Names of series as they are written, and which one each row is of (-1: none); numbers and times are names too.
 * @throws UserError for a column of too many texts
 */
export function seriesNames(column: Column, table: Table): { codes: Int32Array; names: readonly string[] } {
  if ('codes' in column) {
    if (column.codes === null) throw tooMany(column, table);
    return { codes: column.codes, names: column.texts };
  }
  const known = new Map<number, number>();
  const names: string[] = [];
  const codes = Int32Array.from(column.values, (value, row) => {
    if (Number.isNaN(value)) return -1;
    const code = known.get(value) ?? names.length;
    if (code === names.length) {
      known.set(value, code);
      names.push(column.kind === 'time' ? column.textAt(row) : String(value));
    }
    return code;
  });
  return { codes, names };
}

function refuseRepeatedTimes(
  rows: Int32Array,
  series: string,
  time: NonNullable<UsedColumns['time']>,
  table: Table,
): void {
  for (let i = 1; i < rows.length; i++) {
    const [before, row] = [rows[i - 1]!, rows[i]!];
    if (time.values[before] !== time.values[row]) continue;
    const text = time.kind === 'time' ? time.textAt(row) : String(time.values[row]);
    const line = table.lineOf(row);
    throw new UserError(
      `Lines ${table.lineOf(before)} and ${line} of ${table.file} are both of the series "${series}" at "${text}".`,
      'Remove one of the rows, or choose the column that tells the series apart.',
      { code: 'data/repeated-time', file: table.file, line, column: time.name, path: 'data.series' },
    );
  }
}

function noTime(table: Table, time: NonNullable<UsedColumns['time']>, row: number): UserError {
  const line = table.lineOf(row);
  const more = time.missing > 1 ? ` (and ${time.missing - 1} more)` : '';
  return new UserError(
    `Line ${line} of ${table.file} has no time in column "${time.name}"${more}.`,
    'Write the time there, set "missing" to "drop" to leave such rows out, or choose no time column.',
    { code: 'data/missing-time', file: table.file, line, column: time.name },
  );
}

function noName(table: Table, series: Column | null, row: number): UserError {
  const line = table.lineOf(row);
  const { name = '', missing = 1 } = series ?? {};
  return new UserError(
    `Line ${line} of ${table.file} does not say in column "${name}" which series it belongs to${missing > 1 ? ` (and ${missing - 1} more)` : ''}.`,
    'Write the name there, or set "missing" to "drop" to leave such rows out.',
    { code: 'data/missing-series', file: table.file, line, column: name },
  );
}

function tooMany({ name }: Column, table: Table): UserError {
  return new UserError(
    `Column "${name}" of ${table.file} holds too many different texts to name series.`,
    'Choose a column in which the rows of a series have the same name, or none.',
    { code: 'data/too-many-series', file: table.file, column: name, path: 'data.series' },
  );
}

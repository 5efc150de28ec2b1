import { UserError } from '../spec/errors';
import type { SeriesPlot } from '../spec/profile';
import { plotColumn } from './plot';
import { sortByTime } from './sequence/order';
import { seriesNames } from './series/cutSeries';
import { findColumn, type Table } from './table';

const points = 2000;
/** What a list to choose from can hold. */
const mostNames = 2000;

export interface SeriesQuery {
  /** Column that names the series of a row. */
  readonly series: string;
  /** Column of numbers that is drawn. */
  readonly column: string;
  /** Column by which rows are put in order; null: as in the file. */
  readonly time: string | null;
  /** null: the first series. */
  readonly name: string | null;
}

export interface SeriesView {
  /** In order of appearance, at most some thousands. */
  readonly names: string[];
  readonly total: number;
  readonly name: string;
  /** Rows of this series that have a time, up to the last one with a value: what comes after is still to come. */
  readonly rows: number;
  /** Its `rows` are 0-based places within the series, in time order. */
  readonly plot: SeriesPlot;
}

/**
 * One series of a table that holds several, as a chart shows it. Rows without a time are left out, and a name that is gone
 * gives the first series.
 * @throws UserError for a column that is not there, names no series, or holds no numbers
 */
export function plotSeries(table: Table, { series, column, time, name }: SeriesQuery): SeriesView {
  const { codes, names } = seriesNames(findColumn(table, series), table);
  const values = findColumn(table, column);
  if (values.kind !== 'numeric') {
    throw new UserError(`Column "${column}" of ${table.file} holds no numbers to draw.`, 'Choose one that does.', {
      code: 'data/not-numeric',
      file: table.file,
      column,
    });
  }
  const order = time === null ? null : findColumn(table, time);
  const times = order && 'values' in order ? order.values : null;
  const chosen = Math.max(0, name === null ? 0 : names.indexOf(name));
  const found: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (codes[row] === chosen && !Number.isNaN(times?.[row])) found.push(row);
  }
  const rows = Int32Array.from(found);
  if (times) sortByTime(rows, times);
  const own = (all: Float64Array): Float64Array => Float64Array.from(rows, (row) => all[row]!);
  const drawn = own(values.values);
  const dates = order?.kind === 'time' ? { ...order, values: own(order.values) } : null;
  return {
    names: names.slice(0, mostNames),
    total: names.length,
    name: names[chosen] ?? '',
    rows: drawn.findLastIndex((value) => !Number.isNaN(value)) + 1,
    plot: plotColumn({ ...values, values: drawn }, dates, points),
  };
}

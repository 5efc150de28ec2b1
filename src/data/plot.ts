import type { SeriesPlot } from '../spec/profile';
import type { NumericColumn, TimeColumn } from './table';

/**
 * A column as at most `points` points: the rows are cut into buckets, and each gives its smallest and its largest value, so that no
 * peak is lost. A bucket without values gives a gap.
 */
export function plotColumn(column: NumericColumn, time: TimeColumn | null, points: number): SeriesPlot {
  const { values } = column;
  const rows = values.length <= points ? Array.from(values.keys()) : extremeRows(values, points >> 1);
  return {
    column: column.name,
    rows,
    values: rows.map((row) => (Number.isFinite(values[row]!) ? values[row]! : null)),
    ...(time === null ? {} : { times: timesOf(time, rows) }),
  };
}

function extremeRows(values: Float64Array, buckets: number): number[] {
  const rows: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * values.length) / buckets);
    const to = Math.floor(((bucket + 1) * values.length) / buckets);
    let [low, high] = [-1, -1];
    for (let row = from; row < to; row++) {
      if (!Number.isFinite(values[row]!)) continue;
      if (low < 0 || values[row]! < values[low]!) low = row;
      if (high < 0 || values[row]! > values[high]!) high = row;
    }
    if (low < 0) rows.push(from);
    else if (low === high) rows.push(low);
    else rows.push(Math.min(low, high), Math.max(low, high));
  }
  return rows;
}

/** A row without a time stands where the row before it stands. */
function timesOf(time: TimeColumn, rows: readonly number[]): number[] {
  let last = time.time.first;
  return rows.map((row) => {
    const value = time.values[row]!;
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}

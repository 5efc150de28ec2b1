import type { UsedColumns } from '../sequence/usedColumns';
import type { SeriesRows } from './cutSeries';

export interface PastAndFuture extends SeriesRows {
  /** Rows of the file after the end of each series: what is known beforehand of the steps to come. */
  readonly future: readonly Int32Array[];
}

/** Takes the rows at the end of each series whose targets are all empty while the known columns are not. */
export function cutFuture(cut: SeriesRows, { known, targets }: Pick<UsedColumns, 'known' | 'targets'>): PastAndFuture {
  const none = new Int32Array(0);
  if (known.length === 0 || targets.length === 0) return { ...cut, future: cut.names.map(() => none) };
  const isFuture = (row: number): boolean =>
    targets.every(({ values }) => Number.isNaN(values[row]!)) &&
    known.every(({ values }) => !Number.isNaN(values[row]!));
  const rows = new Int32Array(cut.rows.length);
  const starts = new Int32Array(cut.starts.length);
  let count = 0;
  const future = cut.names.map((_, i) => {
    const own = cut.rows.subarray(cut.starts[i], cut.starts[i + 1]);
    let end = own.length;
    while (end > 0 && isFuture(own[end - 1]!)) end--;
    starts[i] = count;
    rows.set(own.subarray(0, end), count);
    count += end;
    return own.slice(end);
  });
  starts[cut.names.length] = count;
  return { ...cut, rows: rows.subarray(0, count), starts, future };
}

import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { Exclusion } from '../dataset';
import type { KeptRows } from '../sequence/missingValues';
import type { Parts } from '../sequence/split';
import type { Table } from '../table';

/** Names that are told of what was left out. */
const toldNames = 5;

export interface LongSeries {
  readonly kept: KeptRows;
  readonly names: readonly string[];
  readonly future: readonly Int32Array[];
  readonly excluded: readonly Exclusion[];
}

/**
 * Leaves out the series that are shorter than one window with its targets.
 * @throws UserError where none is long enough
 */
export function withoutShortSeries(
  { data, window }: Experiment,
  table: Table,
  kept: KeptRows,
  names: readonly string[],
  future: readonly Int32Array[],
): LongSeries {
  const needed = window.timeSteps + window.horizon;
  const lengthOf = (i: number): number => (kept.starts[i + 1] ?? 0) - (kept.starts[i] ?? 0);
  const long = [...names.keys()].filter((i) => lengthOf(i) >= needed);
  if (data.series === null || long.length === names.length) return { kept, names, future, excluded: [] };
  const reason = `series shorter than a window of ${window.timeSteps} time steps and the ${window.horizon === 1 ? 'row' : `${window.horizon} rows`} after it`;
  if (long.length === 0)
    throw noneLongEnough(
      data.series,
      table,
      names.length,
      names.reduce((most, _, i) => Math.max(most, lengthOf(i)), 0),
      window,
    );
  const short = [...names.keys()].filter((i) => lengthOf(i) < needed);
  return {
    kept: keepSeries(kept, long),
    names: long.map((i) => names[i] ?? ''),
    future: long.map((i) => future[i] ?? new Int32Array(0)),
    excluded: [{ reason, count: short.length, examples: short.slice(0, toldNames).map((i) => names[i] ?? '') }],
  };
}

function noneLongEnough(
  column: string,
  table: Table,
  count: number,
  longest: number,
  { timeSteps, horizon }: Experiment['window'],
): UserError {
  const most = longest - horizon;
  const perRow = longest <= 1 ? `Is "${column}" the column that names the series? ` : '';
  return new UserError(
    `None of the ${count} series of ${table.file} is long enough: the longest has ${longest} ${longest === 1 ? 'row' : 'rows'}; a window of ${timeSteps} time steps and the ${horizon === 1 ? 'row' : `${horizon} rows`} after it needs ${timeSteps + horizon}.`,
    most >= 1
      ? `${perRow}Lower the time steps to ${most} or fewer.`
      : `${perRow}Lower time steps and horizon, or choose another column.`,
    { code: 'data/too-few-rows', file: table.file, column, path: most >= 1 ? 'window.timeSteps' : 'data.series' },
  );
}

function keepSeries(kept: KeptRows, which: readonly number[]): KeptRows {
  const ranges = which.map((i) => [kept.starts[i] ?? 0, kept.starts[i + 1] ?? 0] as const);
  const starts = new Int32Array(which.length + 1);
  ranges.forEach(([from, to], i) => {
    starts[i + 1] = starts[i]! + to - from;
  });
  const total = starts[which.length]!;
  const pick = <A extends Float64Array | Int32Array | Uint8Array>(from: A, into: A): A => {
    ranges.forEach((range, i) => {
      into.set(from.subarray(...range), starts[i]);
    });
    return into;
  };
  const segments: number[] = [];
  let next = 0;
  ranges.forEach(([from, to], i) => {
    while (next < kept.segmentStarts.length && kept.segmentStarts[next]! < from) next++;
    for (; next < kept.segmentStarts.length && kept.segmentStarts[next]! < to; next++)
      segments.push(kept.segmentStarts[next]! - from + starts[i]!);
  });
  return {
    fileRows: pick(kept.fileRows, new Int32Array(total)),
    starts,
    segmentStarts: Int32Array.from(segments),
    values: kept.values.map((values) => pick(values, new Float64Array(total))),
    filledIn: kept.filledIn.map((flags) => flags && pick(flags, new Uint8Array(total))),
    filled: kept.filled,
  };
}

/** Series that are trained on but have no whole horizon in the test part. */
export function withoutTest(
  { data, window }: Experiment,
  ranges: readonly { readonly parts: Parts }[],
  names: readonly string[],
): Exclusion[] {
  if (data.series === null || data.split.by !== 'time') return [];
  const short = ranges.flatMap(({ parts: { test } }, i) =>
    test[1] > test[0] && test[1] - test[0] < window.horizon ? [names[i] ?? ''] : [],
  );
  if (short.length === 0) return [];
  return [
    {
      reason: 'series from the test, because their test part is shorter than the horizon',
      count: short.length,
      examples: short.slice(0, 5),
    },
  ];
}

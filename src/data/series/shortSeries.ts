import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { Fitted } from '../applied/fitted';
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
 * @param fitted of a run: then what comes after the end of a series can be told of `timeSteps` rows, and series that
 *   have no scaler of their own where each has one are left out
 * @throws UserError where none is long enough
 */
export function withoutShortSeries(
  { data, window }: Experiment,
  table: Table,
  kept: KeptRows,
  names: readonly string[],
  future: readonly Int32Array[],
  fitted: Fitted | null = null,
): LongSeries {
  if (fitted !== null) return ofFitted({ data, window }, table, kept, names, future, fitted);
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

/** Series of other data than a run's. */
function ofFitted(
  { data, window }: Pick<Experiment, 'data' | 'window'>,
  table: Table,
  kept: KeptRows,
  names: readonly string[],
  future: readonly Int32Array[],
  { preprocessing }: Fitted,
): LongSeries {
  if (data.series === null) return { kept, names, future, excluded: [] };
  const lengthOf = (i: number): number => (kept.starts[i + 1] ?? 0) - (kept.starts[i] ?? 0);
  const known = new Set(preprocessing.series?.map(({ name }) => name));
  const isStrange = (i: number): boolean => data.scaleBy === 'series' && !known.has(names[i] ?? '');
  const all = [...names.keys()];
  const strange = all.filter(isStrange);
  const short = all.filter((i) => !isStrange(i) && lengthOf(i) < window.timeSteps);
  const good = all.filter((i) => !isStrange(i) && lengthOf(i) >= window.timeSteps);
  const exclusion = (reason: string, which: readonly number[]): Exclusion[] =>
    which.length === 0
      ? []
      : [{ reason, count: which.length, examples: which.slice(0, toldNames).map((i) => names[i] ?? '') }];
  if (good.length === 0) throw nonePredictable(data.series, table, { strange: strange.length, all }, names, window);
  return {
    kept: keepSeries(kept, good),
    names: good.map((i) => names[i] ?? ''),
    future: good.map((i) => future[i] ?? new Int32Array(0)),
    excluded: [
      ...exclusion('series that the run was not trained on, so that it has no scale for them', strange),
      ...exclusion(`series shorter than the ${window.timeSteps} time steps that the network reads`, short),
    ],
  };
}

function nonePredictable(
  column: string,
  table: Table,
  { strange, all }: { readonly strange: number; readonly all: readonly number[] },
  names: readonly string[],
  { timeSteps }: Experiment['window'],
): UserError {
  const details = { code: 'predict/no-series', file: table.file, column };
  const first = names[0] ?? '';
  return strange === all.length
    ? new UserError(
        `The run was trained on none of the ${all.length} series of column "${column}" of ${table.file} (e.g. "${first}", line ${table.lineOf(0)}), and it scales each by its own values.`,
        'Use data of the series that it was trained on, or train with scaleBy "all" to predict others.',
        { ...details, line: table.lineOf(0) },
      )
    : new UserError(
        `None of the ${all.length} series of ${table.file} can be predicted: this run's network reads ${timeSteps} rows of a series that it was trained on.`,
        `Add rows, so that a series has at least ${timeSteps} of them.`,
        details,
      );
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

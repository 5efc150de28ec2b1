import path from 'node:path';

import { UserError } from '../spec/errors';
import { type SplitName, runFiles } from '../spec/run';
import { neutralise } from './csvText';
import { eachRecord, refuseLink } from './csvRecords';
import { decimate } from './decimate';

export interface PredictionQuery {
  readonly split: SplitName;
  readonly target: string;
  /** 1-based step ahead; the first unless another is asked for. */
  readonly step?: number;
  /** One series of several; without it all rows, which is one series where the file holds one. */
  readonly series?: string | null;
  /** Rows of the part that are wanted, half-open; `to` may lie beyond the end. */
  readonly from: number;
  readonly to: number;
  /** Most points in the answer. */
  readonly points: number;
}

/** Actual and predicted of one target in one part, decimated; extremes are kept. */
export interface PredictionSeries {
  split: SplitName;
  target: string;
  step: number;
  series: string | null;
  /** Rows of the part before decimation, and the range that `index` covers. */
  total: number;
  from: number;
  to: number;
  index: number[];
  time: string[];
  actual: (number | null)[];
  predicted: (number | null)[];
  /** The outer quantiles, where the file has them. */
  lower?: (number | null)[];
  upper?: (number | null)[];
}

/** Numbers of one part and target; NaN where the cell is empty. */
const numberColumns = ['actual', 'predicted', 'lower', 'upper'] as const;
type PredictionColumns = Record<(typeof numberColumns)[number], Float64Array> & { readonly hasInterval: boolean };

/**
 * What a chart shows of `predictions.csv`: one step ahead of each window. The file is streamed, never held as text: a
 * million rows take 32 MB here.
 * @param runFolder absolute path
 * @throws UserError when there is no such file, or it is not what a run writes
 */
export async function readPredictions(runFolder: string, query: PredictionQuery): Promise<PredictionSeries> {
  const file = path.join(runFolder, runFiles.predictions);
  refuseLink(file);
  const { actual, predicted, lower, upper, hasInterval } = await readColumns(file, query);
  const total = actual.length;
  const from = Math.min(query.from, total);
  const to = Math.max(from, Math.min(query.to, total));
  const index = decimate([actual, predicted], from, to, query.points);
  const at = (values: Float64Array): (number | null)[] => index.map((i) => numberOrNull(values[i]));
  return {
    split: query.split,
    target: query.target,
    step: query.step ?? 1,
    series: query.series ?? null,
    total,
    from,
    to,
    index,
    time: await readTimes(file, query, index),
    actual: at(actual),
    predicted: at(predicted),
    ...(hasInterval ? { lower: at(lower), upper: at(upper) } : {}),
  };
}

async function readColumns(file: string, query: PredictionQuery): Promise<PredictionColumns> {
  const columns = Object.fromEntries(numberColumns.map((name) => [name, new Float64Array(1024)])) as Record<
    (typeof numberColumns)[number],
    Float64Array<ArrayBuffer>
  >;
  let n = 0;
  let hasInterval = false;
  await eachRow(file, query, (row) => {
    for (const name of numberColumns) {
      if (n === columns[name].length) columns[name] = grown(columns[name]);
      columns[name][n] = row[name];
    }
    hasInterval ||= !Number.isNaN(row.lower) && !Number.isNaN(row.upper);
    n += 1;
    return true;
  });
  const filled = Object.fromEntries(numberColumns.map((name) => [name, columns[name].subarray(0, n)]));
  return { ...(filled as typeof columns), hasInterval };
}

async function readTimes(file: string, query: PredictionQuery, index: readonly number[]): Promise<string[]> {
  const times: string[] = [];
  let row = 0;
  if (index.length === 0) return times;
  await eachRow(file, query, ({ time }) => {
    if (row++ === index[times.length]) times.push(time);
    return times.length < index.length;
  });
  return times;
}

interface Row {
  readonly time: string;
  readonly actual: number;
  readonly predicted: number;
  readonly lower: number;
  readonly upper: number;
}

/** Calls `visit` with every row of the part, target, step and series until it answers false. */
async function eachRow(file: string, query: PredictionQuery, visit: (row: Row) => boolean): Promise<void> {
  const target = neutralise(query.target);
  const series = query.series == null ? null : neutralise(query.series);
  const step = String(query.step ?? 1);
  let place: Record<(typeof columns)[number], number> | null = null;
  let going = true;
  await eachRecord(file, (cells) => {
    if (!place) {
      place = findColumns(cells, file);
      return true;
    }
    if (cells[place.split] !== query.split || cells[place.step] !== step) return true;
    if (place.target >= 0 && cells[place.target] !== target) return true;
    if (series !== null && place.series >= 0 && cells[place.series] !== series) return true;
    going &&= visit({
      time: cells[place.time] ?? '',
      actual: toNumber(cells[place.actual]),
      predicted: toNumber(cells[place.predicted]),
      lower: toNumber(cells[place.lower]),
      upper: toNumber(cells[place.upper]),
    });
    return going;
  });
}

const needed = ['split', 'time', 'step', 'actual', 'predicted'] as const;
const columns = [...needed, 'target', 'series', 'lower', 'upper'] as const;

function findColumns(header: readonly string[], file: string): Record<(typeof columns)[number], number> {
  const place = Object.fromEntries(columns.map((name) => [name, header.indexOf(name)]));
  const missing = needed.find((name) => place[name] === -1);
  if (missing) {
    throw new UserError(`${file} has no column "${missing}".`, 'It was changed after training; train again.', {
      code: 'run/damaged',
      file,
    });
  }
  return place as Record<(typeof columns)[number], number>;
}

function toNumber(cell: string | undefined): number {
  return cell === undefined || cell === '' ? NaN : Number(cell);
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

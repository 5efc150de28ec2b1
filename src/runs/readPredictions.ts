import fs from 'node:fs';
import path from 'node:path';

import { initParser } from 'udsv';

import { UserError } from '../spec/errors';
import { type SplitName, runFiles } from '../spec/run';
import { neutralise } from './csvText';
import { decimate } from './decimate';
import { explainingFileErrors, toFileError } from './fileError';

export interface PredictionQuery {
  readonly split: SplitName;
  readonly target: string;
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
  /** Rows of the part before decimation, and the range that `index` covers. */
  total: number;
  from: number;
  to: number;
  index: number[];
  time: string[];
  actual: (number | null)[];
  predicted: (number | null)[];
}

/** Numbers of one part and target; NaN where the cell is empty. */
interface PredictionColumns {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/**
 * What a chart shows of `predictions.csv`. The file is streamed, never held as text: a million rows take 16 MB here.
 * With a horizon above 1, the first step of each window is shown.
 * @param runFolder absolute path
 * @throws UserError when there is no such file, or it is not what a run writes
 */
export async function readPredictions(runFolder: string, query: PredictionQuery): Promise<PredictionSeries> {
  const file = path.join(runFolder, runFiles.predictions);
  refuseLink(file);
  const { actual, predicted } = await readColumns(file, query);
  const total = actual.length;
  const from = Math.min(query.from, total);
  const to = Math.max(from, Math.min(query.to, total));
  const index = decimate([actual, predicted], from, to, query.points);
  return {
    split: query.split,
    target: query.target,
    total,
    from,
    to,
    index,
    time: await readTimes(file, query, index),
    actual: index.map((i) => numberOrNull(actual[i])),
    predicted: index.map((i) => numberOrNull(predicted[i])),
  };
}

/** A run folder may come from someone else; a link in it must not show another file. */
function refuseLink(file: string): void {
  const isFile = explainingFileErrors(file, () => fs.lstatSync(file).isFile());
  if (!isFile) {
    throw new UserError(`${file} is not a file of a run.`, 'Train again.', { code: 'run/damaged', file });
  }
}

async function readColumns(file: string, query: PredictionQuery): Promise<PredictionColumns> {
  let actual = new Float64Array(1024);
  let predicted = new Float64Array(1024);
  let n = 0;
  await eachRow(file, query, (row) => {
    if (n === actual.length) {
      actual = grown(actual);
      predicted = grown(predicted);
    }
    actual[n] = row.actual;
    predicted[n++] = row.predicted;
    return true;
  });
  return { actual: actual.subarray(0, n), predicted: predicted.subarray(0, n) };
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
}

/** Calls `visit` with every first-step row of the part and target until it answers false. */
async function eachRow(file: string, query: PredictionQuery, visit: (row: Row) => boolean): Promise<void> {
  const target = neutralise(query.target);
  let place: Record<(typeof columns)[number], number> | null = null;
  let going = true;
  await eachRecord(file, (cells) => {
    if (!place) {
      place = findColumns(cells, file);
      return true;
    }
    if (cells[place.split] !== query.split || cells[place.step] !== '1') return true;
    if (place.target >= 0 && cells[place.target] !== target) return true;
    going &&= visit({
      time: cells[place.time] ?? '',
      actual: toNumber(cells[place.actual]),
      predicted: toNumber(cells[place.predicted]),
    });
    return going;
  });
}

const columns = ['split', 'time', 'step', 'target', 'actual', 'predicted'] as const;

function findColumns(header: readonly string[], file: string): Record<(typeof columns)[number], number> {
  const place = Object.fromEntries(columns.map((name) => [name, header.indexOf(name)]));
  const missing = columns.find((name) => name !== 'target' && place[name] === -1);
  if (missing) {
    throw new UserError(`${file} has no column "${missing}".`, 'It was changed after training; train again.', {
      code: 'run/damaged',
      file,
    });
  }
  return place as Record<(typeof columns)[number], number>;
}

/** Streams the records of a CSV, the header first, until `visit` answers false. */
async function eachRecord(file: string, visit: (cells: string[]) => boolean): Promise<void> {
  const cols = Array.from({ length: columns.length + 1 }, (_, i) => ({ name: String(i), type: 's' as const, repl }));
  const stream = fs.createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 });
  let parser: ReturnType<typeof initParser> | null = null;
  let going = true;
  const onRow = (cells: string[]): boolean => (going &&= visit(cells));
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      if (!parser) {
        const count = (chunk.split('\n', 1)[0] ?? '').split(',').length;
        parser = initParser({ col: ',', row: '\n', encl: '"', esc: '"', trim: false, cols: cols.slice(0, count) });
      }
      parser.chunk<string[]>(chunk, parser.stringArrs, onRow);
      if (!going) break;
    }
    if (going) parser?.end();
  } catch (error) {
    throw toFileError(error, file);
  } finally {
    stream.destroy();
  }
}

const repl = { empty: null, null: undefined, NaN: undefined };

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

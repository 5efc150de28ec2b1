import { UserError } from '../../spec/errors';
import type { MissingPolicy } from '../../spec/experiment';
import type { Table } from '../table';
import type { UsedColumns, ValueColumn } from './usedColumns';

/** Rows that are kept, and what was done about missing values. */
export interface KeptRows {
  /** 0-based rows of the file, series after series, each in time order. */
  readonly fileRows: Int32Array;
  /** Where each series begins in `fileRows`, and at last where the last one ends. */
  readonly starts: Int32Array;
  /** First kept row of each stretch without a hole. */
  readonly segmentStarts: Int32Array;
  /** Values of each used column for the kept rows, filled where the policy fills. */
  readonly values: readonly Float64Array[];
  /** Per used column: 1 where the value was filled in; null where none was. */
  readonly filledIn: readonly (Uint8Array | null)[];
  readonly filled: number;
}

/**
 * Applies the policy for missing values to rows in time order; no series is filled from another.
 *
 * - error: a missing value is an error that names its line.
 * - drop: rows with one are left out; they leave holes, and no window reaches across a hole.
 * - forward-fill: the last known value goes on; rows before the first known one are left out.
 * - interpolate: a straight line over the rows between the known values; rows before the first and after the last
 *   known one are left out.
 *
 * What is filled in feeds the network, but is never a truth: scalers are fitted on known values alone, and no window has a
 * filled-in target (`windows.ts`). An interpolated value knows the value at the end of its gap, which may be the very target; so
 * windows whose last input row is interpolated are left out. In all others each gap is closed inside the window, and
 * whatever a window's inputs know lies before its target, on either side of any border between parts.
 * @param order 0-based rows of the file, series after series, each in time order
 * @param starts where each series begins in `order`, and where the last one ends
 */
export function dealWithMissing(
  table: Table,
  used: Pick<UsedColumns, 'values'>,
  order: Int32Array,
  starts: Int32Array,
  policy: MissingPolicy,
): KeptRows {
  const inOrder = used.values.map((column) => pick(column.values, order));
  const anyMissing = inOrder.some((values) => values.some(Number.isNaN));
  if (anyMissing && policy === 'error') throw missingValue(table, used.values, order);
  const filledIn = inOrder.map((values, i) => {
    if (!anyMissing || policy === 'error' || policy === 'drop') return null;
    // Between two categories there is no straight line.
    const numbers = used.values[i]?.texts === null;
    return policy === 'forward-fill' || !numbers ? forwardFill(values, starts) : interpolate(values, starts);
  });
  const keep = order.map((_, row) => (inOrder.every((values) => !Number.isNaN(values[row]!)) ? 1 : 0));
  const { rows, segmentStarts, keptStarts } = compact(keep, starts);
  return {
    fileRows: rows.map((row) => order[row]!),
    starts: keptStarts,
    segmentStarts,
    values: inOrder.map((values) => pick(values, rows)),
    filledIn: filledIn.map((flags) =>
      flags === null ? null : rows.length === flags.length ? flags : pickFlags(flags, rows),
    ),
    filled: filledIn.reduce(
      (sum, flags) => sum + (flags === null ? 0 : pickFlags(flags, rows).reduce((a, b) => a + b, 0)),
      0,
    ),
  };
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) picked[row] = values[rows[row]!]!;
  return picked;
}

function pickFlags(flags: Uint8Array, rows: Int32Array): Uint8Array {
  const picked = new Uint8Array(rows.length);
  for (let row = 0; row < rows.length; row++) picked[row] = flags[rows[row]!]!;
  return picked;
}

function missingValue(table: Table, columns: readonly ValueColumn[], rows: Int32Array): UserError {
  let total = 0;
  let first: { row: number; column: string } | null = null;
  for (const column of columns) {
    for (const row of rows) {
      if (!Number.isNaN(column.values[row]!)) continue;
      total++;
      if (first === null || row < first.row) first = { row, column: column.name };
    }
  }
  const { row, column } = first ?? { row: 0, column: columns[0]!.name };
  const line = table.lineOf(row);
  return new UserError(
    `Line ${line} of ${table.file} has no value in column "${column}"${total > 1 ? ` (${total} missing values in the columns that are used)` : ''}.`,
    'Set "missing" to "forward-fill" (the last known value goes on), "interpolate" or "drop".',
    { code: 'data/missing-value', file: table.file, line, column, path: 'data.missing' },
  );
}

/** Fills in place; gives a flag a row. */
function forwardFill(values: Float64Array, starts: Int32Array): Uint8Array {
  const filled = new Uint8Array(values.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    for (let row = starts[i]! + 1; row < starts[i + 1]!; row++) {
      if (!Number.isNaN(values[row]!) || Number.isNaN(values[row - 1]!)) continue;
      values[row] = values[row - 1]!;
      filled[row] = 1;
    }
  }
  return filled;
}

/** Fills in place between known values, in equal steps from row to row; gives a flag a row. */
function interpolate(values: Float64Array, starts: Int32Array): Uint8Array {
  const filled = new Uint8Array(values.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    let known = -1;
    for (let row = starts[i]!; row < starts[i + 1]!; row++) {
      if (Number.isNaN(values[row]!)) continue;
      if (known >= 0) {
        const [from, to] = [values[known]!, values[row]!];
        for (let gap = known + 1; gap < row; gap++) {
          values[gap] = from + ((to - from) * (gap - known)) / (row - known);
          filled[gap] = 1;
        }
      }
      known = row;
    }
  }
  return filled;
}

/** Rows with a flag, where a stretch of them begins anew, and where each series does. */
function compact(
  keep: Int32Array,
  starts: Int32Array,
): { rows: Int32Array; segmentStarts: Int32Array; keptStarts: Int32Array } {
  const rows = new Int32Array(keep.reduce((sum, flag) => sum + flag, 0));
  const keptStarts = new Int32Array(starts.length);
  const segments: number[] = [];
  let count = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    keptStarts[i] = count;
    const from = starts[i]!;
    for (let row = from; row < starts[i + 1]!; row++) {
      if (keep[row] === 0) continue;
      if (row === from || keep[row - 1] === 0) segments.push(count);
      rows[count++] = row;
    }
  }
  keptStarts[starts.length - 1] = count;
  return { rows, segmentStarts: Int32Array.from(segments), keptStarts };
}

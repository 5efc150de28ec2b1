import type { Preprocessing, SplitName } from '../../spec/run';

export interface WindowShape {
  readonly timeSteps: number;
  readonly horizon: number;
  readonly stride: number;
  /** Windows of validation and test may look back across the border of their part with their inputs. */
  readonly context: boolean;
}

/** The rows of one series among all rows. */
export interface WindowRows {
  /** Half-open. */
  readonly from: number;
  readonly to: number;
  readonly parts: Preprocessing['parts'];
  /** First row of each stretch of the series without a hole. */
  readonly segmentStarts: Int32Array;
  /** 1 where a row cannot be the last one that a window reads. */
  readonly noLastInput: Uint8Array | null;
  /** 1 where a row cannot be predicted. */
  readonly noTarget: Uint8Array | null;
}

/**
 * Start rows of a part's windows in one series. Window `s` reads [s, s + timeSteps) and predicts [s + timeSteps, s + timeSteps + horizon).
 * Training windows lie wholly in the training part, so that nothing of it is fitted to a later row; those of the other parts
 * predict only rows of their own part. No window reaches across a hole. The stride is counted anew in each stretch.
 */
export function windowStarts(part: SplitName, shape: WindowShape, rows: WindowRows): Int32Array {
  const { timeSteps, horizon, stride, context } = shape;
  const [from, to] = rows.parts[part];
  const lookBack = context && part !== 'train';
  const starts: number[] = [];
  rows.segmentStarts.forEach((segmentFrom, index) => {
    const segmentTo = rows.segmentStarts[index + 1] ?? rows.to;
    const earliest = Math.max(segmentFrom, lookBack ? from - timeSteps : from);
    const end = Math.min(segmentTo, to);
    for (let start = earliest; start + timeSteps + horizon <= end; start += stride) {
      if (start + timeSteps >= from && isUsable(start, shape, rows)) starts.push(start);
    }
  });
  return Int32Array.from(starts);
}

/** Start of the window that predicts beyond the last row, or null where the last rows do not make one. */
export function forecastStart({ timeSteps }: WindowShape, rows: WindowRows): number | null {
  const start = rows.to - timeSteps;
  const lastSegment = rows.segmentStarts.at(-1) ?? rows.from;
  if (start < lastSegment || start < rows.from || rows.noLastInput?.[rows.to - 1] === 1) return null;
  return start;
}

function isUsable(start: number, { timeSteps, horizon }: WindowShape, { noLastInput, noTarget }: WindowRows): boolean {
  const firstTarget = start + timeSteps;
  if (noLastInput?.[firstTarget - 1] === 1) return false;
  for (let row = firstTarget; row < firstTarget + horizon && noTarget !== null; row++)
    if (noTarget[row] === 1) return false;
  return true;
}

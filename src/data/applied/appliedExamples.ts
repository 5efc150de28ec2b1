import type { Bucket, EngineData } from '../../spec/engineData';
import type { ModelShapes } from '../../spec/shapes';
import type { Place } from '../classes/labelledData';
import type { Exclusion } from '../dataset';
import { lengthBuckets } from '../text/buckets';

/** Sequences of other data than a run's, ready for its network. An example's number is its row of the index. */
export interface AppliedExamples {
  readonly engineRows: number;
  readonly targetRows: number;
  /** [examples, 4], row-major, as in `EngineData.index`. */
  readonly index: Int32Array;
  readonly excluded: readonly Exclusion[];
  /** Where a target row stands in the file. */
  placeOf(targetRow: number): Place;
  /** Row of the table that a target row is told of. */
  rowOf(targetRow: number): number;
  /** What stands in the file for a target row; null: nothing. */
  labelOf(targetRow: number): string | null;
  /** The text that was read, where texts are. */
  textOf?(targetRow: number): string;
  fill(into: EngineData): void;
}

/** Steps of the longest example. */
export function longestOf({ index }: Pick<AppliedExamples, 'index'>): number {
  let longest = 1;
  for (let i = 1; i < index.length; i += 4) longest = Math.max(longest, index[i]!);
  return longest;
}

/** Numbers of steps to compute batches with: see `DataOptions.buckets`; the last are those of the network's shapes. */
export function bucketsFor({ index }: Pick<AppliedExamples, 'index'>, { timeSteps, horizon }: ModelShapes): Bucket[] {
  const count = index.length / 4;
  const column = (at: number): Int32Array => Int32Array.from({ length: count }, (_, i) => index[4 * i + at]!);
  const last = { timeSteps, horizon };
  const smaller = lengthBuckets(column(1), column(3)).filter((one) => one.timeSteps < timeSteps);
  return [...smaller.slice(0, 15), last];
}

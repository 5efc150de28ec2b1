import type { TimeProfile } from '../spec/profile';
import type { ColumnScaler, Preprocessing } from '../spec/run';
import type { Dataset } from './dataset';

/**
 * A table made ready for a network: series after series, each sorted by time, missing values dealt with, parts and
 * scalers fixed. "Row" here is a row that was kept, in that order.
 */
export interface Prepared extends Dataset {
  /** Values that were filled in. */
  readonly filled: number;
  readonly features: number;
  readonly targets: number;
  /** At least one; without a column that names series, one without a name. */
  readonly series: readonly PreparedSeries[];
  /** Of the first series. */
  readonly parts: Preprocessing['parts'];
  readonly inputScalers: readonly ColumnScaler[];
  readonly targetScalers: readonly ColumnScaler[];
  readonly forecastStart: number | null;
  /** Unscaled values in double precision, one array of length `rows` a target. */
  readonly targetValues: readonly Float64Array[];
  /** Milliseconds since 1970 (UTC) of each row, or null without a column of times. */
  readonly times: Float64Array | null;
  /** The row's time as written in the file, or its 1-based number in the file without a time column. */
  timeText(row: number): string;
  /** Whether a column orders the rows, and not the file. */
  readonly ordered: boolean;
  /** The same of a row of the file. */
  fileTimeText(fileRow: number): string;
  /** Where each target stands among the inputs; -1 where it does not. */
  readonly targetFeatures: readonly number[];
  /** 0-based row of the file for each kept row. */
  readonly fileRows: Int32Array;
  /** First row of each stretch without a hole (dropped rows make holes, and each series begins one); the first is 0. */
  readonly segmentStarts: Int32Array;
  /** Index of the series of a kept row. */
  seriesOf(row: number): number;
}

export interface PreparedSeries {
  readonly name: string;
  /** Rows, half-open. */
  readonly from: number;
  readonly to: number;
  readonly parts: Preprocessing['parts'];
  readonly inputScalers: readonly ColumnScaler[];
  readonly targetScalers: readonly ColumnScaler[];
  /** Start row, in the engine's data, of the window whose targets lie after the last row; null where there is none. */
  readonly forecastStart: number | null;
  /** Steps of its own times, or null. */
  readonly time: TimeProfile | null;
  /** The time of a step (from 0) after the end: milliseconds since 1970, or the number that orders the rows; NaN where nobody knows. */
  timeAhead(step: number): number;
  /** Rows of the file after the end: what is known beforehand of the steps to come. */
  readonly future: Int32Array;
}

import type { ColumnScaler, Preprocessing } from '../spec/run';
import type { Dataset } from './dataset';

/**
 * A table made ready for a network: sorted by time, missing values dealt with, parts and scalers fixed.
 * "Row" here is a row that was kept, in time order.
 */
export interface Prepared extends Dataset {
  /** Values that were filled in. */
  readonly filled: number;
  readonly features: number;
  readonly targets: number;
  readonly parts: Preprocessing['parts'];
  readonly inputScalers: readonly ColumnScaler[];
  readonly targetScalers: readonly ColumnScaler[];
  /** Start of the window whose targets lie after the last row, or null where a hole stands at the end. */
  readonly forecastStart: number | null;
  /** Unscaled values in double precision, one array of length `rows` a target. */
  readonly targetValues: readonly Float64Array[];
  /** Milliseconds since 1970 (UTC) of each row, or null without a time column. */
  readonly times: Float64Array | null;
  /** The row's time as written in the file, or its 1-based number in the file without a time column. */
  timeText(row: number): string;
  /** 0-based row of the file for each kept row. */
  readonly fileRows: Int32Array;
  /** First row of each stretch without a hole (dropped rows make holes); the first is 0. */
  readonly segmentStarts: Int32Array;
}

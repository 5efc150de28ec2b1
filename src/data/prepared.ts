import type { DataWarning } from '../spec/profile';
import type { ColumnScaler, Preprocessing, SplitName } from '../spec/run';

/**
 * A table made ready for a network: sorted by time, missing values dealt with, parts and scalers fixed.
 * "Row" here is a row that was kept, in time order.
 */
export interface Prepared {
  /** Rows kept. */
  readonly rows: number;
  /** Rows of the file that are not used, and values that were filled in. */
  readonly dropped: number;
  readonly filled: number;
  readonly features: number;
  readonly targets: number;
  readonly parts: Preprocessing['parts'];
  /** Scalers, columns, dialect: `preprocessing.json`. */
  readonly preprocessing: Preprocessing;
  readonly inputScalers: readonly ColumnScaler[];
  readonly targetScalers: readonly ColumnScaler[];
  /**
   * Start rows of the windows of each part: window `s` reads inputs of the rows [s, s + timeSteps) and targets of
   * [s + timeSteps, s + timeSteps + horizon).
   */
  readonly windows: Readonly<Record<SplitName, Int32Array>>;
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
  readonly seasonalPeriod: number | null;
  readonly warnings: readonly DataWarning[];
  /**
   * Writes the scaled rows in single precision.
   * @param inputs [rows, features], row-major
   * @param targets [rows, targets], row-major
   */
  fill(inputs: Float32Array, targets: Float32Array): void;
}

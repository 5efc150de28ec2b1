import type { DataOptions, EngineData } from '../spec/engineData';
import type { DataWarning } from '../spec/profile';
import type { ColumnScaler, Preprocessing, SplitName } from '../spec/run';
import type { ModelShapes } from '../spec/shapes';

/** A table made ready for an engine, whatever the task: what training needs to know of the data. */
export interface Dataset {
  readonly shapes: ModelShapes;
  /** Rows of the engine's data, and how much room it needs beside them. */
  readonly engineRows: number;
  readonly options: DataOptions;
  /** Examples of each part, as the engine numbers them: start rows of windows, or rows of `EngineData.index`. */
  readonly windows: Readonly<Record<SplitName, Int32Array>>;
  /** Examples that are judged, where no loss can be taken of some of them: see `LabelledData.unseen`. */
  readonly judged?: Readonly<Record<SplitName, Int32Array>>;
  /**
   * Steps that each example takes (of source and target together), by its number, where they differ: batches are put
   * together from examples of like length. null for windows.
   */
  readonly lengths: Uint16Array | null;
  /**
   * By its number, the example that each goes on from, or -1 where a sequence begins: what stateful training needs to
   * know of pieces of texts. Absent: windows go on from the window that ends where they begin.
   */
  readonly follows?: Int32Array | null;
  /** Rows of the file that are used, and that are not. */
  readonly rows: number;
  readonly dropped: number;
  /** Scalers, vocabularies, classes, sizes: `preprocessing.json`. */
  readonly preprocessing: Preprocessing;
  readonly seasonalPeriod: number | null;
  readonly warnings: readonly DataWarning[];
  /** What was left out, counted and named. */
  readonly excluded: readonly Exclusion[];
  /** What an example is scaled by, where series have scalers of their own; absent: as `preprocessing` says. */
  scalersOf?(example: number): Scalers;
  /** The time of a row as written in the file, where rows have one. */
  timeText?(row: number): string;
  /** Writes the scaled rows, tokens and labels. */
  fill(data: EngineData): void;
}

/** Of each column, in the order in which the network sees them. */
export interface Scalers {
  readonly inputs: readonly ColumnScaler[];
  readonly targets: readonly ColumnScaler[];
}

export interface Exclusion {
  /** A whole sentence part: `series shorter than a window`. */
  readonly reason: string;
  readonly count: number;
  /** A few names or lines of what was left out. */
  readonly examples: readonly string[];
}

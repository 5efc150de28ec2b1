import type { ColumnScaler, SplitName } from '../../spec/run';
import type { Dataset } from '../dataset';

/**
 * Sequences of which something is told that stands in the file: a label for each, or a label or numbers for each step.
 * An example's number is its row of the index. What is told of it stands in its target rows: one, or one a step.
 */
export interface Examples {
  readonly count: number;
  /** [count, 4], row-major, as in `EngineData.index`: first source row, source steps, first target row, target steps. */
  readonly index: Int32Array;
  /** Examples of each part that are judged: with those that have labels which the network has no output for. */
  readonly judged: Readonly<Record<SplitName, Int32Array>>;
  /** Where a target row stands in the file. */
  placeOf(targetRow: number): Place;
}

export interface Place {
  /** Name of the series; empty for a file without. */
  readonly series: string;
  /** Time as the file writes it; the row's number in the file, from 1, without a time column. */
  readonly time: string;
}

/** Examples with labels. */
export interface LabelledData extends Dataset {
  readonly examples: Examples;
  /** The text of a target row as the file has it, where texts are read. */
  textOf?(targetRow: number): string;
  /** Name of the column of labels. */
  readonly column: string;
  /** Labels of the training part, in the order of the network's outputs. */
  readonly classes: readonly string[];
  /** Labels that only the other parts have: whatever the network says there is wrong. Numbered after the classes. */
  readonly unseen: readonly string[];
  /** Number of the label of each target row. */
  readonly labels: Int32Array;
}

/** Examples with numbers for each step. */
export interface MeasuredData extends Dataset {
  readonly examples: Examples;
  readonly targetScalers: readonly ColumnScaler[];
  /** Unscaled values of each target row, one array a target. */
  readonly targetValues: readonly Float64Array[];
}

import type { Exclusion } from '../../data/dataset';
import type { NewFile } from '../../data/applied/newFile';
import type { Engine } from '../../engine/engine';
import type { Experiment } from '../../spec/experiment';
import type { Preprocessing, Scores } from '../../spec/run';
import type { PredictionControl } from '../tasks/task';

/** What it takes to predict a file: the network, the file, and where the rows go. */
export interface PredictJob {
  readonly experiment: Experiment;
  readonly preprocessing: Preprocessing;
  readonly file: NewFile;
  /** Whether the file is the one that the run was trained on. */
  readonly own: boolean;
  readonly control: PredictionControl;
  /** The network; for sequences of more steps than those of the run where it is asked to. */
  engine(timeSteps?: number): Promise<Engine>;
  write(text: string): void;
  /** @param row rows of the file that are done */
  reached(row: number): void;
}

/** What came of it. */
export interface Predicted {
  /** Rows written, and those of them that come after the end of the data. */
  readonly predictions: number;
  readonly ahead: number;
  readonly judged: number;
  readonly scores: Scores;
  readonly naive: Scores | null;
  readonly excluded: readonly Exclusion[];
  readonly notes: readonly string[];
}

/** Rows that were dropped, as the run drops them. */
export const droppedRows = (count: number, examples: readonly string[]): Exclusion => ({
  ...{ reason: 'rows with an empty cell that is needed', count, examples },
});

/** Ends a prediction that nobody waits for any more; not an error. */
export class Stopped extends Error {}

import type { Dataset } from '../../data/dataset';
import type { Table } from '../../data/table';
import type { Engine } from '../../engine/engine';
import type { Experiment } from '../../spec/experiment';
import type { MetricName, SplitName, Summary } from '../../spec/run';

/**
 * What differs from task to task: how a table becomes a dataset, and what is made of the trained network. Training,
 * checkpoints and the run folder know no task.
 */
export interface Task {
  readonly dataset: Dataset;
  /** The score that runs of this task are compared by. */
  readonly mainMetric: MetricName;
  /** Predicts with the engine's weights. Where it is told to stop, unfinished parts are left out. */
  predict(engine: Engine, experiment: Experiment, control: PredictionControl): Promise<TaskResults>;
  /** Texts written after each few epochs, by tasks that write texts. */
  sample?(engine: Engine, experiment: Experiment, epoch: number): Promise<readonly string[]>;
}

/** @throws UserError for data that the task cannot use */
export type PrepareTask = (experiment: Experiment, table: Table) => Task;

export interface PredictionControl {
  /** Asked after every batch. */
  shouldStop(): boolean;
  /** After every batch. */
  onBatch(): void;
}

export interface TaskResults {
  /** Parts that were predicted. */
  readonly splits: readonly SplitName[];
  /** Scores beside those of what needs no network. */
  judge(): Judged;
  /** Files of the run folder, each written for itself: `predictions.csv`, `forecast.csv`, `scores.json`, `samples.txt`. */
  readonly files: readonly ResultFile[];
}

export type Judged = Pick<Summary, 'metrics' | 'baselines' | 'byTarget' | 'verdict' | 'lagged'>;

export interface ResultFile {
  readonly path: string;
  text(): Iterable<string> | string;
}

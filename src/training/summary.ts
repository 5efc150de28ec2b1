import type { Dataset } from '../data/dataset';
import type { Table } from '../data/table';
import type { EngineInfo } from '../engine/engine';
import { trainingOperations } from '../engine/operations';
import type { Experiment } from '../spec/experiment';
import type { SplitName, Summary } from '../spec/run';
import type { FitState } from './fit';
import type { Task } from './tasks/task';
import { versions } from './versions';

/** The summary of a run that has just begun and of which nothing is known yet. */
export function emptySummary(): Summary {
  return {
    version: 1,
    state: 'running',
    name: '',
    started: new Date().toISOString(),
    finished: null,
    file: '',
    sha256: '',
    fileChanged: false,
    targets: [],
    epochsDone: 0,
    epochs: 0,
    bestEpoch: null,
    stoppedEarly: false,
    rows: { total: 0, used: 0, dropped: 0 },
    windows: { train: 0, validation: 0, test: 0 },
    parameters: 0,
    seasonalPeriod: null,
    metrics: {},
    baselines: { naive: {}, seasonalNaive: null },
    byTarget: {},
    verdict: '',
    lagged: false,
    durations: { total: 0, read: 0, train: 0, predict: 0 },
    engine: { name: '', backend: '', threads: 0, gflops: null },
    versions: {},
    notes: [],
    error: null,
  };
}

export function describeExperiment(summary: Summary, experiment: Experiment, csv: string): void {
  summary.name = experiment.name;
  summary.file = csv;
  summary.targets = experiment.data.targets;
  summary.task = experiment.task;
  summary.epochs = experiment.training.epochs;
}

export function describeData(summary: Summary, table: Table, { dataset, mainMetric }: Task): void {
  summary.mainMetric = mainMetric;
  if (dataset.excluded.length > 0)
    summary.excluded = dataset.excluded.map((one) => ({ ...one, examples: [...one.examples] }));
  summary.sha256 = table.sha256 ?? '';
  summary.rows = { total: table.rows, used: dataset.rows, dropped: dataset.dropped };
  summary.windows = countsOf(dataset.windows);
  const judged = countsOf(dataset.judged ?? dataset.windows);
  if (judged.test > summary.windows.test || judged.validation > summary.windows.validation) summary.judged = judged;
  summary.seasonalPeriod = dataset.seasonalPeriod;
  summary.notes.push(...dataset.warnings.map(({ message, hint }) => `${message} ${hint}`));
}

const countsOf = ({ train, validation, test }: Dataset['windows']) => {
  return { train: train.length, validation: validation.length, test: test.length };
};

export function describeEngine(summary: Summary, info: EngineInfo): void {
  const { name, backend, threads } = info;
  summary.engine = { name, backend, threads, gflops: null };
  summary.versions = versions(info);
  summary.notes.push(...info.notes);
}

/**
 * How fast the engine trained: operations of the matrix products (10⁹ a second), validation not counted. An example that
 * is shorter than the longest has as much less of them; the padding beside it counts for nothing.
 */
export function describeSpeed(
  summary: Summary,
  experiment: Experiment,
  { shapes, lengths, windows }: Dataset,
  { trainedWindows, trainingSeconds }: FitState,
): void {
  if (trainedWindows === 0 || trainingSeconds === 0) return;
  const share = lengths ? meanShare(lengths, windows.train) : 1;
  const operations = trainingOperations(experiment, shapes) * share * trainedWindows;
  summary.engine.gflops = operations / trainingSeconds / 1e9;
}

/** Mean length of the training examples, as a share of the longest of all. */
function meanShare(lengths: Uint16Array, train: Int32Array): number {
  const longest = lengths.reduce((a, b) => Math.max(a, b), 1);
  return train.reduce((sum, example) => sum + (lengths[example] ?? 0), 0) / (longest * train.length);
}

const partNames: Record<SplitName, string> = { train: 'training', validation: 'validation', test: 'test' };

/** @param missing parts that were not predicted, because it was told to stop */
export function describeMissing(summary: Summary, missing: readonly SplitName[]): void {
  if (missing.length === 0) return;
  const parts = missing.map((split) => partNames[split]).join(' and the ');
  summary.notes.push(
    `Stopped while predicting: the ${parts} part ${missing.length === 1 ? 'is' : 'are'} not in the predictions. Model and code were written.`,
  );
}

export function describeChange(summary: Summary, change: 'same' | 'changed' | 'gone'): void {
  summary.fileChanged = change !== 'same';
  if (change === 'same') return;
  const what = change === 'gone' ? 'was moved or deleted' : 'was changed';
  summary.notes.push(
    `${summary.file} ${what} while the network trained; the results are of what it held at the start.`,
  );
}

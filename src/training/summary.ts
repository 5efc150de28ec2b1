import type { Prepared } from '../data/prepared';
import type { Table } from '../data/table';
import type { Experiment } from '../spec/experiment';
import { countParameters } from '../spec/layers';
import type { Summary } from '../spec/run';

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
    engine: { name: '', backend: '', threads: 0 },
    versions: {},
    notes: [],
    error: null,
  };
}

export function describeExperiment(summary: Summary, experiment: Experiment, csv: string): void {
  summary.name = experiment.name;
  summary.file = csv;
  summary.targets = experiment.data.targets;
  summary.epochs = experiment.training.epochs;
  summary.parameters = countParameters(experiment);
}

export function describeData(summary: Summary, table: Table, prepared: Prepared): void {
  const { train, validation, test } = prepared.windows;
  summary.sha256 = table.sha256 ?? '';
  summary.rows = { total: table.rows, used: prepared.rows, dropped: prepared.dropped };
  summary.windows = { train: train.length, validation: validation.length, test: test.length };
  summary.seasonalPeriod = prepared.seasonalPeriod;
  summary.notes.push(...prepared.warnings.map(({ message, hint }) => `${message} ${hint}`));
}

export function describeChange(summary: Summary, change: 'same' | 'changed' | 'gone'): void {
  summary.fileChanged = change !== 'same';
  if (change === 'same') return;
  const what = change === 'gone' ? 'was moved or deleted' : 'was changed';
  summary.notes.push(
    `${summary.file} ${what} while the network trained; the results are of what it held at the start.`,
  );
}

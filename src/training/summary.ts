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

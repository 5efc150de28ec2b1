import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { PanelState, PredictionQuery, PredictionSeries } from '../../../src/protocol/webview';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import type { DataProfile } from '../../../src/spec/profile';
import { proposeExperiment } from '../../../src/spec/propose';
import type { EpochMetrics, Summary } from '../../../src/spec/run';
import { drafted, taskStates } from './taskStates';

export interface RecordedRun {
  readonly experiment: Experiment;
  readonly summary: Summary;
  readonly history: EpochMetrics[];
  /** Undecimated. */
  readonly predictions: PredictionSeries[];
}

/** Real runs on the sample, made by `UPDATE_RECORDING=1` (record.test.ts). */
export interface Recording {
  readonly profile: DataProfile;
  readonly done: RecordedRun;
  readonly stopped: RecordedRun;
  readonly failed: RecordedRun;
  /** Of a network that no memory holds. */
  readonly hungry: RecordedRun;
  readonly tutorial: RecordedRun;
  readonly tooShort: NonNullable<PanelState['error']>;
}

const recording = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'recorded/sunspots.json'), 'utf8'),
) as Recording;

const { profile } = recording;
export const draft: Experiment = proposeExperiment(profile);

/** The state after a run, as the host reads it from the run folder. */
function after({ experiment, summary, history, predictions: all }: RecordedRun): Partial<PanelState> {
  return {
    phase: summary.state === 'running' ? 'training' : summary.state,
    // Files of earlier versions leave out what has a default, and are read so.
    ...drafted(experimentSchema.parse(experiment), profile),
    run: {
      folder: `/home/ada/series/sequence-lab/${summary.started}-${summary.name}`,
      name: summary.name,
      file: summary.file,
      summary,
    },
    history,
    predictions: all.map(({ split }) =>
      predictions({ split, target: 'Sunspots', step: 1, series: null, from: 0, to: 1e9, points: 2000 }),
    ),
    error: summary.error,
  };
}

/** Predictions as the host answers them: a range of a part, every k-th row where they are many. */
export function predictions({ split, from, to, points }: PredictionQuery): PredictionSeries {
  const series = recording.done.predictions.find((candidate) => candidate.split === split);
  if (!series) throw new Error(`no predictions of the ${split} part`);
  const end = Math.min(to, series.total);
  const every = Math.max(1, Math.ceil((end - from) / points));
  const index = Array.from({ length: Math.ceil((end - from) / every) }, (_, i) => from + i * every);
  return {
    ...series,
    from,
    to: end,
    index,
    time: index.map((i) => series.time[i] ?? ''),
    actual: index.map((i) => series.actual[i] ?? null),
    predicted: index.map((i) => series.predicted[i] ?? null),
  };
}

const base: PanelState = {
  phase: 'ready',
  fileName: 'monthly-sunspots.csv',
  filePath: '/home/ada/series/monthly-sunspots.csv',
  profile,
  reading: null,
  ...drafted(draft, profile),
  why: [],
  run: null,
  history: [],
  progress: null,
  predictions: [],
  seriesNames: [],
  forecast: null,
  scores: null,
  prediction: null,
  attention: null,
  samples: [],
  available: null,
  conditions: [],
  comparison: null,
  bestEarlier: null,
  backtest: null,
  fileChanged: false,
  restored: false,
  error: null,
  trusted: true,
};

const empty: Partial<PanelState> = { profile: null, draft: null, layers: [] };
const { name, backend, threads } = recording.done.summary.engine;
const progress: NonNullable<PanelState['progress']> = {
  phase: 'training',
  rows: profile.rows,
  epochs: [],
  epoch: 13,
  epochShare: 0.4,
  runningLoss: (recording.done.history[12]?.loss ?? 0) * 1.02,
  windowsPerSecond: 3410,
  secondsLeft: 8,
  engine: { name, backend, threads },
};
const withDraft = (change: (draft: Experiment) => Experiment): Partial<PanelState> => {
  return drafted(change(draft), profile);
};
const done: PanelState = { ...base, ...after(recording.done) };
const training: PanelState = {
  ...base,
  phase: 'training',
  history: recording.done.history.slice(0, 12),
  progress,
};

/** Stopped while the training part, the last and largest, was predicted. */
const stoppedPredicting: Partial<PanelState> = after({
  ...recording.done,
  summary: {
    ...recording.done.summary,
    state: 'stopped',
    metrics: { ...recording.done.summary.metrics, train: undefined },
    notes: ['Stopped while predicting: the training part is not in the predictions. Model and code were written.'],
  },
  predictions: recording.done.predictions.filter(({ split }) => split !== 'train'),
});

/** Every state of the page, by the name of its screenshot. */
export const states: Record<string, PanelState> = {
  'no-file': { ...base, ...empty, phase: 'noFile', fileName: null, filePath: null },
  'too-short': { ...base, ...empty, phase: 'tooShort', error: recording.tooShort },
  unreadable: {
    ...base,
    ...empty,
    phase: 'failed',
    error: {
      message: 'monthly-sunspots.csv, line 1204: the row has 3 cells, the header has 2.',
      hint: 'Mend the row, or quote a cell that holds a comma.',
      defect: false,
      code: 'csv/ragged-row',
      line: 1204,
    },
  },
  reading: {
    ...base,
    phase: 'reading',
    profile: { ...profile, complete: false, rows: 1_000_000 },
    reading: { rows: 412_000, bytes: 30_500_000, totalBytes: 74_000_000 },
  },
  ready: base,
  invalid: {
    ...base,
    phase: 'invalid',
    ...withDraft((d) => ({
      ...d,
      window: { ...d.window, horizon: 3 },
      model: { ...d.model, dense: [{ units: 2, activation: 'linear' }] },
    })),
  },
  starting: { ...base, phase: 'starting' },
  training,
  stopping: { ...training, phase: 'stopping' },
  stopped: { ...base, ...after(recording.stopped) },
  'stopped-predicting': { ...base, ...stoppedPredicting },
  done: { ...done, bestEarlier: after(recording.tutorial).run ?? null },
  lagged: {
    ...base,
    ...after(recording.tutorial),
    bestEarlier: done.run,
  },
  failed: { ...base, ...after(recording.failed) },
  'out-of-memory': { ...base, ...after(recording.hungry) },
  restored: { ...done, restored: true },
  'file-changed': { ...done, fileChanged: true },
  untrusted: { ...base, trusted: false },
  ...taskStates(base, progress),
};

import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { PanelState, PredictionQuery, PredictionSeries } from '../../../src/protocol/webview';
import { checkExperiment } from '../../../src/spec/checks';
import type { Experiment } from '../../../src/spec/experiment';
import { describeLayers } from '../../../src/spec/layers';
import type { DataProfile } from '../../../src/spec/profile';
import { proposeExperiment } from '../../../src/spec/propose';
import type { EpochMetrics, Summary } from '../../../src/spec/run';

interface Recording {
  profile: DataProfile;
  summary: Summary;
  history: EpochMetrics[];
  predictions: { time: string[]; actual: number[]; predicted: number[] };
}

export const recording = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'recorded/sunspots.json'), 'utf8'),
) as Recording;

const { profile, summary, history } = recording;
export const draft: Experiment = proposeExperiment(profile);

const runFolder = '/home/ada/series/sequence-lab/20260302-100000-monthly-sunspots';
const run = (over: Partial<Summary> = {}): NonNullable<PanelState['run']> => ({
  folder: runFolder,
  name: summary.name,
  file: summary.file,
  summary: { ...summary, ...over },
});

/** Predictions as the host answers them: a range of the test part, every k-th row where they are many. */
export function predictions({ from, to, points }: PredictionQuery): PredictionSeries {
  const { time, actual, predicted } = recording.predictions;
  const end = Math.min(to, actual.length);
  const every = Math.max(1, Math.ceil((end - from) / points));
  const index = Array.from({ length: Math.ceil((end - from) / every) }, (_, i) => from + i * every);
  return {
    split: 'test',
    target: 'Sunspots',
    total: actual.length,
    from,
    to: end,
    index,
    time: index.map((i) => time[i] ?? ''),
    actual: index.map((i) => actual[i] ?? null),
    predicted: index.map((i) => predicted[i] ?? null),
  };
}

const base: PanelState = {
  phase: 'ready',
  fileName: 'monthly-sunspots.csv',
  filePath: '/home/ada/series/monthly-sunspots.csv',
  profile,
  reading: null,
  draft,
  problems: [],
  layers: describeLayers(draft),
  run: null,
  history: [],
  progress: null,
  predictions: [],
  bestEarlier: null,
  fileChanged: false,
  restored: false,
  error: null,
  trusted: true,
};

const empty: Partial<PanelState> = { profile: null, draft: null, layers: [] };
const progress = (over: Partial<NonNullable<PanelState['progress']>> = {}): NonNullable<PanelState['progress']> => ({
  phase: 'training',
  rows: profile.rows,
  epochs: [],
  epoch: 13,
  epochShare: 0.4,
  runningLoss: 0.151,
  windowsPerSecond: 3410,
  secondsLeft: 8,
  engine: summary.engine,
  ...over,
});
const withDraft = (change: (draft: Experiment) => Experiment): Partial<PanelState> => {
  const changed = change(draft);
  return { draft: changed, problems: checkExperiment(changed, profile), layers: describeLayers(changed) };
};
const test: PredictionQuery = { split: 'test', target: 'Sunspots', from: 0, to: 1e9, points: 2000 };
const done: PanelState = { ...base, phase: 'done', run: run(), history, predictions: [predictions(test)] };

const all: Record<string, PanelState> = {
  'no-file': { ...base, ...empty, phase: 'noFile', fileName: null, filePath: null },
  'too-short': {
    ...base,
    ...withDraft((d) => d),
    phase: 'tooShort',
    profile: { ...profile, rows: 5, head: profile.head.slice(0, 5), plots: [], plotTimes: null },
    problems: [],
    error: {
      message: 'monthly-sunspots.csv has 5 rows, too few to train on.',
      hint: 'At least 13 rows are needed for windows of 12 time steps. Add rows or open another file.',
      defect: false,
      code: 'csv/too-short',
    },
  },
  reading: {
    ...base,
    phase: 'reading',
    profile: { ...profile, complete: false },
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
  starting: { ...base, phase: 'starting', run: run({ state: 'running' }), progress: null },
  training: {
    ...base,
    phase: 'training',
    run: run({ state: 'running', metrics: {}, verdict: '' }),
    history: history.slice(0, 12),
    progress: progress(),
  },
  stopping: {
    ...base,
    phase: 'stopping',
    run: run({ state: 'running', metrics: {}, verdict: '' }),
    history: history.slice(0, 12),
    progress: progress(),
  },
  stopped: {
    ...done,
    phase: 'stopped',
    run: run({ state: 'stopped', epochsDone: 12, bestEpoch: 11 }),
    history: history.slice(0, 12),
  },
  done: {
    ...done,
    bestEarlier: {
      ...run({ name: 'monthly-sunspots, GRU 16' }),
      folder: '/home/ada/series/sequence-lab/20260301-170000-monthly-sunspots',
    },
  },
  lagged: {
    ...done,
    run: run({
      lagged: true,
      verdict: '1 % worse than repeating the last value',
      notes: ['tfjs-node is not installed; TensorFlow.js on WebAssembly trained instead.'],
    }),
  },
  failed: {
    ...base,
    phase: 'failed',
    run: run({ state: 'failed', metrics: {}, verdict: '', epochsDone: 3 }),
    history: history.slice(0, 3).map((epoch) => (epoch.epoch === 3 ? { ...epoch, loss: null, valLoss: null } : epoch)),
    error: {
      message: 'The loss is no longer a number, in epoch 3.',
      hint: 'Use a smaller learning rate (0.0001), or limit the gradient (clip norm 1).',
      defect: false,
      code: 'training/nan-loss',
      path: 'training.optimizer.learningRate',
    },
  },
  restored: { ...done, restored: true },
  'file-changed': { ...done, fileChanged: true },
  untrusted: { ...base, trusted: false },
};

/** Every state of the page, by the name of its screenshot; each has a run of its own, as in life. */
export const states: Record<string, PanelState> = Object.fromEntries(
  Object.entries(all).map(([name, state]) => [
    name,
    state.run ? { ...state, run: { ...state.run, folder: `${state.run.folder}-${name}` } } : state,
  ]),
);

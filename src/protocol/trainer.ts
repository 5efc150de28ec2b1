import { z } from 'zod';

import { gradientTraceSchema, inspectionSchema } from '../spec/inspection';
import { backtestSchema } from '../spec/backtest';
import { predictionSchema } from '../spec/prediction';
import { dataProfileSchema, seriesPlotSchema } from '../spec/profile';
import { epochMetricsSchema, summarySchema } from '../spec/run';

/**
 * Host ↔ trainer process, JSON-RPC over the child's IPC channel. Requests are cancellable; errors travel as an
 * `ErrorReport` in the JSON-RPC error's `data`. Every message is parsed with these schemas at the edge it enters.
 */

export const profileParams = z.strictObject({
  file: z.string(),
  dateOrder: z.enum(['day-first', 'month-first']).nullable(),
});
export const profileResult = dataProfileSchema;
/** Sent while a file is read, at most 20 a second. */
export const profileProgress = z.strictObject({ rows: z.int(), bytes: z.number(), totalBytes: z.number() });

/** One series of a file that holds several, as a chart shows it. The file stays read for the next request. */
export const seriesParams = z.strictObject({
  file: z.string(),
  dateOrder: z.enum(['day-first', 'month-first']).nullable(),
  /** Column that names the series of a row, and the column of numbers that is drawn. */
  series: z.string(),
  column: z.string(),
  /** Column by which the rows of a series are put in order; null: as in the file. */
  time: z.string().nullable(),
  /** Name of the series; null: the first one. */
  name: z.string().nullable(),
});
export const seriesResult = z.strictObject({
  /** Names of the series in order of appearance, at most some thousands of them, and how many there are. */
  names: z.array(z.string()),
  total: z.int(),
  name: z.string(),
  /** Rows of this series, without those at the end that have no value yet. */
  rows: z.int(),
  /** Here `rows` are 0-based places within the series, in time order. */
  plot: seriesPlotSchema,
});

export const trainParams = z.strictObject({
  /** Absolute path of a run folder that holds a frozen `experiment.json`. */
  runFolder: z.string(),
  threads: z.int().min(1),
});
/** The summary as written to `summary.json`; a failed run is a result with state "failed", not an RPC error. */
export const trainResult = summarySchema;

export const trainPhases = ['reading', 'training', 'predicting', 'writing'] as const;

/** Sent at most 20 a second: all epochs finished since the last message, and where the running one stands. */
export const trainProgress = z.strictObject({
  phase: z.enum(trainPhases),
  /** Rows read so far (phase reading). */
  rows: z.int(),
  epochs: z.array(epochMetricsSchema),
  /** 1-based epoch that is running, and the share of it that is done, 0 to 1. */
  epoch: z.int(),
  epochShare: z.number(),
  /** Mean loss of the running epoch so far, so that the curve starts before the first epoch ends. */
  runningLoss: z.number().nullable(),
  windowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  engine: z.strictObject({ name: z.string(), backend: z.string(), threads: z.int() }).nullable(),
});

/** Sent after the epochs that `sampling.every` names, by tasks that write texts. */
export const trainSamples = z.strictObject({ epoch: z.int(), texts: z.array(z.string()) });

/** Texts from a finished run's network. The request can be cancelled. */
export const generateParams = z.strictObject({
  /** Absolute path of the run folder. */
  runFolder: z.string(),
  threads: z.int().min(1),
  count: z.int().min(1).max(100),
  /** Most tokens of a text. */
  length: z.int().min(1).max(100_000),
  temperature: z.number().min(0),
  topK: z.int().min(1).nullable(),
  start: z.string(),
  seed: z.int().min(0).max(0xffffffff),
  /** Value of each conditioning column. */
  condition: z.record(z.string(), z.string()),
});
export const generateResult = z.strictObject({ texts: z.array(z.string()) });

/** Forecasts of a finished run from every origin of its test part. The request can be cancelled. */
export const backtestParams = z.strictObject({
  /** Absolute path of the run folder. */
  runFolder: z.string(),
  threads: z.int().min(1),
});
export const backtestResult = backtestSchema;

/** Another CSV predicted with a finished run's network; written as a file. The request can be cancelled. */
export const predictParams = z.strictObject({
  /** Absolute path of the run folder. */
  runFolder: z.string(),
  threads: z.int().min(1),
  /** The CSV, and the file that is written; absolute. */
  data: z.string(),
  out: z.string(),
});
export const predictResult = predictionSchema;
/** Sent while it is read and predicted, at most 20 a second. */
export const predictProgress = z.strictObject({
  phase: z.enum(['reading', 'predicting']),
  /** Of the phase, 0 to 1. */
  share: z.number(),
});

/** Sent now and then while it trains: how far gradients reach back. */
export const trainGradients = gradientTraceSchema;

/** What a finished run's network does with one example. The request can be cancelled. */
export const inspectParams = z.strictObject({
  /** Absolute path of the run folder. */
  runFolder: z.string(),
  threads: z.int().min(1),
  split: z.enum(['train', 'validation', 'test']),
  /** 0-based place of the example in its part. */
  index: z.int().min(0),
});
export const inspectResult = inspectionSchema;

export const methods = {
  profile: 'profile',
  profileProgress: 'profile/progress',
  series: 'series',
  train: 'train',
  trainProgress: 'train/progress',
  trainSamples: 'train/samples',
  generate: 'generate',
  backtest: 'backtest',
  inspect: 'inspect',
  predict: 'predict',
  predictProgress: 'predict/progress',
  trainGradients: 'train/gradients',
  /** Notification host → trainer: end at once and keep what is there. */
  stop: 'train/stop',
} as const;

export type ProfileParams = z.output<typeof profileParams>;
export type ProfileProgress = z.output<typeof profileProgress>;
export type TrainParams = z.output<typeof trainParams>;
export type TrainPhase = (typeof trainPhases)[number];
export type TrainProgress = z.output<typeof trainProgress>;
export type TrainSamples = z.output<typeof trainSamples>;
export type InspectParams = z.output<typeof inspectParams>;
export type SeriesParams = z.output<typeof seriesParams>;
export type SeriesResult = z.output<typeof seriesResult>;
export type PredictParams = z.output<typeof predictParams>;
export type PredictFileProgress = z.output<typeof predictProgress>;
export type BacktestParams = z.output<typeof backtestParams>;
export type GenerateResult = z.output<typeof generateResult>;
export type GenerateParams = z.output<typeof generateParams>;

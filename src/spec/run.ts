import { z } from 'zod';

import { type CodeTarget, targetFiles } from './codeTargets';
import { tasks } from './experiment';
import { dialectSchema, timeProfileSchema } from './profile';

/** The files of a run folder that are JSON, and the names of all of them. Written by the trainer alone. */

export const runFiles = {
  experiment: 'experiment.json',
  metrics: 'metrics.jsonl',
  checkpoint: 'checkpoint.bin',
  model: 'model',
  /** All weights under Keras' names. */
  safetensors: 'model.safetensors',
  /** The network for prediction. */
  onnx: 'model.onnx',
  preprocessing: 'preprocessing.json',
  predictions: 'predictions.csv',
  forecast: 'forecast.csv',
  code: 'code',
  /** Scores by step ahead, by series, by class; confusion matrix. */
  scores: 'scores.json',
  /** Where the decoder looked, for a few examples. */
  attention: 'attention.json',
  /** Texts that the network wrote. */
  samples: 'samples.txt',
  /** How far gradients reached back, while it trained. */
  gradients: 'gradients.jsonl',
  /** What was trained, how good it is, and what each file is: for a person. */
  readme: 'README.md',
  summary: 'summary.json',
  log: 'trainer.log',
} as const;

/** Where a library's program lies in the run folder. */
export const programPath = (target: CodeTarget): string => `${runFiles.code}/${targetFiles[target].file}`;

/** A line of `metrics.jsonl`. Losses are on scaled data; not-a-number is written as null. */
export const epochMetricsSchema = z.strictObject({
  epoch: z.int().min(1),
  loss: z.number().nullable(),
  valLoss: z.number().nullable(),
  learningRate: z.number(),
  /** Mean over the batches of the gradient's global norm before clipping. */
  gradientNorm: z.number().nullable(),
  seconds: z.number(),
});

/**
 * Names of scores. Numbers, in the data's own units: rmse, mae, smape (per cent, 0 to 200, as in the M4 competition),
 * mase (error relative to the seasonal naive forecast's mean error on the training rows), r2, mape (per cent), pinball
 * (mean quantile loss), coverage (share of values between the outer quantiles). Classes, 0 to 1: accuracy, f1 (mean over
 * the classes), auc (two classes). Texts: tokenAccuracy, exactMatch (0 to 1), bleu (0 to 100), bitsPerCharacter.
 */
export const metricNames = [
  ...(['rmse', 'mae', 'smape', 'mase', 'r2', 'mape', 'pinball', 'coverage'] as const),
  ...(['accuracy', 'f1', 'auc'] as const),
  ...(['tokenAccuracy', 'exactMatch', 'bleu', 'bitsPerCharacter'] as const),
] as const;

/** The scores that a task has; null where one is not defined (e.g. MASE of a constant series). */
export const scoresSchema = z.partialRecord(z.enum(metricNames), z.number().nullable());

const bySplit = z.strictObject({
  train: scoresSchema.optional(),
  validation: scoresSchema.optional(),
  test: scoresSchema.optional(),
});

export const errorReportSchema = z.object({
  message: z.string(),
  hint: z.string(),
  defect: z.boolean(),
  code: z.string().optional(),
  file: z.string().optional(),
  line: z.number().optional(),
  column: z.string().optional(),
  path: z.string().optional(),
});

export const runStates = ['running', 'stopped', 'failed', 'done'] as const;

export const summarySchema = z.object({
  version: z.literal(1),
  state: z.enum(runStates),
  name: z.string(),
  /** ISO 8601, UTC. */
  started: z.string(),
  finished: z.string().nullable(),
  /** Absolute path of the CSV as it was trained on, for "file changed since the run". */
  file: z.string(),
  sha256: z.string(),
  /** True when the CSV's hash at the end was another than at the start. */
  fileChanged: z.boolean(),
  targets: z.array(z.string()),
  /** Absent in files written before there were other tasks than forecasts. */
  task: z.enum(tasks).optional(),
  /** The score that runs are compared by; absent: rmse. */
  mainMetric: z.enum(metricNames).optional(),
  /** What was left out, told and counted: series shorter than a window, empty texts; a few names of each. */
  excluded: z.array(z.strictObject({ reason: z.string(), count: z.int(), examples: z.array(z.string()) })).optional(),
  epochsDone: z.int(),
  epochs: z.int(),
  bestEpoch: z.int().nullable(),
  stoppedEarly: z.boolean(),
  rows: z.strictObject({ total: z.int(), used: z.int(), dropped: z.int() }),
  windows: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  /** Examples that are scored, where there are more than a loss is taken of: those with labels that were never learned. */
  judged: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }).optional(),
  parameters: z.int(),
  seasonalPeriod: z.int().nullable(),
  metrics: bySplit,
  baselines: z.strictObject({ naive: bySplit, seasonalNaive: bySplit.nullable() }),
  /** Scores of each target on its own, where there are several. */
  byTarget: z.record(
    z.string(),
    z.strictObject({ metrics: bySplit, naive: bySplit, seasonalNaive: bySplit.nullable() }),
  ),
  /** One plain sentence: whether the network helped. */
  verdict: z.string(),
  /** The forecast only repeats the last value: it correlates more with the lagged actuals than with the actuals. */
  lagged: z.boolean(),
  /** Whole run, reading, training, predicting; seconds. */
  durations: z.strictObject({ total: z.number(), read: z.number(), train: z.number(), predict: z.number() }),
  /** `gflops`: 10⁹ operations of the matrix products a second while it trained; null before, and not in older files. */
  engine: z.strictObject({
    name: z.string(),
    backend: z.string(),
    threads: z.int(),
    gflops: z.number().nullable().optional(),
  }),
  versions: z.record(z.string(), z.string()),
  notes: z.array(z.string()),
  error: errorReportSchema.nullable(),
});

/** A column's affine scaling: scaled = (raw - shift) / scale. */
export const columnScalerSchema = z.strictObject({ column: z.string(), shift: z.number(), scale: z.number() });

/** See `ModelShapes`. */
export const shapesSchema = z.strictObject({
  timeSteps: z.int(),
  features: z.int(),
  horizon: z.int(),
  targets: z.int(),
  vocabulary: z.int().optional(),
  classes: z.int().optional(),
  known: z.int().optional(),
  categories: z.array(z.int()).readonly().optional(),
});

export const preprocessingSchema = z.strictObject({
  version: z.literal(1),
  dialect: dialectSchema,
  /** All columns of the CSV in file order, as named after duplicates and empty names were mended. */
  columns: z.array(z.string()),
  /** The header's cells as they stand in the file, where one of them differs from `columns`. */
  headers: z.array(z.string()).optional(),
  time: timeProfileSchema.nullable(),
  scaling: z.enum(['minmax', 'standard', 'robust', 'none', 'window']),
  /** In the order in which the network sees them. */
  inputs: z.array(columnScalerSchema),
  targets: z.array(columnScalerSchema),
  /** Sizes of the model, where the experiment alone does not tell them. */
  shapes: shapesSchema.optional(),
  /** Labels in the order of the network's outputs. */
  classes: z.array(z.string()).optional(),
  /** Tokens in the order of their numbers, of the source and the target; the special ones first. */
  vocabularies: z
    .strictObject({ source: z.array(z.string()).optional(), target: z.array(z.string()).optional() })
    .optional(),
  /** Texts of categorical columns in the order of their one-hot columns, or of their learned vectors from 1 on (0: none of them). */
  categories: z.record(z.string(), z.array(z.string())).optional(),
  /**
   * Generate: what stands in the static columns of the training texts (in the columns' order, null where empty), and how
   * many texts have it, the most frequent first: what is drawn from where nobody chooses.
   */
  conditions: z.array(z.strictObject({ values: z.array(z.string().nullable()), count: z.int().min(1) })).optional(),
  /** Each series of the file in the order of its rows, with its own rows of each part, and its scalers where it has own ones. */
  series: z
    .array(
      z.strictObject({
        name: z.string(),
        /** Rows kept, half-open. */
        rows: z.tuple([z.int(), z.int()]),
        inputs: z.array(columnScalerSchema).optional(),
        targets: z.array(columnScalerSchema).optional(),
      }),
    )
    .optional(),
  /** Rows kept for each part, half-open, after sorting and dropping: [from, to). Of a file of several series, of the first. */
  parts: z.strictObject({
    train: z.tuple([z.int(), z.int()]),
    validation: z.tuple([z.int(), z.int()]),
    test: z.tuple([z.int(), z.int()]),
  }),
});

export type EpochMetrics = z.output<typeof epochMetricsSchema>;
export type MetricName = (typeof metricNames)[number];
export type Scores = z.output<typeof scoresSchema>;
export type Summary = z.output<typeof summarySchema>;
export type RunState = (typeof runStates)[number];
export type ColumnScaler = z.output<typeof columnScalerSchema>;
export type Preprocessing = z.output<typeof preprocessingSchema>;
export type SplitName = 'train' | 'validation' | 'test';

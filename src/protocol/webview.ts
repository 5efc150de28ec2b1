import { z } from 'zod';

import { backtestSchema } from '../spec/backtest';
import { codeTargets } from '../spec/codeTargets';
import { experimentSchema, tasks } from '../spec/experiment';
import { layerShapeSchema } from '../spec/layers';
import { problemSchema } from '../spec/problem';
import { dataProfileSchema } from '../spec/profile';
import { epochMetricsSchema, errorReportSchema, shapesSchema, summarySchema } from '../spec/run';
import { attentionFileSchema, scoresFileSchema } from '../spec/scores';
import { comparisonSchema } from './inspection';
import { predictionSchema } from '../spec/prediction';
import { generateParams, seriesParams, trainProgress, trainSamples } from './trainer';

/**
 * Host ↔ page (panel and sidebar), JSON-RPC over `postMessage`. The host owns the state. It sends the whole `PanelState`
 * when the page says it is ready and when the phase changes, and small `progress` messages (at most 20 a second) while
 * it trains. Messages to hidden pages are lost; a page that comes back says `ready` and gets the state anew.
 */

export const phases = [
  'noFile',
  'tooShort',
  'reading',
  'ready',
  'invalid',
  'starting',
  'training',
  'stopping',
  'stopped',
  'done',
  'failed',
] as const;

/** A finished or running run, as the page and the tree show it. */
export const runItemSchema = z.strictObject({
  /** Absolute path of the run folder: the run's identity. */
  folder: z.string(),
  name: z.string(),
  file: z.string(),
  summary: summarySchema,
});

const splitName = z.enum(['train', 'validation', 'test']);
const names = z.array(z.string());

/** Actual and predicted of one target in one part, decimated to what a chart can show. */
export const predictionSeriesSchema = z.strictObject({
  split: splitName,
  target: z.string(),
  /** 1-based step ahead that is shown; others are asked for. */
  step: z.int().min(1).default(1),
  /** One series of several; null where the file holds one. */
  series: z.string().nullable().default(null),
  /** Rows in this part before decimation, and the range that `index` covers. */
  total: z.int(),
  from: z.int(),
  to: z.int(),
  index: z.array(z.int()),
  /** As written in `predictions.csv`: the CSV's own time text, or the row number. */
  time: z.array(z.string()),
  actual: z.array(z.number().nullable()),
  predicted: z.array(z.number().nullable()),
  /** The outer quantiles, where there are some. */
  lower: z.array(z.number().nullable()).optional(),
  upper: z.array(z.number().nullable()).optional(),
});

/** Some rows of `predictions.csv` or `forecast.csv` as text, for tasks whose results are read, not drawn. */
export const resultTableSchema = z.strictObject({
  columns: names,
  rows: z.array(names),
  /** Rows that match, of which `rows` are some. */
  total: z.int(),
});

/** A column that texts are conditioned on, and what stands in it. */
export const conditionSchema = z.strictObject({ column: z.string(), values: names });

/** A backtest of the shown run: it stays while the page is away. */
export const backtestStateSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('running'),
    /** Milliseconds since 1970. */
    started: z.number(),
  }),
  z.strictObject({ state: z.literal('done'), result: backtestSchema }),
  z.strictObject({ state: z.literal('failed'), error: errorReportSchema }),
]);

/** Another CSV predicted with the shown network: it stays while the page is away. */
export const predictionStateSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('running'),
    /** Absolute path of the CSV. */
    data: z.string(),
    phase: z.enum(['reading', 'predicting']),
    /** Of the phase, 0 to 1. */
    share: z.number(),
  }),
  z.strictObject({ state: z.literal('done'), result: predictionSchema }),
  z.strictObject({ state: z.literal('failed'), data: z.string(), error: errorReportSchema }),
]);

/** What one click on a link or button of a result can open. */
export const openables = [
  'predictions',
  'newPredictions',
  'model',
  'experiment',
  /** The programs. */
  ...codeTargets,
  'readme',
  'summary',
  'folder',
  'log',
  'csv',
  /** The best earlier run on this file, in the same panel. */
  'bestEarlier',
  /** From the sidebar: the current file's panel. */
  'panel',
  /** VS Code's own page that grants trust to the workspace. */
  'trust',
] as const;

export const panelStateSchema = z.strictObject({
  phase: z.enum(phases),
  /** File name for the title, and the path shown on hover. */
  fileName: z.string().nullable(),
  filePath: z.string().nullable(),
  profile: dataProfileSchema.nullable(),
  reading: z.strictObject({ rows: z.int(), bytes: z.number(), totalBytes: z.number() }).nullable(),
  draft: experimentSchema.nullable(),
  problems: z.array(problemSchema),
  layers: z.array(layerShapeSchema),
  /** Sizes that the layers are counted for; null where the draft has not even the form of an experiment. */
  shapes: shapesSchema.nullable().default(null),
  /** The sizes depend on data that were not read yet: they are estimates. */
  about: z.boolean().default(false),
  /** Why the draft is as it was proposed, a sentence each; empty once it is another's. */
  why: names.default([]),
  run: runItemSchema.nullable(),
  history: z.array(epochMetricsSchema),
  progress: trainProgress.nullable(),
  predictions: z.array(predictionSeriesSchema),
  /** Series of the file whose predictions can be asked for; empty where there is one. */
  seriesNames: names.default([]),
  /** First rows of `forecast.csv`. */
  forecast: resultTableSchema.nullable().default(null),
  scores: scoresFileSchema.nullable().default(null),
  attention: attentionFileSchema.nullable().default(null),
  /** Texts that the network wrote, oldest first. */
  samples: z.array(trainSamples).default([]),
  /** Files of the shown run that are there to be opened; null: all. */
  available: z.array(z.enum(openables)).nullable().default(null),
  /** What texts of the shown run can be conditioned on. */
  conditions: z.array(conditionSchema).default([]),
  /** Networks that are or were compared with the shown run's. */
  comparison: comparisonSchema.nullable().default(null),
  /** The best earlier run on this file by the main score on the test part of the same task and targets, or null. */
  bestEarlier: runItemSchema.nullable(),
  /** null: nobody has asked for one. */
  backtest: backtestStateSchema.nullable().default(null),
  /** null: nobody has asked for one. */
  prediction: predictionStateSchema.nullable().default(null),
  /** The CSV's content is another than at the time of the run. */
  fileChanged: z.boolean(),
  /** The run was read back from disk, not trained in this window. */
  restored: z.boolean(),
  error: errorReportSchema.nullable(),
  /** False in Restricted Mode: Train says why it is off. */
  trusted: z.boolean(),
});

export const predictionQuery = z.strictObject({
  split: splitName,
  target: z.string(),
  step: z.int().min(1).default(1),
  series: z.string().nullable().default(null),
  from: z.int().min(0),
  to: z.int().min(0),
  points: z.int().min(2).max(20_000),
});

/** Rows of `predictions.csv` of one part that hold a text in any cell, from the `from`th on. */
export const tableQuery = z.strictObject({
  split: splitName,
  /** Empty: all rows. Case does not count. */
  search: z.string().max(1000),
  /** Only rows whose actual and predicted cells differ. */
  wrong: z.boolean().default(false),
  from: z.int().min(0),
  count: z.int().min(1).max(1000),
});

/** A draft for another task, proposed anew for the file. */
export const proposeParams = z.strictObject({ task: z.enum(tasks), target: z.string().nullable() });

/** One series for the chart; the file is the host's. */
export const pageSeriesParams = seriesParams.omit({ file: true, dateOrder: true });

/** The code that a run of this draft would leave, for one library. */
export const codeParams = z.strictObject({ draft: z.unknown(), target: z.enum(codeTargets) });

export const codeResult = z.strictObject({
  /** The program in pieces: a notebook has a piece a cell, others are one. Empty where it cannot be written. */
  pieces: z.array(z.strictObject({ language: z.enum(['python', 'typescript', 'markdown']), text: z.string() })),
  /** Why it cannot be written; null where it can. */
  refused: z.strictObject({ message: z.string(), hint: z.string() }).nullable(),
});

/** What "Generate" asks for; run folder and threads are the host's. */
export const pageGenerateParams = generateParams.omit({ runFolder: true, threads: true });

export const webviewMethods = {
  /** Notification host → page. */
  state: 'state',
  progress: 'progress',
  samples: 'samples',
  /** How far gradients reach back, now and then while it trains: a `GradientTrace`. */
  trace: 'trace',
  /** Requests page → host. `ready` is answered by a `state` notification, `predictions` by a `PredictionSeries`. */
  ready: 'ready',
  edit: 'edit',
  /** Answered by the code of a draft, before it is trained. */
  code: 'code',
  /** Writes code and model of the shown run into a folder that the user chooses. */
  exportRun: 'exportRun',
  /** Runs a program of the shown run in the terminal. */
  runProgram: 'runProgram',
  train: 'train',
  stop: 'stop',
  open: 'open',
  predictions: 'predictions',
  /** Answered by a `ResultTable`. */
  table: 'table',
  /** Answered by a new `state`. */
  propose: 'propose',
  /** Answered by the texts; a second request ends the first. */
  generate: 'generate',
  /** Answered by a `SeriesResult`. */
  series: 'series',
  /** Starts a backtest of the shown run; how it goes stands in the state. `cancelBacktest` ends it. */
  backtest: 'backtest',
  cancelBacktest: 'cancelBacktest',
  /** Lets the user choose a CSV and predicts it; how it goes stands in the state. `cancelPrediction` ends it. */
  predict: 'predict',
  cancelPrediction: 'cancelPrediction',
  /** Answered by an `Inspection` of one example. */
  inspect: 'inspect',
  /** Answered by the traces of the run that trains or is shown. */
  gradients: 'gradients',
  /** Trains what is missing for a comparison; how far it is stands in the state. `stop` ends it. */
  compare: 'compare',
  chooseFile: 'chooseFile',
  trySample: 'trySample',
  reload: 'reload',
} as const;

/** `edit` and `train` carry the whole draft; the host validates it and answers with problems and shapes. */
export const draftParams = z.strictObject({ draft: z.unknown() });
export const editResult = z.strictObject({
  problems: z.array(problemSchema),
  layers: z.array(layerShapeSchema),
  shapes: shapesSchema.nullable().default(null),
  about: z.boolean().default(false),
});
/** `line`: 1-based line to show, for `csv` and `log`. */
export const openParams = z.strictObject({ what: z.enum(openables), line: z.int().min(1).optional() });

export type Phase = (typeof phases)[number];
export type RunItem = z.output<typeof runItemSchema>;
export type PredictionSeries = z.output<typeof predictionSeriesSchema>;
export type PredictionQuery = z.output<typeof predictionQuery>;
export type ResultTable = z.output<typeof resultTableSchema>;
export type TableQuery = z.output<typeof tableQuery>;
export type Condition = z.output<typeof conditionSchema>;
export type PredictionState = z.output<typeof predictionStateSchema>;
export type BacktestState = z.output<typeof backtestStateSchema>;
export type PageSeriesParams = z.output<typeof pageSeriesParams>;
export type PageGenerateParams = z.output<typeof pageGenerateParams>;
export type ProposeParams = z.output<typeof proposeParams>;
export type CodeParams = z.output<typeof codeParams>;
export type CodeResult = z.output<typeof codeResult>;
export type PanelState = z.output<typeof panelStateSchema>;
export type Openable = (typeof openables)[number];

/**
 * What the panel's page keeps with `setState`, so that VS Code can open the panel again after a window reload.
 * The page writes it whenever a state arrives that names a file; it may keep fields of its own beside these.
 */
export const savedStateSchema = z.object({ filePath: z.string(), runFolder: z.string().nullable().default(null) });

import { z } from 'zod';

import { experimentSchema } from '../spec/experiment';
import { layerShapeSchema } from '../spec/layers';
import { problemSchema } from '../spec/problem';
import { dataProfileSchema } from '../spec/profile';
import { epochMetricsSchema, errorReportSchema, summarySchema } from '../spec/run';
import { trainProgress } from './trainer';

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

/** Actual and predicted of one target in one part, decimated to what a chart can show. */
export const predictionSeriesSchema = z.strictObject({
  split: z.enum(['train', 'validation', 'test']),
  target: z.string(),
  /** Rows in this part before decimation, and the range that `index` covers. */
  total: z.int(),
  from: z.int(),
  to: z.int(),
  index: z.array(z.int()),
  /** As written in `predictions.csv`: the CSV's own time text, or the row number. */
  time: z.array(z.string()),
  actual: z.array(z.number().nullable()),
  predicted: z.array(z.number().nullable()),
});

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
  run: runItemSchema.nullable(),
  history: z.array(epochMetricsSchema),
  progress: trainProgress.nullable(),
  predictions: z.array(predictionSeriesSchema),
  /** The best earlier run on this file by the test RMSE of the same targets, or null. */
  bestEarlier: runItemSchema.nullable(),
  /** The CSV's content is another than at the time of the run. */
  fileChanged: z.boolean(),
  /** The run was read back from disk, not trained in this window. */
  restored: z.boolean(),
  error: errorReportSchema.nullable(),
  /** False in Restricted Mode: Train says why it is off. */
  trusted: z.boolean(),
});

/** What one click on a link or button of a result can open. */
export const openables = [
  'predictions',
  'model',
  'experiment',
  'keras',
  'tensorflow',
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

export const predictionQuery = z.strictObject({
  split: z.enum(['train', 'validation', 'test']),
  target: z.string(),
  from: z.int().min(0),
  to: z.int().min(0),
  points: z.int().min(2).max(20_000),
});

export const webviewMethods = {
  /** Notification host → page. */
  state: 'state',
  progress: 'progress',
  /** Requests page → host. `ready` is answered by a `state` notification, `predictions` by a `PredictionSeries`. */
  ready: 'ready',
  edit: 'edit',
  train: 'train',
  stop: 'stop',
  open: 'open',
  predictions: 'predictions',
  chooseFile: 'chooseFile',
  trySample: 'trySample',
  reload: 'reload',
} as const;

/** `edit` and `train` carry the whole draft; the host validates it and answers with problems and shapes. */
export const draftParams = z.strictObject({ draft: z.unknown() });
export const editResult = z.strictObject({
  problems: z.array(problemSchema),
  layers: z.array(layerShapeSchema),
});
/** `line`: 1-based line to show, for `csv` and `log`. */
export const openParams = z.strictObject({ what: z.enum(openables), line: z.int().min(1).optional() });

export type Phase = (typeof phases)[number];
export type RunItem = z.output<typeof runItemSchema>;
export type PredictionSeries = z.output<typeof predictionSeriesSchema>;
export type PredictionQuery = z.output<typeof predictionQuery>;
export type PanelState = z.output<typeof panelStateSchema>;
export type Openable = (typeof openables)[number];

/**
 * What the panel's page keeps with `setState`, so that VS Code can open the panel again after a window reload.
 * The page writes it whenever a state arrives that names a file; it may keep fields of its own beside these.
 */
export const savedStateSchema = z.object({ filePath: z.string(), runFolder: z.string().nullable().default(null) });

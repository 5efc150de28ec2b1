import { z } from 'zod';

/**
 * The experiment file, version 1: everything that decides what is trained, on what, and how.
 * One definition gives the TypeScript type, the check and the published JSON schema (`schema.ts`).
 * All fields but `version`, `task`, `data.file` and `data.targets` have defaults; unknown fields are errors,
 * because a misspelt field that is silently ignored trains something else than what was asked for.
 */

export const experimentVersion = 1;

export const tasks = ['forecast', 'classify', 'label', 'translate', 'generate'] as const;
export const topologies = ['one-to-one', 'one-to-many', 'many-to-one', 'many-to-many', 'encoder-decoder'] as const;
export const cells = ['simple_rnn', 'gru', 'lstm'] as const;
export const activations = [
  'linear',
  'tanh',
  'relu',
  'sigmoid',
  'hard_sigmoid',
  'softsign',
  'elu',
  'selu',
  'softplus',
] as const;
export const losses = ['mse', 'mae', 'huber', 'quantile', 'categorical_crossentropy', 'binary_crossentropy'] as const;
export const optimizers = ['adam', 'adamw', 'rmsprop', 'sgd'] as const;
export const scheduleNames = ['plateau', 'cosine'] as const;
export const scalings = ['minmax', 'standard', 'robust', 'none', 'window'] as const;
export const missingPolicies = ['error', 'drop', 'forward-fill', 'interpolate'] as const;
export const merges = ['concat', 'sum', 'mul', 'ave'] as const;
export const engines = ['auto', 'fused', 'tensorflow'] as const;
export const splitBys = ['time', 'series', 'random'] as const;
export const denseActivations = [...activations, 'softmax'] as const;
export const calendarFeatures = ['hour', 'weekday', 'month'] as const;

const count = (what: string) => z.int(`${what} must be a whole number`).min(1, `${what} must be at least 1`);
/** Beyond a million, parameters would be too many to count exactly, and far too many to train. */
const units = count('units').max(1_000_000, 'units must be at most 1,000,000');
const share = z.number().min(0, 'a share must be at least 0').max(1, 'a share must be at most 1');
const columnName = z.string();
const rate = z.number().min(0).lt(1, 'a dropout rate must be below 1');

const splitSchema = z
  .strictObject({
    train: share.default(0.8).describe('Share of the rows that the network learns from.'),
    validation: share.default(0).describe('Share of the rows that watch for overfitting while it trains.'),
    test: share.default(0.2).describe('Share of the rows kept aside to judge the finished network.'),
    by: z.enum(splitBys).default('time').describe('How rows are shared out: the earliest train, the latest test.'),
    context: z
      .boolean()
      .default(true)
      .describe('Windows of validation and test may look back across the border of their part (inputs only).'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('By random or series: decides who belongs to which part.'),
    validationRows: count('validationRows')
      .nullable()
      .default(null)
      .describe('By time: rows of each series that are validation, instead of a share.'),
    testRows: count('testRows')
      .nullable()
      .default(null)
      .describe('By time: last rows of each series that are test, instead of a share.'),
  })
  .refine((split) => Math.abs(split.train + split.validation + split.test - 1) < 1e-6, {
    message: 'train, validation and test must add up to 1',
  })
  .refine((split) => split.train > 0, { path: ['train'], message: 'train must be above 0' });

const dataSchema = z.strictObject({
  file: z.string().min(1).describe('The CSV, relative to this file.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null)
    .describe('SHA-256 of the CSV at training time; written by the trainer.'),
  time: columnName.nullable().default(null).describe('Column that orders the rows; null means file order.'),
  seasonalPeriod: count('seasonalPeriod')
    .nullable()
    .default(null)
    .describe('Rows a season, for MASE and the seasonal naive baseline; null means inferred from the time column.'),
  dateOrder: z
    .enum(['day-first', 'month-first'])
    .nullable()
    .default(null)
    .describe('How dates like 1/2/1981 are read where the data does not tell.'),
  series: columnName.nullable().default(null).describe('Column that names the sequence a row belongs to.'),
  inputs: z.array(columnName).default([]).describe('Columns fed at each step; empty means the targets.'),
  targets: z.array(columnName).min(1, 'at least one target column is needed').describe('Columns predicted.'),
  known: z.array(columnName).default([]).describe('Columns whose future values are known at prediction time.'),
  static: z.array(columnName).default([]).describe('Columns constant within a series.'),
  missing: z.enum(missingPolicies).default('error').describe('What happens to rows with missing values.'),
  calendar: z
    .array(z.enum(calendarFeatures))
    .default([])
    .describe('Made from the time column: sine and cosine of each, known for all rows and for the future.'),
  scale: z
    .enum(scalings)
    .default('minmax')
    .describe('Scaling, fitted on the training rows only; window: each window by its own level and spread as well.'),
  scaleBy: z
    .enum(['all', 'series'])
    .default('all')
    .describe('Whether scalers are fitted over all series together or for each series.'),
  split: splitSchema.prefault({}),
});

const windowSchema = z.strictObject({
  timeSteps: count('timeSteps').default(12).describe('How many past rows the network sees at once.'),
  horizon: count('horizon').default(1).describe('How many steps ahead are predicted.'),
  stride: count('stride').default(1).describe('Rows between the starts of two windows.'),
  strategy: z
    .enum(['direct', 'recursive'])
    .default('direct')
    .describe('Forecast: all steps at once, or one step that is fed back to reach the next.'),
});

export const recurrentLayerSchema = z.strictObject({
  cell: z.enum(cells).default('lstm').describe('Kind of recurrent cell.'),
  units: units.default(32).describe('Size of the hidden state.'),
  activation: z.enum(activations).default('tanh').describe('Activation of the candidate state and output.'),
  recurrentActivation: z.enum(activations).default('sigmoid').describe('Activation of the gates (GRU, LSTM).'),
  bidirectional: z.boolean().default(false).describe('Read the window forwards and backwards.'),
  merge: z.enum(merges).default('concat').describe('How the two directions are put together.'),
  resetAfter: z.boolean().default(true).describe('GRU only: apply the reset gate after the matrix product (Keras).'),
  dropout: rate.default(0).describe('Share of the inputs dropped while training.'),
  recurrentDropout: rate.default(0).describe('Share of the hidden state dropped while training.'),
});

export const denseLayerSchema = z.strictObject({
  units: units.describe('Outputs of the layer.'),
  activation: z
    .enum(denseActivations)
    .default('linear')
    .describe('Activation of the layer; softmax in the last layer only.'),
});

const modelSchema = z.strictObject({
  topology: z.enum(topologies).default('many-to-one').describe('Steps in and steps out.'),
  layers: z
    .array(recurrentLayerSchema)
    .min(1, 'at least one recurrent layer is needed')
    .default([recurrentLayerSchema.parse({})])
    .describe('Recurrent layers, first to last.'),
  dense: z
    .array(denseLayerSchema)
    .default([])
    .describe('Dense layers after the recurrent ones; empty means one linear layer with an output per target.'),
  embedding: z
    .strictObject({ units })
    .nullable()
    .default(null)
    .describe(
      'A learned vector for each token of a text, or for each value of a categorical column; null means one-hot.',
    ),
  tokens: z
    .strictObject({
      level: z.enum(['word', 'character']).default('word').describe('What a text is cut into.'),
      vocabulary: count('vocabulary').default(5000).describe('Most different tokens; rarer ones are unknown.'),
      maxLength: count('maxLength').default(100).describe('Tokens of a text that are read.'),
      lowercase: z.boolean().default(false).describe('Whether upper and lower case are the same.'),
    })
    .nullable()
    .default(null),
  decoder: z
    .strictObject({
      layers: z.array(recurrentLayerSchema).min(1),
      mode: z.enum(['repeat', 'autoregressive']).default('repeat'),
      attention: z.enum(['luong']).nullable().default(null).describe('Look back at all steps of the encoder.'),
      beam: count('beam')
        .max(100, 'beam must be at most 100')
        .default(1)
        .describe('Translations kept while one is made; 1 is greedy.'),
    })
    .nullable()
    .default(null),
});

const optimizerSchema = z.strictObject({
  name: z.enum(optimizers).default('adam').describe('Update rule.'),
  learningRate: z.number().gt(0, 'learningRate must be above 0').default(0.001).describe('Size of an update.'),
  momentum: z.number().min(0).lt(1).default(0).describe('SGD only: share of the last update kept.'),
  weightDecay: z.number().min(0).default(0.004).describe('AdamW only: decoupled weight decay.'),
});

const trainingSchema = z.strictObject({
  epochs: count('epochs').default(20).describe('Passes over the training windows.'),
  batchSize: count('batchSize').default(32).describe('Windows for one update of the weights.'),
  shuffle: z.boolean().default(true).describe('New order of the windows each epoch.'),
  seed: z.int().min(0).max(0xffffffff).default(42).describe('Decides initial weights, order and dropout.'),
  loss: z.enum(losses).default('mse').describe('What is minimised.'),
  optimizer: optimizerSchema.prefault({}),
  quantiles: z
    .array(z.number().gt(0).lt(1))
    .min(1)
    .default([0.1, 0.5, 0.9])
    .describe('Loss quantile only: what is predicted; the middle one is the prediction, the outer ones the interval.'),
  classWeights: z
    .enum(['none', 'balanced'])
    .default('none')
    .describe('Balanced: rare classes count more, as in scikit-learn.'),
  stateful: z.boolean().default(false).describe('Batches go on with the states of the batch before.'),
  clipNorm: z.number().gt(0).nullable().default(null).describe('Largest global norm of the gradient; null: no limit.'),
  earlyStopping: z
    .strictObject({
      patience: count('patience').default(10).describe('Epochs without improvement before training stops.'),
      minDelta: z.number().min(0).default(0).describe('Smallest change that counts as an improvement.'),
      restoreBest: z.boolean().default(true).describe('Go back to the best weights at the end.'),
    })
    .nullable()
    .default(null),
  schedule: z
    .strictObject({
      name: z
        .enum(scheduleNames)
        .default('plateau')
        .describe('plateau: reduce the rate when the loss stops falling; cosine: lower it from epoch to epoch.'),
      factor: z.number().gt(0).lt(1).default(0.5).describe('Factor for the learning rate (plateau).'),
      patience: count('patience').default(5).describe('Epochs without improvement before a reduction (plateau).'),
      minLearningRate: z.number().min(0).default(1e-6).describe('Lower limit of the rate.'),
    })
    .nullable()
    .default(null),
});

const samplingSchema = z.strictObject({
  every: count('every').nullable().default(5).describe('Epochs between samples while it trains; null: none.'),
  count: count('count').max(100, 'count must be at most 100').default(3).describe('Texts written.'),
  length: count('length')
    .max(100_000, 'length must be at most 100,000')
    .default(200)
    .describe('Most tokens of a text.'),
  temperature: z.number().min(0).default(0.8).describe('Below 1 likelier tokens are preferred; 0 takes the likeliest.'),
  topK: count('topK').nullable().default(null).describe('Only this many likeliest tokens; null: all.'),
  start: z.string().default('').describe('What each text begins with.'),
});

export const experimentSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(experimentVersion).describe('Version of this file format.'),
  name: z.string().max(100).default('').describe('Name of the run; empty means the name of the CSV.'),
  task: z.enum(tasks).describe('What is learned.'),
  data: dataSchema,
  window: windowSchema.prefault({}),
  model: modelSchema.prefault({}),
  training: trainingSchema.prefault({}),
  sampling: samplingSchema.prefault({}).describe('Generate only: how texts are written.'),
  engine: z
    .enum(engines)
    .default('auto')
    .describe('What computes: auto and fused take the fused engine, and TensorFlow.js where that cannot be loaded.'),
});

/** An experiment with every default filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a person writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type RecurrentLayer = z.output<typeof recurrentLayerSchema>;
export type DenseLayer = z.output<typeof denseLayerSchema>;
export type Cell = (typeof cells)[number];
export type Activation = (typeof activations)[number];
export type Task = (typeof tasks)[number];
export type Topology = (typeof topologies)[number];
export type Loss = (typeof losses)[number];
export type Scaling = (typeof scalings)[number];
export type MissingPolicy = (typeof missingPolicies)[number];

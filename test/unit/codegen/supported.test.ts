import { describe, expect, it } from 'vitest';

import { generateCode, generateTarget, refusedBy } from '../../../src/codegen/generate';
import type { CodegenInput } from '../../../src/codegen/input';
import { UserError } from '../../../src/spec/errors';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import type { Preprocessing } from '../../../src/spec/run';
import { setPath } from '../../../src/spec/setPath';

const preprocessing: Preprocessing = {
  version: 1,
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns: ['t', 'a', 'b'],
  time: null,
  scaling: 'minmax',
  inputs: [],
  targets: [],
  parts: { train: [0, 80], validation: [80, 80], test: [80, 100] },
};

/** Every list and object that may be empty has something in it, so that its fields are seen. */
const base = experimentSchema.parse({
  version: 1,
  task: 'forecast',
  data: { file: 'x.csv', targets: ['a'] },
  model: { dense: [{ units: 1 }] },
  training: { earlyStopping: {}, schedule: {} },
});

function leaves(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object' || (Array.isArray(value) && typeof value[0] !== 'object'))
    return [at];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, at === '' ? key : `${at}.${key}`));
}

/** What programs do as the experiment says, and what has no part in what they compute. */
const written = [
  ...['version', 'name', 'engine', 'data.file', 'data.sha256', 'data.time', 'data.dateOrder', 'data.seasonalPeriod'],
  ...['data.inputs', 'data.targets', 'data.missing'],
  ...['train', 'validation', 'test', 'context'].map((field) => `data.split.${field}`),
  ...['window.timeSteps', 'window.stride'],
  ...['cell', 'units', 'activation', 'recurrentActivation', 'bidirectional', 'merge', 'resetAfter', 'dropout'].map(
    (field) => `model.layers.0.${field}`,
  ),
  ...['model.layers.0.recurrentDropout', 'model.dense.0.units'],
  ...['epochs', 'batchSize', 'shuffle', 'seed', 'clipNorm'].map((field) => `training.${field}`),
  ...['name', 'learningRate', 'momentum', 'weightDecay'].map((field) => `training.optimizer.${field}`),
  ...['patience', 'minDelta', 'restoreBest'].map((field) => `training.earlyStopping.${field}`),
  ...['name', 'factor', 'patience', 'minLearningRate'].map((field) => `training.schedule.${field}`),
];

/** What has an effect together with a refused field alone. */
const dependent: Readonly<Record<string, string>> = {
  'data.scaleBy': 'data.series',
  'data.split.seed': 'data.split.by',
  'window.strategy': 'window.horizon',
  'training.quantiles': 'training.loss',
  'training.classWeights': 'task',
  'sampling.every': 'task',
  'sampling.count': 'task',
  'sampling.length': 'task',
  'sampling.temperature': 'task',
  'sampling.topK': 'task',
  'sampling.start': 'task',
};

const refused: Readonly<Record<string, readonly unknown[]>> = {
  task: ['classify', 'label', 'translate', 'generate'],
  'data.series': ['b'],
  'data.known': [['b']],
  'data.static': [['b']],
  'data.calendar': [['month']],
  'data.scale': ['window'],
  'data.split.by': ['series', 'random'],
  'data.split.validationRows': [3],
  'data.split.testRows': [3],
  'window.horizon': [2],
  'model.topology': ['one-to-many', 'many-to-many', 'encoder-decoder'],
  'model.embedding': [{ units: 2 }],
  'model.tokens': [{}],
  'model.decoder': [{ layers: [{}] }],
  'model.dense.0.activation': ['softmax'],
  'training.loss': ['quantile', 'categorical_crossentropy', 'binary_crossentropy'],
  'training.stateful': [true],
};

const changed = (path: string, value: unknown): Experiment => {
  const text = JSON.parse(JSON.stringify(base)) as Record<string, unknown>;
  return experimentSchema.parse(setPath(text, path, JSON.stringify(value)));
};

const canGenerate = (input: CodegenInput) => refusedBy('tfjs', input);

describe('refusedBy', () => {
  it('knows every field of an experiment', () => {
    const known = [...written, ...Object.keys(dependent), ...Object.keys(refused)].sort();
    expect(leaves(base).sort()).toEqual(known);
    for (const other of Object.values(dependent)) expect(refused).toHaveProperty([other]);
  });

  it('refuses nothing of what programs are written for', () => {
    expect(canGenerate({ experiment: base, preprocessing })).toBeNull();
    expect(generateCode({ experiment: base, preprocessing }).refused).toEqual([]);
  });

  it.each(Object.entries(refused).flatMap(([path, values]) => values.map((value) => [path, value] as const)))(
    'refuses %s = %j, and says so',
    (path, value) => {
      const experiment = changed(path, value);
      const error = canGenerate({ experiment, preprocessing });
      expect(error?.details).toEqual({ code: 'codegen/unsupported', path: path.replace('.0.activation', '') });
      expect(() => generateTarget({ experiment, preprocessing }, 'tfjs')).toThrow(UserError);
      const { files, refused } = generateCode({ experiment, preprocessing });
      expect(refused.map(({ target }) => target)).toContain('tfjs');
      expect(files.some(({ path: name }) => name.startsWith('tfjs'))).toBe(false);
    },
  );

  it('names what stands in the way, in one short sentence', () => {
    const experiment = changed('data.series', 'b');
    const message = (more: object): string | undefined =>
      canGenerate({ experiment: experimentSchema.parse({ ...experiment, ...more }), preprocessing })?.message;
    expect(message({ window: { horizon: 6 } })).toBe(
      'TensorFlow.js code cannot express several series in one file, a horizon of 6 steps.',
    );
    expect(message({ window: { horizon: 6 }, model: { embedding: { units: 2 }, tokens: {} } })).toBe(
      'TensorFlow.js code cannot express several series in one file, a horizon of 6 steps, embeddings and more.',
    );
    expect(message({ task: 'translate', model: { embedding: { units: 2 }, tokens: {} } })).toBe(
      'TensorFlow.js code cannot express the task "translate".',
    );
  });

  it('refuses columns of texts, which only the data tell', () => {
    const found = { ...preprocessing, categories: { b: ['x', 'y'] } };
    expect(canGenerate({ experiment: base, preprocessing: found })?.details.code).toBe('codegen/unsupported');
    expect(canGenerate({ experiment: base, preprocessing: { ...preprocessing, categories: {} } })).toBeNull();
  });
});

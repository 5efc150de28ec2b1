import type { DataOptions, Engine, ModelShapes } from '../../src/engine/engine';
import type { Experiment, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { tokenColumns } from '../../src/spec/shapes';
import type { Example } from './sequenceReference';

/** Small networks over sequences that differ in length: every kind of input and head, without a decoder. */

export const seed = 5;
export const lengths = [3, 1, 5, 0, 4];
export const timeSteps = 5;

export interface Variant {
  readonly task?: ExperimentInput['task'];
  readonly model: ExperimentInput['model'];
  readonly training?: ExperimentInput['training'];
  readonly shapes: Partial<ModelShapes>;
  readonly classWeights?: readonly number[];
}

const lstm = { cell: 'lstm', units: 3 } as const;
const both = { bidirectional: true, merge: 'concat' } as const;
const tokens = { vocabulary: 6 };
const crossEntropy = { loss: 'categorical_crossentropy' } as const;

export const variants: Record<string, Variant> = {
  'embedding, softmax of the last state': {
    model: { embedding: { units: 3 }, layers: [lstm] },
    training: crossEntropy,
    shapes: { ...tokens, classes: 4 },
  },
  'embedding wider than a panel, with dropout': {
    model: { embedding: { units: 9 }, layers: [{ ...lstm, dropout: 0.3 }] },
    training: crossEntropy,
    shapes: { ...tokens, classes: 2 },
  },
  'embedding, recurrent dropout: a mask a gate': {
    model: { embedding: { units: 4 }, layers: [{ cell: 'gru', units: 3, dropout: 0.3, recurrentDropout: 0.2 }] },
    training: crossEntropy,
    shapes: { ...tokens, classes: 3 },
  },
  'numbers beside an embedding, read in both directions, class weights': {
    model: { embedding: { units: 2 }, layers: [{ cell: 'gru', units: 2, ...both }] },
    training: crossEntropy,
    shapes: { ...tokens, features: 2, classes: 3 },
    classWeights: [0.5, 2, 1.25],
  },
  'one-hot beside numbers, sigmoid': {
    model: { layers: [{ cell: 'simple_rnn', units: 4 }] },
    training: { loss: 'binary_crossentropy' },
    shapes: { ...tokens, features: 1, classes: 2 },
    classWeights: [0.7, 1.6],
  },
  'softmax at each step, stacked, two dense layers': {
    task: 'label',
    model: {
      embedding: { units: 3 },
      layers: [
        { ...lstm, ...both },
        { cell: 'gru', units: 3, resetAfter: false },
      ],
      dense: [
        { units: 5, activation: 'tanh' },
        { units: 9, activation: 'softmax' },
      ],
    },
    training: crossEntropy,
    shapes: { ...tokens, classes: 9 },
    classWeights: [1, 0.5, 2, 1, 1, 3, 0.25, 1, 1],
  },
  'sigmoid at each step, both directions summed': {
    task: 'label',
    model: { layers: [{ ...lstm, bidirectional: true, merge: 'sum' }] },
    training: { loss: 'binary_crossentropy' },
    shapes: { features: 2, classes: 2 },
  },
  'one-hot, softmax at each step of a text that is written on': {
    task: 'generate',
    model: { layers: [lstm] },
    training: crossEntropy,
    shapes: { ...tokens, classes: 6 },
  },
  'numbers at each step': {
    task: 'label',
    model: { layers: [lstm] },
    training: { loss: 'huber' },
    shapes: { features: 2, targets: 3 },
  },
  'absolute error at each step': {
    task: 'label',
    model: { layers: [lstm] },
    training: { loss: 'mae' },
    shapes: { features: 2, targets: 1 },
  },
  'quantiles at each step': {
    task: 'label',
    model: { layers: [lstm] },
    training: { loss: 'quantile', quantiles: [0.1, 0.5, 0.8] },
    shapes: { features: 1, targets: 2 },
  },
  'numbers of the last state, beside a token': {
    model: { embedding: { units: 3 }, layers: [lstm] },
    shapes: { ...tokens, features: 1, targets: 2 },
  },
  'quantiles of two steps ahead, with known columns': {
    model: { layers: [lstm] },
    training: { loss: 'quantile', quantiles: [0.25, 0.5, 0.9] },
    shapes: { features: 2, targets: 2, horizon: 2, known: 2 },
  },
  'two columns of categories beside numbers, read in both directions': {
    model: { embedding: { units: 3 }, layers: [{ cell: 'gru', units: 2, ...both }] },
    training: crossEntropy,
    shapes: { features: 2, categories: [4, 6], classes: 3 },
  },
  'three columns of categories alone, numbers at each step, vectors wider than a panel': {
    task: 'label',
    model: { embedding: { units: 9 }, layers: [{ ...lstm, dropout: 0.3 }] },
    training: { loss: 'huber' },
    shapes: { categories: [2, 5, 3], targets: 2 },
  },
  'categories of two steps ahead, with known columns': {
    model: { embedding: { units: 2 }, layers: [lstm] },
    shapes: { features: 1, categories: [3, 2], targets: 1, horizon: 2, known: 1 },
  },
  'two steps ahead with known columns through a hidden layer': {
    model: { layers: [{ ...lstm, ...both }], dense: [{ units: 3, activation: 'tanh' }, { units: 2 }] },
    shapes: { features: 2, targets: 1, horizon: 2, known: 1 },
  },
};

export function makeExperiment({ task = 'classify', model, training, shapes }: Variant): Experiment {
  return experimentSchema.parse({
    version: 1,
    task: shapes.known ? 'forecast' : task,
    data: { file: 'none.csv', targets: ['a'] },
    window: { timeSteps, horizon: shapes.horizon ?? 1 },
    model,
    training: { seed, batchSize: lengths.length, clipNorm: null, ...training },
  });
}

export const shapesOf = ({ task, shapes }: Variant): ModelShapes => ({
  ...{ timeSteps, features: 0, targets: 0, horizon: task ? timeSteps : 1 },
  ...shapes,
});

/** Numbers without a pattern. */
const wave = (i: number): number => Math.sin(1 + 2.3 * i);

/** Examples of different length; every second row of the data is nobody's, and holds what must not be read. */
export function makeExamples(variant: Variant): Example[] {
  const shapes = shapesOf(variant);
  const { features, horizon, targets, classes, known = 0 } = shapes;
  const each = variant.task !== undefined;
  return lengths.map((length, e) => {
    const list = (count: number, salt: number): number[] =>
      Array.from({ length: count }, (_, i) => wave(17 * e + 5 * i + salt));
    const predicted = each ? length : 1;
    const perStep = targets * (each ? 1 : horizon);
    return {
      steps: Array.from({ length }, (_, t) => list(features, t)),
      tokens: tokenColumns(shapes).map((values, column) =>
        Array.from({ length }, (_, t) => (3 * e + 5 * t * t + column) % values),
      ),
      ...(classes ? { labels: Array.from({ length: predicted }, (_, t) => (e + 2 * t) % classes) } : {}),
      ...(targets ? { targets: Array.from({ length: predicted }, (_, t) => list(perStep, 100 + t)) } : {}),
      ...(known ? { known: list(known * horizon, 300) } : {}),
    };
  });
}

export const order = Int32Array.of(2, 0, 3, 1, 4);

/** Data and weights of a case; biases are not zero, so that nothing hides behind them. */
export function start(engine: Engine, variant: Variant, options: DataOptions = {}): void {
  fill(engine, variant, options);
  const weights = engine.weights().map((weight, w) => ({
    ...weight,
    values: weight.values.map((value, i) => value + 0.2 * Math.sin(3 * w + i)),
  }));
  engine.setWeights(weights);
}

export function fill(engine: Engine, variant: Variant, others: DataOptions = {}): void {
  const { features, horizon, targets, known = 0 } = engine.shapes;
  const each = variant.task !== undefined;
  const examples = makeExamples(variant);
  const rows = 60;
  const data = engine.allocateData(rows, { examples: examples.length, targetRows: rows, ...others });
  data.inputs.fill(3);
  data.tokens.fill(5);
  data.classWeights.set(variant.classWeights ?? data.classWeights);
  examples.forEach(({ steps, tokens: ids = [], labels = [], targets: truth = [], known: beside = [] }, e) => {
    const row = 1 + 9 * e;
    const targetRow = 55 - 9 * e - (each ? timeSteps : horizon);
    put(data.inputs, steps.flat(), row * features);
    ids.forEach((column, k) => data.tokens.set(column, k * rows + row));
    put(data.labels, labels, targetRow);
    put(data.targets, truth.flat(), targetRow * targets);
    put(data.known, beside, targetRow * known);
    data.index.set([row, steps.length, targetRow, each ? steps.length : 1], e * 4);
  });
}

/** What there is none of has no place. */
function put(values: Float32Array | Int32Array, list: readonly number[], at: number): void {
  if (list.length > 0) values.set(list, at);
}

import type { ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import type { Experiment } from '../../src/spec/experiment';
import type { ModelShapes } from '../../src/spec/shapes';

/** A network of every kind, without the data that a program would read for it. */
export interface NetworkCase {
  readonly name: string;
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
}

interface Variant {
  readonly task: ExperimentInput['task'];
  readonly model: NonNullable<ExperimentInput['model']>;
  readonly training?: ExperimentInput['training'];
  readonly window?: ExperimentInput['window'];
  readonly shapes: Partial<ModelShapes>;
}

const lstm = { cell: 'lstm', units: 3 } as const;
const gru = { cell: 'gru', units: 3 } as const;
const rnn = { cell: 'simple_rnn', units: 3 } as const;
const both = { bidirectional: true } as const;
const text = { tokens: { level: 'word' } } as const;
const classes = { loss: 'categorical_crossentropy' } as const;
const two = { loss: 'binary_crossentropy' } as const;
const ahead = { timeSteps: 5, horizon: 3 } as const;
const pairs = { topology: 'encoder-decoder', ...text } as const;
const autoregressive = { mode: 'autoregressive' } as const;
const each = { horizon: 5 } as const;

const variants: Record<string, Variant> = {
  'forecast-tutorial': { task: 'forecast', model: { layers: [rnn] }, shapes: { features: 2, targets: 2 } },
  'forecast-stack': {
    task: 'forecast',
    model: {
      layers: [
        { ...lstm, ...both, activation: 'softsign' },
        { ...gru, resetAfter: false, recurrentActivation: 'hard_sigmoid' },
        { ...rnn, ...both, merge: 'ave', activation: 'relu' },
      ],
      dense: [{ units: 4, activation: 'elu' }, { units: 1 }],
    },
    training: { loss: 'mae' },
    shapes: { features: 3, targets: 1 },
  },
  'forecast-categories': {
    task: 'forecast',
    model: { layers: [gru], embedding: { units: 2 } },
    training: { loss: 'huber' },
    shapes: { features: 2, categories: [4, 3], targets: 1 },
  },
  'forecast-category-alone': {
    task: 'forecast',
    model: { layers: [{ ...gru, ...both, merge: 'mul' }], embedding: { units: 2 } },
    shapes: { features: 0, categories: [4], targets: 1 },
  },
  'forecast-known-quantiles': {
    task: 'forecast',
    window: ahead,
    model: { layers: [{ ...lstm, ...both, merge: 'sum' }], dense: [{ units: 4, activation: 'tanh' }, { units: 18 }] },
    training: { loss: 'quantile', quantiles: [0.1, 0.5, 0.9] },
    shapes: { features: 2, targets: 2, known: 2 },
  },
  'forecast-repeat': {
    task: 'forecast',
    window: ahead,
    model: { topology: 'encoder-decoder', layers: [lstm], decoder: { layers: [gru, { ...rnn, units: 2 }] } },
    training: { loss: 'quantile', quantiles: [0.2, 0.5] },
    shapes: { features: 2, targets: 2 },
  },
  'forecast-repeat-known': {
    task: 'forecast',
    window: ahead,
    model: { topology: 'encoder-decoder', layers: [{ ...rnn, ...both, merge: 'mul' }], decoder: { layers: [lstm] } },
    shapes: { features: 2, targets: 1, known: 2 },
  },
  'forecast-repeat-attention': {
    task: 'forecast',
    window: ahead,
    model: {
      topology: 'encoder-decoder',
      layers: [{ ...lstm, ...both, merge: 'ave' }],
      decoder: { layers: [gru], attention: 'luong' },
    },
    shapes: { features: 2, targets: 1, known: 1 },
  },
  'forecast-repeat-attention-one-direction': {
    task: 'forecast',
    window: ahead,
    model: { topology: 'encoder-decoder', layers: [gru], decoder: { layers: [lstm], attention: 'luong' } },
    shapes: { features: 2, targets: 1 },
  },
  'forecast-autoregressive': {
    task: 'forecast',
    window: ahead,
    model: { topology: 'encoder-decoder', layers: [gru], decoder: { layers: [gru], ...autoregressive } },
    shapes: { features: 2, targets: 2 },
  },
  'forecast-autoregressive-deep': {
    task: 'forecast',
    window: ahead,
    model: {
      topology: 'encoder-decoder',
      layers: [rnn, { ...lstm, ...both }, { ...gru, ...both }],
      decoder: {
        layers: [
          { ...lstm, units: 6 },
          { ...gru, units: 6 },
        ],
        ...autoregressive,
        attention: 'luong',
      },
    },
    training: { loss: 'mae', classWeights: 'none' },
    shapes: { features: 1, targets: 1, known: 2 },
  },
  'rows-softmax': {
    task: 'classify',
    model: { layers: [lstm] },
    training: classes,
    shapes: { features: 2, classes: 3 },
  },
  'rows-sigmoid-categories': {
    task: 'classify',
    model: { layers: [{ ...gru, ...both }], embedding: { units: 2 } },
    training: two,
    shapes: { features: 1, categories: [3], classes: 2 },
  },
  'rows-each-softmax': {
    task: 'label',
    model: { topology: 'many-to-many', layers: [{ ...gru, ...both, merge: 'sum' }, rnn] },
    training: { ...classes, classWeights: 'balanced' },
    shapes: { features: 2, classes: 4, ...each },
  },
  'rows-each-sigmoid': {
    task: 'label',
    model: { topology: 'many-to-many', layers: [lstm] },
    training: { ...two, classWeights: 'balanced' },
    shapes: { features: 2, classes: 2, ...each },
  },
  'rows-each-numbers': {
    task: 'label',
    model: { topology: 'many-to-many', layers: [{ ...lstm, ...both }], embedding: { units: 2 } },
    training: { loss: 'huber' },
    shapes: { features: 1, categories: [3], targets: 2, ...each },
  },
  'text-softmax': {
    task: 'classify',
    model: { ...text, layers: [{ ...lstm, ...both }, gru], embedding: { units: 4 } },
    training: { ...classes, classWeights: 'balanced' },
    shapes: { vocabulary: 7, classes: 3 },
  },
  'text-one-hot-sigmoid': {
    task: 'classify',
    model: { ...text, layers: [gru] },
    training: two,
    shapes: { vocabulary: 6, classes: 2 },
  },
  'writing-embedded': {
    task: 'generate',
    model: { ...text, topology: 'one-to-many', layers: [lstm, lstm], embedding: { units: 4 } },
    training: classes,
    shapes: { vocabulary: 7, classes: 7, ...each },
  },
  'writing-one-hot-on-condition': {
    task: 'generate',
    model: { ...text, topology: 'one-to-many', layers: [gru] },
    training: classes,
    shapes: { vocabulary: 6, classes: 6, features: 2, ...each },
  },
  'pairs-embedded-attention': {
    task: 'translate',
    model: {
      ...pairs,
      layers: [{ ...lstm, ...both }],
      embedding: { units: 4 },
      decoder: { layers: [{ ...lstm, units: 6 }], ...autoregressive, attention: 'luong' },
    },
    training: classes,
    shapes: { vocabulary: 7, classes: 6, horizon: 4 },
  },
  'pairs-one-hot': {
    task: 'translate',
    model: { ...pairs, layers: [gru, gru], decoder: { layers: [gru, gru], ...autoregressive } },
    training: classes,
    shapes: { vocabulary: 7, classes: 6, horizon: 4 },
  },
  'pairs-repeat': {
    task: 'translate',
    model: { ...pairs, layers: [gru], embedding: { units: 3 }, decoder: { layers: [lstm], mode: 'repeat' } },
    training: classes,
    shapes: { vocabulary: 7, classes: 6, horizon: 4 },
  },
  'pairs-repeat-attention': {
    task: 'translate',
    model: {
      ...pairs,
      layers: [lstm],
      embedding: { units: 3 },
      decoder: { layers: [gru], mode: 'repeat', attention: 'luong' },
    },
    training: classes,
    shapes: { vocabulary: 7, classes: 6, horizon: 4 },
  },
  'forecast-autoregressive-activations': {
    task: 'forecast',
    window: ahead,
    model: {
      topology: 'encoder-decoder',
      layers: [
        { ...gru, recurrentActivation: 'hard_sigmoid' },
        { ...rnn, activation: 'sigmoid' },
      ],
      decoder: {
        layers: [
          { ...gru, activation: 'softsign' },
          { ...rnn, activation: 'elu' },
        ],
        ...autoregressive,
      },
    },
    shapes: { features: 2, targets: 1 },
  },
  'rows-each-activations': {
    task: 'label',
    model: {
      topology: 'many-to-many',
      layers: [
        { ...rnn, ...both, merge: 'ave', activation: 'sigmoid' },
        { ...gru, ...both, resetAfter: false, activation: 'relu' },
        gru,
        { ...gru, ...both },
      ],
    },
    training: classes,
    shapes: { features: 2, classes: 3, ...each },
  },
  'text-activations': {
    task: 'classify',
    model: {
      ...text,
      layers: [
        { ...gru, ...both, recurrentActivation: 'hard_sigmoid' },
        { ...lstm, ...both, merge: 'mul', activation: 'softsign' },
        { ...rnn, activation: 'elu' },
      ],
      embedding: { units: 4 },
    },
    training: classes,
    shapes: { vocabulary: 7, classes: 3 },
  },
  'pairs-activations': {
    task: 'translate',
    model: {
      ...pairs,
      layers: [
        { ...gru, resetAfter: false },
        { ...lstm, ...both, activation: 'softsign' },
      ],
      decoder: {
        layers: [
          { ...gru, resetAfter: false },
          { ...lstm, units: 6, activation: 'softsign' },
        ],
        ...autoregressive,
        attention: 'luong',
      },
    },
    training: classes,
    shapes: { vocabulary: 7, classes: 6, horizon: 4 },
  },
};

export const networkCases: readonly NetworkCase[] = Object.entries(variants).map(
  ([name, { task, model, training, window, shapes }]) => {
    const ofNumbers = (shapes.targets ?? 0) > 0;
    const experiment = experimentSchema.parse({
      version: 1,
      task,
      data: {
        file: 'none.csv',
        inputs: ['input'],
        targets: Array.from({ length: shapes.targets ?? 1 }, (_, i) => `target ${i + 1}`),
      },
      window: window ?? { timeSteps: 5 },
      model,
      training: { epochs: 10, batchSize: 4, shuffle: false, optimizer: { learningRate: 0.01 }, ...training },
    });
    return {
      name,
      experiment,
      shapes: { timeSteps: 5, features: 0, targets: 0, horizon: ofNumbers ? experiment.window.horizon : 1, ...shapes },
    };
  },
);

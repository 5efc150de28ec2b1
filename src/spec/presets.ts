import {
  type Activation,
  type Experiment,
  type RecurrentLayer,
  denseLayerSchema,
  recurrentLayerSchema,
} from './experiment';
import { outputUnits } from './network';

/** What the tutorials' `create_RNN(hidden_units, dense_units, input_shape, activation)` takes. */
export interface CreateRnnArguments {
  readonly hiddenUnits: number;
  readonly denseUnits: number;
  /** [timeSteps, features] */
  readonly inputShape: readonly [number, number];
  /** Of the recurrent and of the dense layer. */
  readonly activation: readonly [Activation, Activation];
}

/** The part of an experiment that a preset sets; everything else stays as it is. */
export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  apply(experiment: Experiment): Experiment;
}

/**
 * The model of the field's tutorials: one SimpleRNN and one dense layer.
 * Source: `create_RNN` in "Understanding Simple Recurrent Neural Networks in Keras" (machinelearningmastery.com).
 */
export function createRnn(args: CreateRnnArguments): Pick<Experiment, 'model'> & { timeSteps: number } {
  const [timeSteps] = args.inputShape;
  return {
    timeSteps,
    model: {
      topology: timeSteps === 1 ? 'one-to-one' : 'many-to-one',
      layers: [
        recurrentLayerSchema.parse({ cell: 'simple_rnn', units: args.hiddenUnits, activation: args.activation[0] }),
      ],
      dense: [denseLayerSchema.parse({ units: args.denseUnits, activation: args.activation[1] })],
      embedding: null,
      tokens: null,
      decoder: null,
    },
  };
}

function tutorial(args: CreateRnnArguments, change: (experiment: Experiment) => Partial<Experiment>): Preset['apply'] {
  return (experiment) => {
    const { model, timeSteps } = createRnn(args);
    const dense = model.dense.map((layer) => ({ ...layer, units: experiment.data.targets.length }));
    const { training } = experiment;
    return {
      ...experiment,
      model: { ...model, dense },
      window: { ...experiment.window, timeSteps, horizon: 1, strategy: 'direct' },
      training: { ...training, loss: training.loss === 'quantile' ? 'mse' : training.loss, stateful: false },
      ...change(experiment),
    };
  };
}

/** Other recurrent layers and the default head; a decoder becomes one layer that the last of them can hand its states to. */
function withLayers(layers: RecurrentLayer[]): Preset['apply'] {
  return (experiment) => {
    const { model } = experiment;
    const last = layers.at(-1);
    const decoder = model.decoder &&
      last && {
        ...model.decoder,
        layers: [recurrentLayerSchema.parse({ cell: last.cell, units: outputUnits(last) })],
      };
    return { ...experiment, model: { ...model, layers, dense: [], decoder: decoder ?? null } };
  };
}

export const presets: readonly Preset[] = [
  {
    id: 'tutorial-demo',
    label: 'Tutorial: RNN by hand',
    description: 'SimpleRNN with 2 units over 3 steps, all linear: small enough to compute with pen and paper.',
    apply: tutorial(
      { hiddenUnits: 2, denseUnits: 1, inputShape: [3, 1], activation: ['linear', 'linear'] },
      () => ({}),
    ),
  },
  {
    id: 'tutorial-sunspots',
    label: 'Tutorial: sunspots',
    description: 'SimpleRNN with 3 units over 12 steps, tanh, min-max scaling, 80/20, 20 epochs, one window a batch.',
    apply: tutorial(
      { hiddenUnits: 3, denseUnits: 1, inputShape: [12, 1], activation: ['tanh', 'tanh'] },
      (experiment) => ({
        window: { ...experiment.window, timeSteps: 12, horizon: 1, stride: 12, strategy: 'direct' },
        data: {
          ...experiment.data,
          scale: 'minmax',
          split: {
            ...experiment.data.split,
            ...{ train: 0.8, validation: 0, test: 0.2, by: 'time', context: false },
            ...{ validationRows: null, testRows: null },
          },
        },
        training: {
          ...experiment.training,
          epochs: 20,
          batchSize: 1,
          loss: 'mse',
          optimizer: { ...experiment.training.optimizer, name: 'adam', learningRate: 0.001 },
          stateful: false,
          clipNorm: null,
          earlyStopping: null,
          schedule: null,
        },
      }),
    ),
  },
  {
    id: 'lstm-32',
    label: 'LSTM, 32 units',
    description: 'One LSTM layer and a linear output: a good first try on most series.',
    apply: withLayers([recurrentLayerSchema.parse({ cell: 'lstm', units: 32 })]),
  },
  {
    id: 'stacked-gru',
    label: 'Two GRU layers, 32 units',
    description: 'A deeper network with a little dropout, for series with longer patterns.',
    apply: withLayers([
      recurrentLayerSchema.parse({ cell: 'gru', units: 32, dropout: 0.1 }),
      recurrentLayerSchema.parse({ cell: 'gru', units: 32 }),
    ]),
  },
];

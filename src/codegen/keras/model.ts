import type { DenseLayer, Loss, RecurrentLayer } from '../../spec/experiment';
import { cellLabels } from '../../spec/layers';
import { type Code, black, call, layOut, list } from '../layout';
import { pythonString } from '../literals';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';
import type { Sizes } from '../python/sizes';
import { optimizer } from './optimizer';

const lossNames: Partial<Record<Loss, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  huber: 'huber',
};

/** The network: `create_RNN` as tutorials write it where the experiment is that simple, explicit layers otherwise. */
export function modelSection(pipeline: Pipeline, { features }: Sizes): PythonSection {
  const simple = tutorialLayers(pipeline);
  const inputShape = `(TIME_STEPS, ${features})`;
  const create = simple
    ? call(
        'create_RNN',
        `hidden_units=${simple.recurrent.units}`,
        `dense_units=${simple.dense.units}`,
        `input_shape=${inputShape}`,
        `activation=["${simple.recurrent.activation}", "${simple.dense.activation}"]`,
      )
    : call('create_model', `input_shape=${inputShape}`);
  return {
    imports: ['import keras', 'from keras import layers'],
    functions: [simple ? createRnn(pipeline, simple) : createModel(pipeline)],
    main: [`    keras.utils.set_random_seed(${pipeline.training.seed})`, layOut(black, 1, 'model = ', create)],
  };
}

interface TutorialLayers {
  readonly recurrent: RecurrentLayer;
  readonly dense: DenseLayer;
}

function tutorialLayers({ layers, dense }: Pipeline): TutorialLayers | null {
  const [recurrent, ...others] = layers;
  const [head, ...heads] = dense;
  if (!recurrent || !head || others.length > 0 || heads.length > 0) return null;
  const plain = recurrent.dropout === 0 && recurrent.recurrentDropout === 0 && !recurrent.bidirectional;
  return recurrent.cell === 'simple_rnn' && plain ? { recurrent, dense: head } : null;
}

function createRnn({ training }: Pipeline, _layers: TutorialLayers): string {
  return [
    'def create_RNN(hidden_units, dense_units, input_shape, activation):',
    layOut(
      black,
      1,
      'model = ',
      sequential([
        'layers.Input(input_shape)',
        'layers.SimpleRNN(hidden_units, activation=activation[0])',
        'layers.Dense(dense_units, activation=activation[1])',
      ]),
    ),
    compile(training),
    '    return model',
  ].join('\n');
}

function createModel({ layers, dense, training }: Pipeline): string {
  const all = [
    'layers.Input(input_shape)',
    ...layers.map((layer, i) => recurrentLayer(layer, i === layers.length - 1)),
    ...dense.map(({ units, activation }) => call('layers.Dense', String(units), ...activationArgument(activation))),
  ];
  return [
    'def create_model(input_shape):',
    layOut(black, 1, 'model = ', sequential(all)),
    compile(training),
    '    return model',
  ].join('\n');
}

const sequential = (layers: readonly Code[]): Code => call('keras.Sequential', { ...list(layers), broken: true });

function compile(training: Pipeline['training']): string {
  return layOut(
    black,
    1,
    '',
    call(
      'model.compile',
      { ...optimizer(training), open: `optimizer=${optimizer(training).open}` },
      `loss="${lossNames[training.loss]}"`,
    ),
  );
}

const activationArgument = (activation: string): string[] =>
  activation === 'linear' ? [] : [`activation=${pythonString(activation)}`];

/** Arguments that Keras has as defaults are left out, but the activation is what readers look for. */
function recurrentLayer(layer: RecurrentLayer, last: boolean): Code {
  const { cell, recurrentActivation, dropout, recurrentDropout, merge } = layer;
  const options = [String(layer.units), `activation=${pythonString(layer.activation)}`];
  if (cell !== 'simple_rnn' && recurrentActivation !== 'sigmoid') {
    options.push(`recurrent_activation=${pythonString(recurrentActivation)}`);
  }
  if (cell === 'gru' && !layer.resetAfter) options.push('reset_after=False');
  if (dropout > 0) options.push(`dropout=${dropout}`);
  if (recurrentDropout > 0) options.push(`recurrent_dropout=${recurrentDropout}`);
  if (!last) options.push('return_sequences=True');
  const inner = call(`layers.${cellLabels[cell]}`, ...options);
  if (!layer.bidirectional) return inner;
  return call('layers.Bidirectional', inner, ...(merge === 'concat' ? [] : [`merge_mode="${merge}"`]));
}

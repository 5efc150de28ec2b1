import type { DenseLayer, RecurrentLayer } from '../../spec/experiment';
import { type Brackets, type Code, black, call, layOut, list } from '../layout';
import { isSingleRow } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';
import type { Sizes } from '../python/sizes';
import { chainLayers, isChain } from './chain';
import { functionalModel } from './functional';
import { lossCode } from './loss';
import { optimizer } from './optimizer';
import { SizeArguments } from './sizeArguments';

/**
 * The network: `create_rnn` as tutorials write it where the experiment is that simple, explicit layers otherwise, in the
 * functional API where they are no chain.
 */
export function modelSection(pipeline: Pipeline, sizes: Sizes): PythonSection {
  const simple = tutorialLayers(pipeline);
  const { text, create } = simple ? createRnn(pipeline, simple, sizes) : createModel(pipeline, sizes);
  const { constants = [], functions = [] } = lossCode(pipeline);
  return {
    topic: 'model',
    imports: ['import keras', 'from keras import layers'],
    constants,
    functions: [...functions, text],
    main: [`    keras.utils.set_random_seed(${pipeline.training.seed})`, layOut(black, 1, 'model = ', create)],
  };
}

/**
 * What is trained where batches go on with the states of those before: such a network takes no others.
 * @param level indents of the lines
 */
export function statefulTwin(pipeline: Pipeline, sizes: Sizes, level: number): string[] {
  const { create } = createModel(pipeline, sizes);
  return [
    `${'    '.repeat(level)}# The same network again, to be trained: it takes batches of one size alone.`,
    layOut(black, level, 'stateful_model = ', { ...create, items: [...create.items, 'stateful=True'] }),
  ];
}

/** A function that makes the network, and the call of it. */
interface Creation {
  readonly text: string;
  readonly create: Brackets;
}

interface TutorialLayers {
  readonly recurrent: RecurrentLayer;
  readonly dense: DenseLayer;
}

function tutorialLayers(pipeline: Pipeline): TutorialLayers | null {
  const { layers, dense, network, training } = pipeline;
  if (training.stateful) return null;
  const [recurrent, ...others] = layers;
  const [head, ...heads] = dense;
  if (!recurrent || !head || others.length > 0 || heads.length > 0) return null;
  if (!isChain(pipeline) || !readsNumbers(pipeline) || network.decoder) return null;
  if (network.head.kind !== 'numbers' || network.head.steps !== 'last') return null;
  const plain = recurrent.dropout === 0 && recurrent.recurrentDropout === 0 && !recurrent.bidirectional;
  return recurrent.cell === 'simple_rnn' && plain ? { recurrent, dense: head } : null;
}

const readsNumbers = ({ network }: Pipeline): boolean => network.inputs[0]?.kind === 'numbers';

const inputShape = (pipeline: Pipeline, { features }: Sizes): string =>
  `input_shape=(${isSingleRow(pipeline) ? '1' : 'TIME_STEPS'}, ${features})`;

function createRnn(pipeline: Pipeline, { recurrent, dense }: TutorialLayers, sizes: Sizes): Creation {
  const layers = [
    'layers.Input(input_shape)',
    'layers.SimpleRNN(hidden_units, activation=activation[0], name="simple_rnn")',
    'layers.Dense(dense_units, activation=activation[1], name="dense")',
  ];
  return {
    text: [
      'def create_rnn(hidden_units, dense_units, input_shape, activation):',
      layOut(black, 1, 'model = ', sequential(layers)),
      compile(pipeline),
      '    return model',
    ].join('\n'),
    create: call(
      'create_rnn',
      `hidden_units=${recurrent.units}`,
      `dense_units=${dense.units}`,
      inputShape(pipeline, sizes),
      `activation=["${recurrent.activation}", "${dense.activation}"]`,
    ),
  };
}

function createModel(pipeline: Pipeline, sizes: Sizes): Creation {
  const given = new SizeArguments();
  const chain = isChain(pipeline);
  const lines = chain
    ? [layOut(black, 1, 'model = ', sequential(chainLayers(pipeline, sizes, given)))]
    : functionalModel(pipeline, sizes, given);
  const shape = chain && readsNumbers(pipeline);
  const { stateful } = pipeline.training;
  const parameters = [...(shape ? ['input_shape'] : []), ...given.parameters, ...(stateful ? ['stateful=False'] : [])];
  return {
    text: [
      layOut(black, 0, 'def ', call('create_model', ...parameters), ':'),
      ...(stateful ? ['    batch_size = BATCH_SIZE if stateful else None'] : []),
      ...lines,
      compile(pipeline),
      '    return model',
    ].join('\n'),
    create: call('create_model', ...(shape ? [inputShape(pipeline, sizes)] : []), ...given.values),
  };
}

const sequential = (layers: readonly Code[]): Code => call('keras.Sequential', { ...list(layers), broken: true });

function compile(pipeline: Pipeline): string {
  const own: Brackets = optimizer(pipeline.training);
  const { expression, metric } = lossCode(pipeline);
  const metrics = metric === undefined ? [] : [`weighted_metrics=[${metric}]`];
  return layOut(black, 1, '', call('model.compile', named('optimizer', own), named('loss', expression), ...metrics));
}

const named = (name: string, code: Code): Code =>
  typeof code === 'string' ? `${name}=${code}` : { ...code, open: `${name}=${code.open}` };

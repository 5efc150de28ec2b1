import type { DenseLayer, RecurrentLayer } from '../../spec/experiment';
import type { Block, InputPart } from '../../spec/network';
import { needsCustomGru } from '../../spec/tfjs';
import { type Brackets, type Code, call } from '../layout';
import type { Pipeline } from '../pipeline';
import { activationOption } from './activations';
import { namesActivations } from './resetAfterGru';
import { sizesOfData } from './sizes';

/** Shape of the numbers that a step reads. */
export function inputShape(pipeline: Pipeline): string {
  const steps = pipeline.kind === 'forecast' ? 'TIME_STEPS' : 'null';
  const features = sizesOfData(pipeline).includes('features') ? 'sizes.features' : pipeline.shapes.features;
  return `[${steps}, ${features}]`;
}

/** What makes vectors, or ones and zeros, of tokens. */
export function inputLayer(pipeline: Pipeline, part: InputPart, name = false, target = false): Code {
  if (part.kind !== 'embedding' && part.kind !== 'one-hot') throw new Error(`not of tokens: ${part.kind}`);
  const size =
    pipeline.shapes.categories !== undefined
      ? `sizes.categories[${part.column}]`
      : target || pipeline.kind === 'writing'
        ? 'sizes.classes'
        : 'sizes.vocabulary';
  if (part.kind === 'one-hot') return call('new OneHot', size);
  const options = [`inputDim: ${size}`, `outputDim: ${part.width}`];
  return object('tf.layers.embedding({', [...(name ? [`name: "${part.name}"`] : []), ...options], '})');
}

const factories = { simple_rnn: 'tf.layers.simpleRNN', gru: 'tf.layers.gru', lstm: 'tf.layers.lstm' } as const;

export const object = (open: string, items: readonly Code[], close: string): Brackets => ({
  open,
  items,
  close,
  padded: true,
});

/** @param first options that stand before the layer's own: its input's shape, its name */
export function recurrentLayer(
  pipeline: Pipeline,
  { layer, returns }: Block,
  first: readonly string[],
  returnsState = false,
): Code {
  const options = [
    ...(layer.bidirectional ? [] : first),
    ...(needsCustomGru(layer) ? gruOptions(pipeline, layer) : stockOptions(layer)),
    ...(layer.dropout > 0 ? [`dropout: ${layer.dropout}`] : []),
    ...(layer.recurrentDropout > 0 ? [`recurrentDropout: ${layer.recurrentDropout}`] : []),
    ...(returns === 'each' ? ['returnSequences: true'] : []),
    ...(returnsState ? ['returnState: true'] : []),
  ];
  const create = needsCustomGru(layer) ? 'new ResetAfterGru' : factories[layer.cell];
  const inner = object(`${create}({`, options, '})');
  if (!layer.bidirectional) return inner;
  // Its type asks for an RNN; of that it uses what every layer has, and `returnSequences` in its configuration.
  const close = needsCustomGru(layer) ? '}) as unknown as tf.RNN' : inner.close;
  const wrapped = [...first, { ...inner, open: `layer: ${inner.open}`, close }, `mergeMode: "${layer.merge}"`];
  return object('tf.layers.bidirectional({', wrapped, '})');
}

function stockOptions({ cell, units, activation, recurrentActivation }: RecurrentLayer): string[] {
  return [
    `units: ${units}`,
    `activation: ${activationOption(activation)}`,
    ...(cell === 'simple_rnn' ? [] : [`recurrentActivation: ${activationOption(recurrentActivation)}`]),
    'kernelInitializer: "glorotUniform"',
    ...(cell === 'lstm' ? ['unitForgetBias: true'] : []),
  ];
}

function gruOptions(pipeline: Pipeline, { units, activation, recurrentActivation }: RecurrentLayer): string[] {
  const named = namesActivations(pipeline)
    ? [`activation: "${activation}"`, `recurrentActivation: "${recurrentActivation}"`]
    : [];
  return [`units: ${units}`, ...named];
}

/** The dense layer of that number; the last one gives probabilities where classes are predicted. */
export function denseLayer({ dense, network }: Pipeline, position: number, named: boolean): Code {
  const { name = '', units = 0 } = network.dense[position] ?? {};
  const activation: DenseLayer['activation'] = dense[position]?.activation ?? 'linear';
  const isLast = position === dense.length - 1;
  const options = [
    ...(named ? [`name: "${name}"`] : []),
    isLast && network.head.kind === 'softmax' ? 'units: sizes.classes' : `units: ${units}`,
    ...(activation === 'linear'
      ? []
      : [`activation: ${activation === 'softmax' ? '"softmax"' : activationOption(activation)}`]),
    'kernelInitializer: "glorotUniform"',
  ];
  return object('tf.layers.dense({', options, '})');
}

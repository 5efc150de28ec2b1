import type { DenseLayer, RecurrentLayer } from '../../spec/experiment';
import type { Block, InputPart } from '../../spec/network';
import { needsCustomGru } from '../../spec/tfjs';

/** A layer as `model.json` describes it. */
export interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** @param options further fields, such as the shape of what a first layer reads */
export function recurrentBlockConfig(
  { layer, name, returns }: Block,
  options: Readonly<Record<string, unknown>> = {},
): LayerConfig {
  const own = { return_sequences: returns === 'each' };
  if (!layer.bidirectional) return recurrentConfig(layer, { name, ...options, ...own });
  const inner = recurrentConfig(layer, { name: layer.cell, ...own });
  return { class_name: 'Bidirectional', config: { name, ...options, merge_mode: layer.merge, layer: inner } };
}

const classNames = { simple_rnn: 'SimpleRNN', gru: 'GRU', lstm: 'LSTM' } as const;

function recurrentConfig(layer: RecurrentLayer, options: Readonly<Record<string, unknown>>): LayerConfig {
  const { cell, units, activation, recurrentActivation } = layer;
  const gates = cell === 'simple_rnn' ? {} : { recurrent_activation: activationName(recurrentActivation) };
  return {
    class_name: needsCustomGru(layer) ? 'SequenceLabGRU' : classNames[cell],
    config: { ...options, units, activation: activationName(activation), ...gates, use_bias: true },
  };
}

export function denseConfig(name: string, units: number, activation: DenseLayer['activation']): LayerConfig {
  return { class_name: 'Dense', config: { name, units, activation: activationName(activation), use_bias: true } };
}

/** A learned vector for each token. @param masks token 0 is padding, which every layer steps over; of a category it is a value */
export function embeddingConfig(
  { name, vocabulary, width }: Extract<InputPart, { kind: 'embedding' }>,
  options: Readonly<Record<string, unknown>>,
  masks: boolean,
): LayerConfig {
  const sizes = { input_dim: vocabulary, output_dim: width, mask_zero: masks };
  return { class_name: 'Embedding', config: { name, ...options, dtype: 'float32', ...sizes } };
}

/** A one at the place of each token; token 0 is padding. */
export function oneHotConfig(
  { vocabulary }: Extract<InputPart, { kind: 'one-hot' }>,
  options: Readonly<Record<string, unknown>>,
): LayerConfig {
  const config = { name: 'one_hot', ...options, dtype: 'float32', size: vocabulary };
  return { class_name: 'SequenceLabOneHot', config };
}

/** Names that are not those of TensorFlow.js cannot be mistaken for its own functions. */
function activationName(activation: DenseLayer['activation']): string {
  return activation === 'hard_sigmoid' ? 'sequenceLabHardSigmoid' : activation;
}

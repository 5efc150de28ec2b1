import type { Experiment, RecurrentLayer } from './experiment';
import { denseLayers } from './layers';
import type { Network } from './network';
import type { ModelShapes } from './shapes';

/**
 * What TensorFlow.js' own layers cannot compute as Keras 3 does, and therefore needs layers or activations that are
 * registered with it: a GRU with resetAfter (refused by tf.layers.gru), and hard_sigmoid (0.2x + 0.5 there, x/6 + 0.5
 * in Keras 3).
 */
export function needsCustomTfjsLayers(experiment: Experiment): boolean {
  const { layers } = experiment.model;
  return layers.some(needsCustomGru) || usesHardSigmoid(experiment);
}

export function needsCustomGru(layer: RecurrentLayer): boolean {
  return layer.cell === 'gru' && layer.resetAfter;
}

/** SimpleRNN has no gates: its recurrentActivation does not count. */
export function usesHardSigmoid(experiment: Experiment): boolean {
  const recurrent = experiment.model.layers.flatMap(({ cell, activation, recurrentActivation }) =>
    cell === 'simple_rnn' ? [activation] : [activation, recurrentActivation],
  );
  return [...recurrent, ...denseLayers(experiment).map(({ activation }) => activation)].includes('hard_sigmoid');
}

/**
 * Whether the network is one layer after the other, from numbers or embedded tokens, as `tf.sequential` has it. Decoders,
 * attention, one-hot tokens, tokens beside numbers, categories as vectors, and known columns beside the last state are not.
 */
export function isLayersChain({ inputs, decoder, head }: Network, { categories }: ModelShapes): boolean {
  const [only] = inputs;
  // Token 0 of a text is padding; of a category it is a value like the others.
  return (
    categories === undefined && inputs.length === 1 && only?.kind !== 'one-hot' && decoder === null && head.known === 0
  );
}

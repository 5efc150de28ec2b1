import type { Experiment, RecurrentLayer } from './experiment';
import { denseLayers } from './layers';
import type { Network } from './network';
import type { ModelShapes } from './shapes';

/**
 * What TensorFlow.js' own layers cannot compute as Keras 3 does, and therefore needs layers or activations that are
 * registered with it: a GRU with resetAfter (refused by tf.layers.gru), hard_sigmoid (0.2x + 0.5 there, x/6 + 0.5
 * in Keras 3), and a one at the place of each token, which no layer makes of a sequence.
 */
export function needsCustomTfjsLayers(experiment: Experiment): boolean {
  const { tokens, embedding } = experiment.model;
  const oneHot = tokens !== null && embedding === null;
  return oneHot || recurrentLayers(experiment).some(needsCustomGru) || usesHardSigmoid(experiment);
}

const recurrentLayers = ({ model }: Experiment): RecurrentLayer[] => [
  ...model.layers,
  ...(model.decoder?.layers ?? []),
];

export function needsCustomGru(layer: RecurrentLayer): boolean {
  return layer.cell === 'gru' && layer.resetAfter;
}

/** SimpleRNN has no gates: its recurrentActivation does not count. */
export function usesHardSigmoid(experiment: Experiment): boolean {
  const recurrent = recurrentLayers(experiment).flatMap(({ cell, activation, recurrentActivation }) =>
    cell === 'simple_rnn' ? [activation] : [activation, recurrentActivation],
  );
  return [...recurrent, ...denseLayers(experiment).map(({ activation }) => activation)].includes('hard_sigmoid');
}

/**
 * Whether TensorFlow.js' layers can put the network together: decoders that begin with the states of the encoder, read what
 * they said, or look back are no layers of theirs.
 */
export function isLayersModel({ decoder }: Network): boolean {
  if (decoder === null) return true;
  return decoder.attention === null && decoder.inputs.every(({ kind }) => kind === 'context' || kind === 'known');
}

/** Whether such a network reads one array, and so is one layer after the other, as `tf.sequential` has it. */
export function isLayersChain(network: Network, { categories }: ModelShapes): boolean {
  const { inputs, decoder, head } = network;
  const known = head.known > 0 || decoder?.inputs.some(({ kind }) => kind === 'known');
  return isLayersModel(network) && categories === undefined && inputs.length === 1 && !known;
}

import { needsDecoder } from './checks/topology';
import type { Experiment, RecurrentLayer, Topology } from './experiment';
import { outputUnits } from './network';

// Edits of the topology, with all that must agree with it, in the page and by --set. Pure: draft in, draft out.

type Decoder = NonNullable<Experiment['model']['decoder']>;

/** Looks back, or ahead, this far where a draft comes from a topology of one step. */
const usualSteps = 12;

/** Another topology: steps in and out that fit it, and a decoder where it has one. */
export function withTopology(draft: Experiment, topology: Topology): Experiment {
  const { window, model, task } = draft;
  const one = topology.startsWith('one-');
  const inOne = one && (task === 'forecast' || task === 'classify') && model.tokens === null;
  const timeSteps = inOne ? 1 : window.timeSteps === 1 && !one ? usualSteps : window.timeSteps;
  const severalOut = task === 'forecast' && (topology === 'one-to-many' || topology === 'encoder-decoder');
  const horizon = topology === 'one-to-one' ? 1 : severalOut && window.horizon === 1 ? usualSteps : window.horizon;
  const next = {
    ...draft,
    window: { ...window, timeSteps, horizon, strategy: topology === 'many-to-one' ? window.strategy : 'direct' },
    model: { ...model, topology, dense: [] },
  } satisfies Experiment;
  const decoder = needsDecoder(next) ? (model.decoder ?? decoderFor(next)) : null;
  return { ...next, model: { ...next.model, decoder } };
}

/** A decoder that takes over the states of the last encoder layer. */
export function decoderFor({ task, model }: Experiment): Decoder {
  const last = model.layers.at(-1);
  if (!last) throw new Error('A network has at least one recurrent layer.');
  return {
    layers: [takingOver(last)],
    mode: task === 'translate' ? 'autoregressive' : 'repeat',
    attention: null,
    beam: 1,
  };
}

const takingOver = (layer: RecurrentLayer): RecurrentLayer => ({
  ...layer,
  units: outputUnits(layer),
  bidirectional: false,
});

/**
 * After an edit of the encoder: decoder layers that took over the states of encoder layers keep fitting them, in cell
 * and units.
 */
export function followEncoder(before: Experiment, after: Experiment): Experiment {
  const { decoder, layers } = after.model;
  if (!decoder) return after;
  const first = layers.length - decoder.layers.length;
  const firstBefore = before.model.layers.length - decoder.layers.length;
  const followed = decoder.layers.map((layer, j) => {
    const [from, to] = [before.model.layers[firstBefore + j], layers[first + j]];
    if (!from || !to || layer.cell !== from.cell || layer.units !== outputUnits(from)) return layer;
    return { ...layer, cell: to.cell, units: outputUnits(to) };
  });
  return { ...after, model: { ...after.model, decoder: { ...decoder, layers: followed } } };
}

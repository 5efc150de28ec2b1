import type { RecurrentLayer } from '../../spec/experiment';
import type { Network } from '../../spec/network';
import type { Pipeline } from '../pipeline';

/** All recurrent layers, those of a decoder last. */
export const recurrentLayers = ({ encoder, decoder }: Network): RecurrentLayer[] =>
  [...encoder, ...(decoder?.blocks ?? [])].map(({ layer }) => layer);

/** Whether the network is one layer after the other, none of which gives its states. */
export function isChain({ network, kind }: Pipeline): boolean {
  const { inputs, decoder, head } = network;
  const [only] = inputs;
  const repeats = decoder === null || (decoder.attention === null && decoder.inputs.every((p) => p.kind === 'context'));
  return inputs.length === 1 && only?.kind !== 'one-hot' && repeats && head.known === 0 && kind !== 'writing';
}

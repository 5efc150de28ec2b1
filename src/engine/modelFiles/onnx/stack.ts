import type { Block } from '../../../spec/network';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';
import type { LayerValue, SequenceValue, StateValue } from './recurrentLayer';
import { recurrentLayer } from './recurrentLayer';

/**
 * Recurrent layers one upon the other: those of an encoder, or of a decoder.
 * @param initial what each begins with; empty: zeros
 * @returns what each gave
 */
export function recurrentStack(
  graph: GraphBuilder,
  blocks: readonly Block[],
  weights: ModelWeights,
  source: SequenceValue,
  initial: readonly StateValue[] = [],
): LayerValue[] {
  let { x } = source;
  return blocks.map((block, i) => {
    const layer = recurrentLayer(graph, block, weights, { ...source, x }, initial[i] ?? null);
    x = layer.sequence;
    return layer;
  });
}

/** The uppermost of a stack. */
export function topOf(layers: readonly LayerValue[]): LayerValue {
  const top = layers.at(-1);
  if (!top) throw new Error('A network has at least one recurrent layer.');
  return top;
}

import type { Block, Network } from '../../spec/network';
import type { DenseWeights } from './dense';
import type { DirectionWeights } from './direction';
import type { Matrix } from './matrix';

/** All that is multiplied; embeddings are looked up, and stay in plain arrays. */
export interface NetworkWeights {
  /** [layer][direction] */
  readonly encoder: readonly (readonly DirectionWeights[])[];
  readonly decoder: readonly (readonly DirectionWeights[])[];
  readonly attention: DenseWeights | null;
  readonly dense: readonly DenseWeights[];
}

/** @param matrices in the order of `weightShapes`, without embeddings; vectors are matrices of one row */
export function groupWeights({ encoder, decoder, dense }: Network, matrices: readonly Matrix[]): NetworkWeights {
  let next = 0;
  const take = (): Matrix => {
    const matrix = matrices[next++];
    if (!matrix) throw new Error(`The model needs more than ${matrices.length} weights.`);
    return matrix;
  };
  const ofBlocks = (blocks: readonly Block[]): DirectionWeights[][] =>
    blocks.map(({ layer }) => (layer.bidirectional ? [0, 1] : [0]).map(() => [take(), take(), take()] as const));
  return {
    encoder: ofBlocks(encoder),
    decoder: ofBlocks(decoder?.blocks ?? []),
    attention: decoder?.attention ? [take(), take()] : null,
    dense: dense.map(() => [take(), take()] as const),
  };
}

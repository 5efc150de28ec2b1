import type { InputPart } from '../../../spec/network';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';

export type TokenPart = Extract<InputPart, { kind: 'embedding' | 'one-hot' }>;

/** Tokens as learned vectors, or as ones at their places. @param tokens int32 [N, T] @returns [N, T, width] */
export function tokenVectors(graph: GraphBuilder, part: TokenPart, weights: ModelWeights, tokens: string): string {
  if (part.kind === 'embedding') {
    const { name, shape, values } = weights.get(`${part.name}/embeddings`);
    return graph.op('Gather', [graph.weight(name, shape, values), tokens]);
  }
  const offAndOn = graph.weight('off and on', [2], Float32Array.of(0, 1));
  const numbers = graph.op('Cast', [tokens], { to: { int: int64 } });
  return graph.op('OneHot', [numbers, graph.integer(part.vocabulary), offAndOn]);
}

/** `TensorProto.DataType` */
const int64 = 7;

import { dense } from './dense';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';
import { realSteps } from './realSteps';

/** What attention looks at. */
export interface Keys {
  /** [N, T, W] */
  readonly values: string;
  /** [N, W, T] */
  readonly across: string;
  /** Which of the steps are real, bool [N, 1, T]; null where all are. */
  readonly real: string | null;
}

/** @param sequence outputs of the last encoder layer, [T, N, W] */
export function keysOf(graph: GraphBuilder, sequence: string, lengths: string | null): Keys {
  return {
    values: graph.swap(sequence),
    across: graph.op('Transpose', [sequence], { perm: { ints: [1, 2, 0] } }),
    real:
      lengths === null
        ? null
        : graph.op('Unsqueeze', [graph.swap(realSteps(graph, sequence, lengths), 2), graph.integers(1)]),
  };
}

/** So far below any score that its share is 0, and no infinity, of which a softmax of nothing would make no number. */
const never = -1e9;

/**
 * Luong's attention with the dot product: tanh([context; state]·W + b); steps of padding have no share, and of no real step the
 * context is 0.
 * @param states of the last decoder layer, [N, U, W]
 * @returns [N, U, W]
 */
export function attend(graph: GraphBuilder, name: string, weights: ModelWeights, states: string, keys: Keys): string {
  const { real } = keys;
  const scores = graph.op('MatMul', [states, keys.across]);
  const masked = real === null ? scores : graph.op('Where', [real, scores, graph.number(never)]);
  const softmax = graph.op('Softmax', [masked], { axis: { int: -1 } });
  const shares = real === null ? softmax : graph.op('Where', [real, softmax, graph.number(0)]);
  const context = graph.op('MatMul', [shares, keys.values]);
  return dense(graph, { name, activation: 'tanh' }, weights, graph.concat([context, states], 2));
}

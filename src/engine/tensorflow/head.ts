import type { Network } from '../../spec/network';
import type { DenseWeights } from './dense';
import { runDense } from './dense';
import type { Matrix } from './matrix';
import * as m from './matrix';

export interface HeadPass {
  /** Before softmax and sigmoid, a row an example, or time first a row a step and example. */
  readonly outputs: Matrix;
  backward(gradient: Matrix): { weights: readonly Matrix[]; input: Matrix };
}

/**
 * Dense layers one upon the other.
 * @param states what they read of the recurrent layers
 * @param known columns that are known beforehand, [B, head.known]; null where there are none
 */
export function runHead(
  { dense }: Network,
  weights: readonly DenseWeights[],
  states: Matrix,
  known: Matrix | null,
): HeadPass {
  let x = known ? m.concat([states, known], m.axis.columns) : states;
  const layers = dense.map(({ activation }, i) => {
    const own = weights[i];
    if (!own) throw new Error(`Dense layer ${i} has no weights.`);
    const pass = runDense(x, own, activation);
    x = pass.outputs;
    return pass;
  });
  return {
    outputs: x,
    backward: (gradient) => {
      const all: Matrix[] = [];
      let input = gradient;
      for (const layer of layers.toReversed()) {
        const gradients = layer.backward(input);
        all.unshift(...gradients.weights);
        input = gradients.input;
      }
      const widths = [states.shape[1], known?.shape[1] ?? 0];
      return { weights: all, input: known ? (m.split(input, widths, m.axis.columns)[0] ?? input) : input };
    },
  };
}

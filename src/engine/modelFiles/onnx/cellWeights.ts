import type { Block } from '../../../spec/network';
import { gateCounts } from '../../../spec/layers';
import type { ModelWeights } from './modelWeights';

/** Weights of one direction as the recurrent operators have them. */
export interface CellWeights {
  /** [gates · H, F] */
  readonly input: Float32Array;
  /** [gates · H, H] */
  readonly recurrent: Float32Array;
  /** [2 · gates · H]: what is added to the products with the input, then with the state. */
  readonly bias: Float32Array;
}

/** Keras has i, f, c, o; the operator i, o, f, c. Update, reset and candidate of a GRU are in the same order. */
const gateOrder = { simple_rnn: [0], gru: [0, 1, 2], lstm: [0, 3, 1, 2] } as const;

/** Names of a layer's weights before the last slash, the forward direction first. */
export const prefixesOf = ({ name, layer }: Block): string[] =>
  layer.bidirectional ? [`${name}/forward_${layer.cell}`, `${name}/backward_${layer.cell}`] : [name];

/** @param prefix one of `prefixesOf` */
export function cellWeights({ layer, features }: Block, prefix: string, weights: ModelWeights): CellWeights {
  const { cell, units } = layer;
  const order = gateOrder[cell];
  const columns = gateCounts[cell] * units;
  const own = weights.get(`${prefix}/bias`);
  const bias = new Float32Array(2 * columns);
  own.values.forEach((_, i) => {
    const row = i < columns ? 0 : 1;
    const [gate, unit] = [Math.floor((i % columns) / units), i % units];
    bias[i] = own.values[row * columns + (order[gate] ?? NaN) * units + unit] ?? NaN;
  });
  return {
    input: turned(weights.get(`${prefix}/kernel`).values, features, units, order),
    recurrent: turned(weights.get(`${prefix}/recurrent_kernel`).values, units, units, order),
    bias,
  };
}

/** [rows, gates · H] → [gates · H, rows], with the gates in another order. */
function turned(values: Float32Array, rows: number, units: number, order: readonly number[]): Float32Array {
  const columns = order.length * units;
  const result = new Float32Array(values.length);
  order.forEach((from, gate) => {
    for (let unit = 0; unit < units; unit++) {
      const to = (gate * units + unit) * rows;
      for (let row = 0; row < rows; row++) result[to + row] = values[row * columns + from * units + unit] ?? NaN;
    }
  });
  return result;
}

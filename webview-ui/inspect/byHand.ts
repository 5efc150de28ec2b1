import type { Inspection } from '../../src/spec/inspection';

/** A weighted sum: every product, and the bias at the end. */
export interface Sum {
  readonly products: readonly { readonly value: number; readonly weight: number }[];
  readonly bias: number;
  readonly sum: number;
}

/** One step of a SimpleRNN: what it reads, its state before, a sum a unit, and the state that comes of the sums. */
export interface HandStep {
  readonly inputs: readonly number[];
  readonly before: readonly number[];
  readonly sums: readonly Sum[];
  readonly after: readonly number[];
}

export interface ByHand {
  readonly steps: readonly HandStep[];
  /** Sums of the dense layer over the last state; empty where there are several layers. */
  readonly outputs: readonly Sum[];
}

/** Every number of a layer as one would compute it with a pencil, or why that is not shown. */
export function byHand(inspection: Inspection, index: number): ByHand | string {
  const layer = inspection.layers[index];
  if (!layer || inspection.weights.length === 0) return 'only for networks of at most 100 weights.';
  if (layer.cell !== 'simple_rnn') {
    return 'only for SimpleRNN; the gates of a GRU or LSTM are three or four times as many sums a step.';
  }
  if (layer.bidirectional) return 'only for layers that read forwards.';
  const inputs = numbers(index === 0 ? inspection.fed : (inspection.layers[index - 1]?.hidden ?? []));
  if (inputs.length === 0) return 'only where the network reads numbers, and all windows are scaled in the same way.';
  const states = numbers(layer.hidden);
  const kernel = matrixOf(inspection, `${layer.name}/kernel`);
  const recurrent = matrixOf(inspection, `${layer.name}/recurrent_kernel`);
  const bias = vectorOf(inspection, `${layer.name}/bias`);
  const steps = states.map((after, t): HandStep => {
    const before = states[t - 1] ?? after.map(() => 0);
    const read = inputs[t] ?? [];
    const sums = after.map((_, u) => weighted([...read, ...before], [...kernel, ...recurrent], bias, u));
    return { inputs: read, before, sums, after };
  });
  return { steps, outputs: outputsOf(inspection, states.at(-1) ?? [], index) };
}

function outputsOf(inspection: Inspection, last: readonly number[], index: number): Sum[] {
  const [dense, ...more] = inspection.dense;
  if (!dense || more.length > 0 || index < inspection.layers.length - 1) return [];
  const kernel = matrixOf(inspection, `${dense.name}/kernel`);
  const bias = vectorOf(inspection, `${dense.name}/bias`);
  return bias.map((_, u) => weighted(last, kernel, bias, u));
}

/** values · column of the rows + bias */
function weighted(values: readonly number[], rows: readonly number[][], bias: readonly number[], column: number): Sum {
  const products = values.map((value, i) => ({ value, weight: rows[i]?.[column] ?? 0 }));
  const own = bias[column] ?? 0;
  return { products, bias: own, sum: products.reduce((sum, { value, weight }) => sum + value * weight, own) };
}

const numbers = (rows: readonly (readonly (number | null)[])[]): number[][] =>
  rows.map((row) => row.map((value) => value ?? NaN));

function vectorOf({ weights }: Inspection, name: string): number[] {
  return weights.find((weight) => weight.name === name)?.values ?? [];
}

function matrixOf(inspection: Inspection, name: string): number[][] {
  const weight = inspection.weights.find((one) => one.name === name);
  const [rows = 0, columns = 0] = weight?.shape ?? [];
  return Array.from({ length: rows }, (_, r) => weight?.values.slice(r * columns, (r + 1) * columns) ?? []);
}

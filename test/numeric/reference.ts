import type { DropoutMasks } from '../../src/engine/dropout';
import type { Activation, Experiment, RecurrentLayer } from '../../src/spec/experiment';
import { gateCounts } from '../../src/spec/layers';
import { networkOf } from '../../src/spec/network';

/**
 * The model once more, in float64, one number at a time and with no thought of speed: written from the formulas, so
 * that central differences of it are an oracle for gradients, also with dropout, which Keras' random masks rule out.
 */
export interface ReferencePass {
  /** Outputs by window. */
  readonly outputs: number[][];
  /** States by layer, window and time step: the outputs of the layer as a sequence. */
  readonly states: number[][][][];
}

/** Changes a state after it was computed, to see what depends on it. */
export type Probe = (
  state: number[],
  at: { layer: number; direction: number; window: number; time: number },
) => number[];

export interface ReferenceInput {
  readonly experiment: Experiment;
  /** In the order of `weightShapes`. */
  readonly weights: readonly Float64Array[];
  /** [window][time][feature] */
  readonly windows: readonly (readonly (readonly number[])[])[];
  /** [layer][direction], for a batch of all windows. */
  readonly masks?: readonly (readonly DropoutMasks[])[];
  /** [window][time]: whether the row is real; a state is kept over padding. All are real where this is missing. */
  readonly real?: readonly (readonly boolean[])[];
  readonly probe?: Probe;
}

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

export const activate: Record<Activation, (x: number) => number> = {
  linear: (x) => x,
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hard_sigmoid: (x) => Math.min(6, Math.max(0, x + 3)) / 6,
  softsign: (x) => x / (1 + Math.abs(x)),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
};

export function runReference(input: ReferenceInput): ReferencePass {
  const { experiment, weights, windows } = input;
  const states: number[][][][] = experiment.model.layers.map(() => []);
  const outputs = windows.map((window, w) => {
    const take = taker(weights);
    const { last, sequences } = runLayers(input, take, window, w);
    sequences.forEach((sequence, l) => states[l]?.push(sequence));
    return networkOf(experiment).dense.reduce<number[]>((x, layer) => runDense(layer.activation, take, x), last);
  });
  return { outputs, states };
}

/** Gives the weights one after the other. */
export function taker(weights: readonly Float64Array[]): () => Float64Array {
  let next = 0;
  return () => weights[next++] ?? new Float64Array(0);
}

export function runDense(activation: Activation, take: () => Float64Array, x: readonly number[]): number[] {
  const [kernel, bias] = [take(), take()];
  return [...bias].map((b, j) => activate[activation](b + product(x, kernel, j, bias.length)));
}

/**
 * The recurrent layers over example `w` of a batch.
 * @returns the output that the last layer ends with, and those of all layers and steps
 */
export function runLayers(
  { experiment, masks, real, probe }: Pick<ReferenceInput, 'experiment' | 'masks' | 'real' | 'probe'>,
  take: () => Float64Array,
  steps: readonly (readonly number[])[],
  w: number,
): { last: number[]; sequences: number[][][] } {
  let sequence = steps;
  let last: number[] = [];
  const sequences = experiment.model.layers.map((layer, l) => {
    const run = (direction: number): number[][] => {
      const inOrder = direction === 0 ? sequence : sequence.toReversed();
      const timeOf = (t: number): number => (direction === 0 ? t : inOrder.length - 1 - t);
      return runCell(layer, [take(), take(), take()], inOrder, {
        isReal: (t) => real?.[w]?.[timeOf(t)] ?? true,
        mask: (kind, gate, i, width) => {
          const all = masks?.[l]?.[direction]?.[kind] ?? [];
          const mask = all[all.length === 1 ? 0 : gate];
          return mask ? (mask[w * width + i] ?? NaN) : 1;
        },
        probe: (state, t) => (probe ? probe(state, { layer: l, direction, window: w, time: timeOf(t) }) : state),
      });
    };
    const forward = run(0);
    const backward = layer.bidirectional ? run(1) : null;
    const merged = (a: number[], b: number[] | undefined): number[] => (b ? merge(layer, a, b) : a);
    const inTime = backward?.toReversed();
    last = merged(forward.at(-1) ?? [], backward?.at(-1));
    const outputs = forward.map((state, t) => merged(state, inTime?.[t]));
    sequence = outputs;
    return outputs.map((state) => [...state]);
  });
  return { last, sequences };
}

/** Σ x[i]·kernel[i, column] */
function product(x: readonly number[], kernel: Float64Array, column: number, columns: number): number {
  return x.reduce((sum, value, i) => sum + value * (kernel[i * columns + column] ?? NaN), 0);
}

interface CellContext {
  isReal(step: number): boolean;
  mask(kind: 'inputs' | 'recurrent', gate: number, index: number, width: number): number;
  probe(state: number[], step: number): number[];
}

function runCell(
  layer: RecurrentLayer,
  [kernel, recurrentKernel, bias]: readonly [Float64Array, Float64Array, Float64Array],
  steps: readonly (readonly number[])[],
  { isReal, mask, probe }: CellContext,
): number[][] {
  const { cell, units } = layer;
  const columns = gateCounts[cell] * units;
  const f = activate[layer.activation];
  const gate = activate[layer.recurrentActivation];
  let h = new Array<number>(units).fill(0);
  let c = new Array<number>(units).fill(0);
  return steps.map((x, t) => {
    const fromInput = (g: number, u: number): number => {
      const masked = x.map((value, i) => value * mask('inputs', g, i, x.length));
      return product(masked, kernel, g * units + u, columns) + (bias[g * units + u] ?? NaN);
    };
    const fromState = (g: number, u: number, reset?: readonly number[]): number => {
      const masked = h.map((value, i) => value * mask('recurrent', g, i, units) * (reset?.[i] ?? 1));
      return product(masked, recurrentKernel, g * units + u, columns);
    };
    const all = (value: (u: number) => number): number[] => Array.from({ length: units }, (_, u) => value(u));

    if (!isReal(t)) {
      // Both states are those of the step before.
    } else if (cell === 'simple_rnn') {
      h = all((u) => f(fromInput(0, u) + fromState(0, u)));
    } else if (cell === 'lstm') {
      const [i, forget, , o] = [0, 1, 2, 3].map((g) => all((u) => gate(fromInput(g, u) + fromState(g, u))));
      const candidate = all((u) => f(fromInput(2, u) + fromState(2, u)));
      c = all((u) => (forget?.[u] ?? NaN) * (c[u] ?? NaN) + (i?.[u] ?? NaN) * (candidate[u] ?? NaN));
      h = all((u) => (o?.[u] ?? NaN) * f(c[u] ?? NaN));
    } else {
      const second = (g: number, u: number): number => (layer.resetAfter ? (bias[columns + g * units + u] ?? NaN) : 0);
      const z = all((u) => gate(fromInput(0, u) + fromState(0, u) + second(0, u)));
      const r = all((u) => gate(fromInput(1, u) + fromState(1, u) + second(1, u)));
      const candidate = all((u) =>
        layer.resetAfter
          ? f(fromInput(2, u) + (r[u] ?? NaN) * (fromState(2, u) + second(2, u)))
          : f(fromInput(2, u) + fromState(2, u, r)),
      );
      h = all((u) => (z[u] ?? NaN) * (h[u] ?? NaN) + (1 - (z[u] ?? NaN)) * (candidate[u] ?? NaN));
    }
    h = probe(h, t);
    return h;
  });
}

function merge({ merge: mode }: RecurrentLayer, a: number[], b: number[]): number[] {
  const pairs = (value: (x: number, y: number) => number): number[] => a.map((x, i) => value(x, b[i] ?? NaN));
  switch (mode) {
    case 'concat':
      return [...a, ...b];
    case 'sum':
      return pairs((x, y) => x + y);
    case 'mul':
      return pairs((x, y) => x * y);
    case 'ave':
      return pairs((x, y) => (x + y) / 2);
  }
}

import type { ModelShapes } from '../../src/engine/engine';
import type { Experiment } from '../../src/spec/experiment';
import { denseLayers, gateCounts, outputUnits } from '../../src/spec/layers';

/** How far two float32 computations of the same may be apart: `tolerance.py` is the same again, README.md explains it. */

export const epsilon = 2 ** -23;
/** Bias, gates and activation function of a layer: each good to some epsilon. */
const elementwise = 6;

export interface SumLengths {
  readonly outputs: number;
  readonly gradient: number;
}

/**
 * Terms of the sums that an output and a gradient went through, one after the other. Tokens are looked up, and their
 * gradient is a sum over rows, which are counted once; softmax is a sum over the classes, and one more back.
 */
export function sumLengths(experiment: Experiment, shapes: ModelShapes, batchSize: number): SumLengths {
  const { timeSteps, vocabulary = 0, categories = [], classes = 0, known = 0, horizon } = shapes;
  const beside = classes + known * horizon;
  const embedded = experiment.model.embedding?.units;
  const tokens = vocabulary > 0 ? (embedded ?? vocabulary) : 0;
  let width = shapes.features + tokens + categories.length * (embedded ?? 0);
  let [forward, backward] = [timeSteps + beside, timeSteps + beside];
  for (const layer of experiment.model.layers) {
    forward += width + layer.units + elementwise;
    backward += gateCounts[layer.cell] * layer.units + elementwise;
    width = outputUnits(layer);
  }
  for (const { units } of denseLayers(experiment)) {
    forward += width + elementwise;
    backward += units;
    width = units;
  }
  return { outputs: forward, gradient: forward + backward + Math.ceil(Math.sqrt(timeSteps * batchSize)) };
}

/** For every value of a tensor, from its largest: epsilon a term, on either side of the comparison. */
export function allowed(length: number, expected: ArrayLike<number>): number {
  return 2 * epsilon * length * Math.max(largest(expected), 1e-30);
}

/**
 * For each value of a weight after `steps` updates by Adam, which divides a gradient, and its error, by its own size.
 * @param gradient the weight's gradient; each value stands for those of all updates
 */
export function allowedWeights(
  length: number,
  expected: ArrayLike<number>,
  gradient: ArrayLike<number>,
  { steps, rate }: { steps: number; rate: number },
): Float64Array {
  const error = allowed(length, gradient);
  const base = allowed(length, expected);
  return Float64Array.from(gradient, (g) => base + steps * rate * Math.min(2, error / Math.max(Math.abs(g), 1e-30)));
}

/** The largest difference, as a share of what is allowed; above 1, or not a number, is a failure. */
export function shareOf(limit: number | Float64Array, actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let share = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    const one = difference === 0 ? 0 : difference / (typeof limit === 'number' ? limit : (limit[i] ?? NaN));
    if (!(one <= share)) share = one;
    if (Number.isNaN(share)) return NaN;
  }
  return share;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] ?? NaN));
  return most;
}

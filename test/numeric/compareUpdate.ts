import type { BatchResult, Engine, NamedWeight } from '../../src/engine/engine';
import type { Experiment } from '../../src/spec/experiment';
import type { SumLengths } from './tolerance';
import { allowed, shareOf } from './tolerance';

/**
 * One update by both engines from the same state.
 * @returns for each result the largest error as a share of what rounding explains
 */
export async function compareUpdate(
  engine: Engine,
  oracle: Engine,
  experiment: Experiment,
  { gradient: length }: SumLengths,
  starts: Int32Array,
): Promise<[string, number][]> {
  const { learningRate } = experiment.training.optimizer;
  oracle.setWeights(engine.weights());
  oracle.setOptimizerState(engine.optimizerState());
  const before = { weights: oracle.weights(), slots: oracle.optimizerState().slots };
  const slope = meanSlope(experiment, await oracle.predict(starts));
  const actual: BatchResult = await engine.trainBatch(starts, learningRate);
  const expected: BatchResult = await oracle.trainBatch(starts, learningRate);
  const shares: [string, number][] = [
    ['loss', shareOf(allowed(length, [expected.loss]), [actual.loss], [expected.loss])],
    [
      'gradient norm',
      shareOf(allowed(length, [expected.gradientNorm / slope]), [actual.gradientNorm], [expected.gradientNorm]),
    ],
    ['masks drawn', JSON.stringify(engine.randomState()) === JSON.stringify(oracle.randomState()) ? 0 : Infinity],
  ];
  const after = { weights: oracle.weights(), slots: oracle.optimizerState().slots };
  const made = { weights: engine.weights(), slots: engine.optimizerState().slots };
  const gradients = after.weights.map((_, i) => gradientOf(experiment, i, before, after));
  const largest = Math.max(...gradients.map((gradient) => Math.max(...gradient)));
  const { name: rule } = experiment.training.optimizer;
  gradients.forEach((gradient, i) => {
    // Where all of a small tensor is a sum that nearly cancels, its error is that of the terms, as large as elsewhere.
    const size = Math.max(largest / 10, ...gradient);
    const error = allowed(length, [size]);
    const compare = (kind: keyof State, at: number, limit: (value: number, k: number) => number): void => {
      const { name, values } = after[kind][at] ?? { name: 'missing', values: new Float32Array(0) };
      const rounding = allowed(4, [...values, ...(before[kind][at]?.values ?? [])]);
      const limits = Float64Array.from(values, (value, k) => rounding + limit(value, k));
      shares.push([name, shareOf(limits, made[kind][at]?.values ?? [], values)]);
    };
    const squares = 2 * size * error; // error of a square
    const ofSlot = { sgd: learningRate * error, rmsprop: 0.1 * squares, adam: 0.1 * error, adamw: 0.1 * error }[rule];
    for (let at = i; at < after.slots.length; at += gradients.length) {
      compare('slots', at, () => (at === i ? ofSlot : 0.001 * squares));
    }
    // SGD passes on the gradient's error; the others divide it by the gradient's size, of 4 in the first update.
    const relative = (k: number): number => Math.min(4, (4 * error) / Math.max(gradient[k] ?? NaN, 1e-30));
    compare('weights', i, (_, k) => learningRate * (rule === 'sgd' ? error : relative(k)));
  });
  return shares;
}

/** What a rounding error of a bounded head's outputs is to their slopes: near the bound the slope is a small difference. */
function meanSlope({ model }: Experiment, outputs: Float32Array): number {
  const head = model.dense.at(-1)?.activation;
  const slopes = outputs.map((y) => (head === 'tanh' ? 1 - y * y : head === 'sigmoid' ? 1 - y : 1));
  return slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length;
}

interface State {
  readonly weights: readonly NamedWeight[];
  readonly slots: readonly NamedWeight[];
}

/** Size of the (clipped) gradient of weight `i`, from what the update changed. */
function gradientOf({ training }: Experiment, i: number, before: State, after: State): Float64Array {
  const { name, learningRate, momentum } = training.optimizer;
  const [old, now] = [before.slots[i]?.values, after.slots[i]?.values];
  const each = (value: (k: number) => number): Float64Array =>
    Float64Array.from(after.weights[i]?.values ?? [], (_, k) => Math.abs(value(k)));
  if (name === 'rmsprop') return each((k) => Math.sqrt(Math.max(0, ((now?.[k] ?? 0) - 0.9 * (old?.[k] ?? 0)) / 0.1)));
  if (name !== 'sgd') return each((k) => ((now?.[k] ?? 0) - 0.9 * (old?.[k] ?? 0)) / 0.1);
  const moved = (k: number): number => (after.weights[i]?.values[k] ?? NaN) - (before.weights[i]?.values[k] ?? NaN);
  return each((k) => (now ? (now[k] ?? 0) - momentum * (old?.[k] ?? 0) : moved(k)) / learningRate);
}

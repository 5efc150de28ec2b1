import type { DropoutMasks } from '../../src/engine/dropout';
import type { ModelShapes } from '../../src/engine/engine';
import type { Experiment } from '../../src/spec/experiment';
import { networkOf } from '../../src/spec/network';
import { runDense, runLayers, taker } from './reference';

/** A sequence as numbers, tokens, and what is to come out of it; in float64, as `reference.ts`. */
export interface Example {
  /** [step][feature]; one list a step, empty without numeric columns. */
  readonly steps: readonly (readonly number[])[];
  /** [step] */
  /** Tokens and categories by column and step. */
  readonly tokens?: readonly (readonly number[])[];
  /** [1 or step]: class, or numbers. */
  readonly labels?: readonly number[];
  readonly targets?: readonly (readonly number[])[];
  /** Known columns of all predicted steps, side by side. */
  readonly known?: readonly number[];
}

export interface SequenceReference {
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
  /** In the order of `weightShapes`. */
  readonly weights: readonly Float64Array[];
  readonly examples: readonly Example[];
  readonly masks?: readonly (readonly DropoutMasks[])[];
  readonly classWeights?: readonly number[];
}

/** Outputs by example and step: probabilities, or numbers; and the mean loss. */
export interface SequencePass {
  readonly outputs: number[][][];
  readonly loss: number;
}

/** A network without a decoder, from the formulas. Examples have the steps that are theirs: there is no padding. */
export function runSequences(input: SequenceReference): SequencePass {
  const { experiment, shapes, weights, examples } = input;
  const { inputs, dense, head } = networkOf(experiment, shapes);
  let sum = 0;
  let count = 0;
  const outputs = examples.map((example, w) => {
    const take = taker(weights);
    const vectors = inputs.flatMap(({ kind, width }) => {
      if (kind !== 'embedding' && kind !== 'one-hot') return [];
      const table = kind === 'embedding' ? take() : null;
      return (token: number): number[] =>
        table
          ? [...table.subarray(token * width, (token + 1) * width)]
          : Array.from({ length: width }, (_, i) => Number(i === token));
    });
    const steps = example.steps.map((numbers, t) => [
      ...numbers,
      ...vectors.flatMap((vectorOf, column) => vectorOf(example.tokens?.[column]?.[t] ?? NaN)),
    ]);
    const { last, sequences } = runLayers(input, take, steps, w);
    const end = steps.length > 0 ? last : new Array<number>((dense[0]?.features ?? 0) - head.known).fill(0);
    const states = head.steps === 'each' ? (sequences.at(-1) ?? []) : [[...end, ...(example.known ?? [])]];
    const logits = states.map((state) => {
      const again = takerAt(weights, dense.length);
      return dense.reduce<number[]>((x, { activation }) => runDense(activation, again, x), state);
    });
    logits.forEach((z, t) => {
      sum += lossOf(input, example, z, t);
      count += head.kind === 'numbers' ? z.length : 1;
    });
    return logits.map((z) => (head.kind === 'softmax' ? softmax(z) : head.kind === 'sigmoid' ? z.map(sigmoid) : z));
  });
  return { outputs, loss: sum / count };
}

/** The weights of the last `layers` dense layers. */
function takerAt(weights: readonly Float64Array[], layers: number): () => Float64Array {
  return taker(weights.slice(weights.length - 2 * layers));
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export function softmax(z: readonly number[]): number[] {
  const most = Math.max(...z);
  const sum = z.reduce((total, value) => total + Math.exp(value - most), 0);
  return z.map((value) => Math.exp(value - most) / sum);
}

function lossOf(
  { experiment, shapes, classWeights }: SequenceReference,
  example: Example,
  z: number[],
  t: number,
): number {
  const { head } = networkOf(experiment, shapes);
  if (head.kind !== 'numbers') {
    const label = example.labels?.[t] ?? NaN;
    const probability = head.kind === 'softmax' ? softmax(z)[label] : sigmoid((label === 1 ? 1 : -1) * (z[0] ?? NaN));
    return -Math.log(probability ?? NaN) * (classWeights?.[label] ?? 1);
  }
  const { quantiles } = head;
  const wanted = example.targets?.[t] ?? [];
  return z.reduce((sum, value, i) => {
    const q = quantiles[i % quantiles.length];
    const error = value - (wanted[q === undefined ? i : Math.floor(i / quantiles.length)] ?? NaN);
    if (q !== undefined) return sum + Math.max(-q * error, (1 - q) * error);
    if (experiment.training.loss === 'mse') return sum + error * error;
    if (experiment.training.loss === 'mae') return sum + Math.abs(error);
    return sum + (Math.abs(error) <= 1 ? 0.5 * error * error : Math.abs(error) - 0.5);
  }, 0);
}

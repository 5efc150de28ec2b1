import type { Loss } from '../spec/experiment';
import type { Head } from '../spec/network';

/** A loss of one output: its value and its derivative by the prediction, from error = prediction - target. */
interface ElementLoss {
  value(error: number): number;
  derivative(error: number): number;
}

/** Keras' definitions; the derivative of the absolute error at 0 is 0, as in TensorFlow. Huber has delta 1. */
const elementLosses: Record<'mse' | 'mae' | 'huber', ElementLoss> = {
  mse: { value: (error) => error * error, derivative: (error) => 2 * error },
  mae: { value: Math.abs, derivative: Math.sign },
  huber: {
    value: (error) => (Math.abs(error) <= 1 ? 0.5 * error * error : Math.abs(error) - 0.5),
    derivative: (error) => Math.max(-1, Math.min(1, error)),
  },
};

/** The loss of Koenker and Bassett (1978), also called pinball loss: a share q of the targets is to lie below. */
const quantileLoss = (q: number): ElementLoss => ({
  value: (error) => Math.max(-q * error, (1 - q) * error),
  derivative: (error) => (error > 0 ? 1 - q : error < 0 ? -q : 0),
});

/** What outputs are compared with, a row each: numbers, or classes with the weight that each class has. */
export interface Expected {
  readonly targets: Float32Array;
  readonly labels: Int32Array;
  readonly classWeights: Float32Array;
}

export interface LossResult {
  /** Mean over `count` rows: the sum of these rows' losses (each a mean over its outputs, or of one class) by it. */
  readonly loss: number;
  /** Derivative of that mean by each output. */
  readonly gradient: Float32Array;
}

/**
 * The loss of some rows of outputs, [rows, units] row-major: numbers, or what comes before softmax and sigmoid.
 * @param count rows of the whole batch, of which these may be a part
 */
export type LossFunction = (outputs: Float32Array, expected: Expected, count: number) => LossResult;

type LossHead = Pick<Head, 'kind' | 'units' | 'quantiles'>;

/** What a head is trained with: probabilities always with their cross-entropy. */
export function lossFunction(name: Loss, head: LossHead = { kind: 'numbers', units: 1, quantiles: [] }): LossFunction {
  if (head.kind === 'softmax') return softmaxCrossEntropy(head.units);
  if (head.kind === 'sigmoid') return sigmoidCrossEntropy;
  const elements = name === 'quantile' ? head.quantiles.map(quantileLoss) : [elementLosses[plainLoss(name)]];
  return (outputs, { targets }, count) => {
    const gradient = new Float32Array(outputs.length);
    const perTarget = elements.length;
    const divisor = count * head.units;
    let sum = 0;
    for (let i = 0; i < outputs.length; i++) {
      const element = elements[i % perTarget];
      if (!element) break;
      const error = (outputs[i] ?? NaN) - (targets[Math.floor(i / perTarget)] ?? NaN);
      sum += element.value(error);
      gradient[i] = element.derivative(error) / divisor;
    }
    return { loss: sum / divisor, gradient };
  };
}

/** @throws Error for a cross-entropy, which no head of numbers is trained with (`checkExperiment` refuses it) */
function plainLoss(name: Loss): keyof typeof elementLosses {
  if (name === 'mse' || name === 'mae' || name === 'huber') return name;
  throw new Error(`Numbers cannot be trained with the loss "${name}".`);
}

/** -ln of the probability of the class that it was, with the largest output taken off first, so that no e^x is infinite. */
const softmaxCrossEntropy =
  (units: number): LossFunction =>
  (outputs, { labels, classWeights }, count) => {
    const gradient = new Float32Array(outputs.length);
    let total = 0;
    for (let row = 0; row * units < outputs.length; row++) {
      const label = labels[row] ?? NaN;
      const weight = classWeights[label] ?? NaN;
      const logits = outputs.subarray(row * units, (row + 1) * units);
      const most = largest(logits);
      const sum = logits.reduce((all, z) => all + Math.exp(z - most), 0);
      // The difference first: added to a large logit, the logarithm would be rounded away.
      total += weight * (Math.log(sum) + (most - (logits[label] ?? NaN)));
      logits.forEach((z, j) => {
        const probability = Math.exp(z - most) / sum;
        gradient[row * units + j] = (weight * (probability - Number(j === label))) / count;
      });
    }
    return { loss: total / count, gradient };
  };

/** The same of the second of two classes: max(z, 0) - z·y + ln(1 + e^-|z|). */
const sigmoidCrossEntropy: LossFunction = (outputs, { labels, classWeights }, count) => {
  const gradient = new Float32Array(outputs.length);
  let total = 0;
  outputs.forEach((z, row) => {
    const label = labels[row] ?? NaN;
    const weight = classWeights[label] ?? NaN;
    total += weight * (Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z))));
    gradient[row] = (weight * (sigmoid(z) - label)) / count;
  });
  return { loss: total / count, gradient };
};

/** What a head predicts from its outputs, [rows, units]: numbers as they are, probabilities of classes. */
export function predictionsOf({ kind, units }: LossHead, outputs: Float32Array): Float32Array {
  if (kind === 'numbers') return outputs;
  if (kind === 'sigmoid') return outputs.map(sigmoid);
  const probabilities = new Float32Array(outputs.length);
  for (let from = 0; from < outputs.length; from += units) {
    const logits = outputs.subarray(from, from + units);
    const most = largest(logits);
    const sum = logits.reduce((all, z) => all + Math.exp(z - most), 0);
    logits.forEach((z, j) => (probabilities[from + j] = Math.exp(z - most) / sum));
  }
  return probabilities;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, value), -Infinity);

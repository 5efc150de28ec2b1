import { UserError } from '../spec/errors';
import type { Loss } from '../spec/experiment';

/** A loss of one output: its value and its derivative by the prediction, from error = prediction - target. */
interface ElementLoss {
  value(error: number): number;
  derivative(error: number): number;
}

/** Keras' definitions; the derivative of the absolute error at 0 is 0, as in TensorFlow. Huber has delta 1. */
const elementLosses: Partial<Record<Loss, ElementLoss>> = {
  mse: { value: (error) => error * error, derivative: (error) => 2 * error },
  mae: { value: Math.abs, derivative: Math.sign },
  huber: {
    value: (error) => (Math.abs(error) <= 1 ? 0.5 * error * error : Math.abs(error) - 0.5),
    derivative: (error) => Math.max(-1, Math.min(1, error)),
  },
};

export interface LossResult {
  /** Mean over all elements (Keras: mean over outputs, then over the batch). */
  readonly loss: number;
  /** Derivative of that mean by each prediction. */
  readonly gradient: Float32Array;
}

/** The loss of predictions against targets, both [B, O] row-major, and its gradient. */
export type LossFunction = (predictions: Float32Array, targets: Float32Array) => LossResult;

/** @throws UserError for a loss that no forecast uses */
export function lossFunction(name: Loss): LossFunction {
  const element = elementLosses[name];
  if (!element) {
    throw new UserError(`The loss "${name}" cannot be trained with this engine.`, 'Use mse, mae or huber.', {
      code: 'engine/loss',
      path: 'training.loss',
    });
  }
  return (predictions, targets) => {
    const gradient = new Float32Array(predictions.length);
    let sum = 0;
    for (let i = 0; i < predictions.length; i++) {
      const error = (predictions[i] ?? NaN) - (targets[i] ?? NaN);
      sum += element.value(error);
      gradient[i] = element.derivative(error) / predictions.length;
    }
    return { loss: sum / predictions.length, gradient };
  };
}

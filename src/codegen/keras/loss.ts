import type { Loss } from '../../spec/experiment';
import { type Code, call } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';

const names: Partial<Record<Loss, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  huber: 'huber',
  categorical_crossentropy: 'sparse_categorical_crossentropy',
  binary_crossentropy: 'binary_crossentropy',
};

const classes: Partial<Record<Loss, string>> = { mse: 'MeanSquaredError', mae: 'MeanAbsoluteError', huber: 'Huber' };

/** What `model.compile` is given, and what that needs. */
export interface LossCode extends Pick<PythonSection, 'constants' | 'functions'> {
  readonly expression: Code;
  /** A function that gives the loss of each example or step, where Keras' own mean over an epoch is not one over examples. */
  readonly metric?: string;
}

export const lossCode = (pipeline: Pipeline): LossCode =>
  pipeline.training.stateful ? weightedLoss(pipeline) : usualLoss(pipeline);

/** Keras' own loss where it has one; it takes the logits of `softmax` and `sigmoid` by itself. */
function usualLoss(pipeline: Pipeline): LossCode {
  const { training, network } = pipeline;
  const { head } = network;
  if (training.loss === 'quantile') {
    return {
      expression: 'quantile_loss',
      constants: [`QUANTILES = [${head.quantiles.join(', ')}]`],
      functions: [quantileLoss],
    };
  }
  const name = names[training.loss] ?? '';
  if (head.kind === 'numbers') {
    const padded = head.steps === 'each' && modelInputs(pipeline).includes('mask');
    return padded ? { expression: 'loss_of_real_steps', functions: [realSteps(name)] } : { expression: `"${name}"` };
  }
  if (head.steps === 'last') return { expression: `"${name}"` };
  // Steps may be padding, and have labels that the training part does not have.
  return head.kind === 'softmax'
    ? { expression: 'keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)' }
    : { expression: 'loss_of_known_labels', functions: [knownLabels] };
}

/**
 * A loss for stateful training: a mean over what has a weight, because batches of one size are filled up with examples that
 * have none.
 */
export function weightedLoss({ training, network }: Pipeline): Required<Pick<LossCode, 'metric'>> & LossCode {
  const reduction = 'reduction="mean_with_sample_weight"';
  if (training.loss === 'quantile') {
    return {
      expression: call('QuantileLoss', reduction),
      metric: 'quantile_loss',
      constants: [`QUANTILES = [${network.head.quantiles.join(', ')}]`],
      functions: [quantileLoss, quantileLossClass],
    };
  }
  if (network.head.kind === 'softmax') {
    return {
      expression: call('keras.losses.SparseCategoricalCrossentropy', 'ignore_class=-1', reduction),
      metric: 'token_loss',
      functions: [tokenLoss],
    };
  }
  return {
    expression: call(`keras.losses.${classes[training.loss] ?? ''}`, reduction),
    metric: `keras.losses.${names[training.loss] ?? ''}`,
  };
}

const tokenLoss = `def token_loss(y, predicted):
    """Cross-entropy of each token."""
    return keras.losses.sparse_categorical_crossentropy(y, predicted, ignore_class=-1)`;

const quantileLoss = `def quantile_loss(y, predicted):
    """A share q of the targets is to lie below the quantile q (pinball loss)."""
    shape = (-1, *y.shape[1:], len(QUANTILES))
    error = keras.ops.expand_dims(y, -1) - keras.ops.reshape(predicted, shape)
    q = keras.ops.array(QUANTILES)
    return keras.ops.mean(keras.ops.maximum(q * error, (q - 1) * error), axis=(-2, -1))`;

const quantileLossClass = `class QuantileLoss(keras.losses.Loss):
    def call(self, y, predicted):
        return quantile_loss(y, predicted)`;

/** One number: Keras would divide by all steps. */
const realSteps = (name: string): string => `def loss_of_real_steps(y, predicted):
    """Keras' own loss over the real steps: y is NaN where padded."""
    real = keras.ops.logical_not(keras.ops.isnan(y))
    y = keras.ops.where(real, y, predicted)
    losses = keras.losses.${name}(y, predicted)
    steps = keras.ops.sum(keras.ops.cast(real[..., 0], "float32"))
    return keras.ops.sum(losses) / steps`;

const knownLabels = `def loss_of_known_labels(y, predicted):
    """Binary cross-entropy, without what is labelled -1."""
    both = keras.ops.stack([1 - predicted, predicted], axis=-1)
    return keras.losses.sparse_categorical_crossentropy(y, both, ignore_class=-1)`;

import type { Loss } from '../../spec/experiment';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';

const names: Partial<Record<Loss, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  huber: 'huber',
  categorical_crossentropy: 'sparse_categorical_crossentropy',
  binary_crossentropy: 'binary_crossentropy',
};

/** What `model.compile` is given, and what that needs. */
export interface LossCode extends Pick<PythonSection, 'constants' | 'functions'> {
  readonly expression: string;
}

/** Keras' own loss where it has one; it takes the logits of `softmax` and `sigmoid` by itself. */
export function lossCode({ training, network, kind }: Pipeline): LossCode {
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
    const padded = head.steps === 'each' && kind === 'sequences';
    return padded ? { expression: 'loss_of_real_steps', functions: [realSteps(name)] } : { expression: `"${name}"` };
  }
  if (head.steps === 'last') return { expression: `"${name}"` };
  // Steps may be padding, and have labels that the training part does not have.
  return head.kind === 'softmax'
    ? { expression: 'keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)' }
    : { expression: 'loss_of_known_labels', functions: [knownLabels] };
}

const quantileLoss = `def quantile_loss(y, predicted):
    """A share q of the targets is to lie below the quantile q (pinball loss)."""
    shape = (-1, *y.shape[1:], len(QUANTILES))
    error = keras.ops.expand_dims(y, -1) - keras.ops.reshape(predicted, shape)
    q = keras.ops.array(QUANTILES)
    return keras.ops.mean(keras.ops.maximum(q * error, (q - 1) * error), axis=(-2, -1))`;

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

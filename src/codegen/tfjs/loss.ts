import type { Loss } from '../../spec/experiment';
import type { Pipeline } from '../pipeline';
import { lines } from './lines';

const numberLosses: Partial<Record<Loss, string>> = {
  mse: 'tf.losses.meanSquaredError(y, outputs)',
  mae: 'tf.losses.absoluteDifference(y, outputs)',
  huber: 'tf.losses.huberLoss(y, outputs)',
  quantile: 'quantileLoss(y, outputs)',
};

/** `lossOf(model, examples, training)`: the mean loss of a batch. */
export function lossFunctions(pipeline: Pipeline): string[] {
  const { training } = pipeline;
  return [
    ...(training.loss === 'quantile' ? [quantileLoss(training.quantiles)] : []),
    pipeline.kind === 'forecast' ? forecastLoss(training.loss) : '',
  ].filter((text) => text !== '');
}

const forecastLoss = (loss: Loss): string =>
  lines(
    'function lossOf(',
    '  model: tf.LayersModel,',
    '  examples: Example[],',
    '  training: boolean,',
    '): tf.Scalar {',
    '  const { x, y } = makeBatch(examples);',
    '  const outputs = model.apply(x, { training }) as tf.Tensor;',
    `  return ${numberLosses[loss] ?? ''};`,
    '}',
  );

const quantileLoss = (quantiles: readonly number[]): string =>
  lines(
    '/** A share q of the values is to lie below quantile q. */',
    'function quantileLoss(y: tf.Tensor, outputs: tf.Tensor): tf.Scalar {',
    `  const q = tf.tensor1d([${quantiles.join(', ')}]);`,
    `  const said = tf.reshape(outputs, [-1, ${quantiles.length}]);`,
    '  const errors = tf.sub(said, tf.reshape(y, [-1, 1]));',
    '  const above = tf.mul(tf.sub(1, q), errors);',
    '  return tf.mean(tf.maximum(tf.mul(tf.neg(q), errors), above));',
    '}',
  );

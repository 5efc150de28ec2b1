import type { Loss } from '../../spec/experiment';
import { needsCustomGru } from '../../spec/tfjs';
import { isSingleRow } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import { lines } from './lines';
import { countOf } from './steps';

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
    ...(pipeline.kind === 'forecast' ? [forecastLoss(pipeline)] : steppedLoss(pipeline)),
  ];
}

const forecastLoss = (pipeline: Pipeline): string =>
  lines(
    signature(pipeline),
    '  const { x, y } = makeBatch(examples);',
    outputsOf(pipeline).map((line) => `  ${line}`),
    `  return ${numberLosses[pipeline.training.loss] ?? ''};`,
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

/** The mean over the steps of which something is said, computed length by length. */
function steppedLoss(pipeline: Pipeline): string[] {
  const { network, training } = pipeline;
  const weighted = training.classWeights === 'balanced';
  const { kind } = network.head;
  const entropy = kind === 'numbers' ? null : kind === 'softmax' ? softmaxLoss(weighted) : sigmoidLoss(weighted);
  const found = entropy
    ? `crossEntropy(${weighted ? 'y, outputs, weights' : 'y, outputs'})`
    : (numberLosses[training.loss] ?? '');
  const batch = (examples: string): string[] => [
    `const { x, y${weighted ? ', weights' : ''} } = makeBatch(${examples});`,
    ...outputsOf(pipeline),
  ];
  const body = isSingleRow(pipeline)
    ? [...batch('examples'), `return ${entropy ? `tf.div(${found}, examples.length)` : found};`]
    : [
        'const sums = byLength(examples).map((group) => {',
        ...batch('group').map((line) => `  ${line}`),
        ...(entropy
          ? [`  return ${found};`]
          : [`  const loss = ${found};`, `  return tf.mul(loss, ${countOf(pipeline, 'group')});`]),
        '});',
        `return tf.div(tf.addN(sums), ${countOf(pipeline, 'examples')});`,
      ];
  return [...(entropy ? [entropy] : []), lines(signature(pipeline), ...body.map((line) => `  ${line}`), '}')];
}

const softmaxLoss = (weighted: boolean): string =>
  lines(
    '/** Sum of -ln p, p being what the network gives the class that it is. */',
    weighted
      ? [
          'function crossEntropy(',
          '  y: tf.Tensor,',
          '  outputs: tf.Tensor,',
          '  weights: tf.Tensor,',
          '): tf.Tensor {',
        ]
      : 'function crossEntropy(y: tf.Tensor, outputs: tf.Tensor): tf.Tensor {',
    '  const classes = outputs.shape[outputs.rank - 1];',
    '  const right = tf.oneHot(tf.cast(tf.reshape(y, [-1]), "int32"), classes);',
    '  const p = tf.sum(tf.mul(right, tf.reshape(outputs, [-1, classes])), 1);',
    weighted
      ? [
          '  const losses = tf.neg(tf.log(tf.maximum(p, 1e-7)));',
          '  return tf.sum(tf.mul(losses, tf.reshape(weights, [-1])));',
        ]
      : '  return tf.neg(tf.sum(tf.log(tf.maximum(p, 1e-7))));',
    '}',
  );

const sigmoidLoss = (weighted: boolean): string =>
  lines(
    '/** Sum of -ln p, p being what the network gives the class that it is. */',
    weighted
      ? [
          'function crossEntropy(',
          '  y: tf.Tensor,',
          '  outputs: tf.Tensor,',
          '  weights: tf.Tensor,',
          '): tf.Tensor {',
        ]
      : 'function crossEntropy(y: tf.Tensor, outputs: tf.Tensor): tf.Tensor {',
    '  const second = tf.reshape(outputs, y.shape);',
    '  const p = tf.where(tf.cast(y, "bool"), second, tf.sub(1, second));',
    weighted
      ? ['  const losses = tf.neg(tf.log(tf.maximum(p, 1e-7)));', '  return tf.sum(tf.mul(losses, weights));']
      : '  return tf.neg(tf.sum(tf.log(tf.maximum(p, 1e-7))));',
    '}',
  );

/**
 * What TensorFlow.js is told of a network (that it trains, say) has the states that its last RNN began with, and goes to the next
 * RNN: to the encoder, which runs again for attention, or to another layer of the decoder.
 */
export const mixesStates = ({ decoder }: Pipeline['network']): boolean =>
  decoder?.initial === 'encoder' &&
  (decoder.attention !== null || decoder.blocks.filter(({ layer }) => !needsCustomGru(layer)).length > 1);

const signature = ({ network }: Pipeline): string =>
  mixesStates(network)
    ? 'function lossOf(model: tf.LayersModel, examples: Example[]): tf.Scalar {'
    : lines(
        'function lossOf(',
        '  model: tf.LayersModel,',
        '  examples: Example[],',
        '  training: boolean,',
        '): tf.Scalar {',
      );

const outputsOf = ({ network }: Pipeline): string[] =>
  mixesStates(network)
    ? [
        '// Not model.apply: it would give the states of a layer to others.',
        'const outputs = model.predictOnBatch(x) as tf.Tensor;',
      ]
    : ['const outputs = model.apply(x, { training }) as tf.Tensor;'];

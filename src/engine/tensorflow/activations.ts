import * as tf from '@tensorflow/tfjs-core';

import type { Activation } from '../../spec/experiment';

type Elementwise = (x: tf.Tensor2D) => tf.Tensor2D;

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/** An activation with a derivative of its own, from input and output. */
function withDerivative(value: Elementwise, derivative: (x: tf.Tensor2D, y: tf.Tensor2D) => tf.Tensor): Elementwise {
  const op = tf.customGrad((x, save) => {
    const y = value(x as tf.Tensor2D);
    (save as tf.GradSaveFunc)([x as tf.Tensor, y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, [savedX, savedY]: tf.Tensor[]) =>
        tf.mul(dy, derivative(savedX as tf.Tensor2D, savedY as tf.Tensor2D)),
    };
  });
  return (x) => op(x) as tf.Tensor2D;
}

/**
 * Keras' activations. Where TensorFlow.js has another function (hard_sigmoid: 0.2x + 0.5 in its layers, x/6 + 0.5 in
 * Keras 3) or another derivative at the kinks (softsign, selu and elu at 0, which is where networks with zero biases
 * start), the formulas of TensorFlow are written out.
 */
export const activationFunctions: Record<Activation, Elementwise> = {
  linear: (x) => x,
  tanh: (x) => tf.tanh(x),
  relu: (x) => tf.relu(x),
  sigmoid: (x) => tf.sigmoid(x),
  hard_sigmoid: withDerivative(
    (x) => tf.div(tf.relu6(tf.add(x, 3)), 6),
    (_x, y) => tf.div(tf.mul(tf.step(y), tf.cast(tf.less(y, 1), 'float32')), 6),
  ),
  softsign: withDerivative(
    (x) => tf.div(x, tf.add(tf.abs(x), 1)),
    (x) => tf.div(1, tf.square(tf.add(tf.abs(x), 1))),
  ),
  elu: withDerivative(
    (x) => tf.elu(x),
    (_x, y) => tf.add(tf.minimum(y, 0), 1), // e^x = y + 1 below 0
  ),
  selu: withDerivative(
    (x) => tf.selu(x),
    (_x, y) => tf.where(tf.less(y, 0), tf.add(y, seluScale * seluAlpha), tf.fill(y.shape, seluScale)),
  ),
  softplus: (x) => tf.softplus(x),
};

import type { Activation } from '../../spec/experiment';

/** How tf.layers takes an activation: by name, or the custom class where its own function is another one. */
export const activationOption = (name: Activation): string =>
  name === 'hard_sigmoid' ? 'hardSigmoid' : JSON.stringify(name);

/** Keras' activations as functions of a tensor. */
export const activationFunctions: Record<Activation, string> = {
  linear: '(x: tf.Tensor) => x',
  tanh: 'tf.tanh',
  relu: 'tf.relu',
  sigmoid: 'tf.sigmoid',
  hard_sigmoid: '(x: tf.Tensor) => tf.div(tf.relu6(tf.add(x, 3)), 6)',
  softsign: '(x: tf.Tensor) => tf.div(x, tf.add(tf.abs(x), 1))',
  elu: 'tf.elu',
  selu: 'tf.selu',
  softplus: 'tf.softplus',
};

export const hardSigmoid = `/** Keras 3's hard sigmoid; that of TensorFlow.js is 0.2x + 0.5. */
class KerasHardSigmoid extends tf.serialization.Serializable {
  static className = "kerasHardSigmoid";
  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
  apply(x: tf.Tensor): tf.Tensor {
    return tf.div(tf.relu6(tf.add(x, 3)), 6);
  }
}
tf.serialization.registerClass(KerasHardSigmoid);
// Layers look activations up by class name; their types list only the built-in ones.
const hardSigmoid = KerasHardSigmoid.className as "hardSigmoid";`;

import type { Activation } from '../../spec/experiment';
import type { Matrix } from './matrix';
import * as m from './matrix';

export interface ActivationFunction {
  value(x: Matrix): Matrix;
  /** The derivative as a function of the output: all of these activations can do without their input. */
  derivative(y: Matrix): Matrix;
}

const seluScaleAlpha = 1.0507009873554805 * 1.6732632423543772;
const seluScale = 1.0507009873554805;

const onesLike = (y: Matrix): Matrix => m.add(m.multiply(y, m.constant(0)), m.constant(1));
const negativePart = (y: Matrix): Matrix => m.minimum(y, m.constant(0));

/**
 * Keras' activations, with TensorFlow's derivatives at the kinks. Two are not those of TensorFlow.js' layers:
 * hard_sigmoid is x/6 + 0.5 cut to [0, 1] (0.2x + 0.5 there), and the derivatives of selu at 0 differ, which is
 * where a network with zero biases starts on an input of 0.
 */
export const activationFunctions: Record<Activation, ActivationFunction> = {
  linear: { value: (x) => x, derivative: onesLike },
  tanh: { value: m.tanh, derivative: (y) => m.subtract(m.constant(1), m.square(y)) },
  relu: { value: m.relu, derivative: m.step },
  sigmoid: { value: m.sigmoid, derivative: (y) => m.multiply(y, m.subtract(m.constant(1), y)) },
  hard_sigmoid: {
    value: (x) => m.divide(m.relu6(m.add(x, m.constant(3))), m.constant(6)),
    derivative: (y) => m.divide(m.multiply(m.step(y), m.step(m.subtract(m.constant(1), y))), m.constant(6)),
  },
  softsign: {
    value: (x) => m.divide(x, m.add(m.absolute(x), m.constant(1))),
    derivative: (y) => m.square(m.subtract(m.constant(1), m.absolute(y))), // 1 - |y| = 1 / (1 + |x|)
  },
  elu: {
    value: m.elu,
    derivative: (y) => m.add(negativePart(y), m.constant(1)), // e^x = y + 1 below 0
  },
  selu: {
    value: m.selu,
    // scale above and at 0; scale·alpha·e^x = y + scale·alpha below
    derivative: (y) => {
      const below = m.step(m.negate(y));
      const jump = m.multiply(below, m.constant(seluScaleAlpha - seluScale));
      return m.add(m.add(negativePart(y), jump), m.constant(seluScale));
    },
  },
  softplus: { value: m.softplus, derivative: (y) => m.negate(m.expm1(m.negate(y))) }, // sigmoid(x) = 1 - e^-y
};

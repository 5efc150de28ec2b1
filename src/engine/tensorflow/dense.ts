import type { Activation } from '../../spec/experiment';
import { activationFunctions } from './activations';
import type { Matrix } from './matrix';
import * as m from './matrix';

/** Kernel [F, O] and bias [1, O]. */
export type DenseWeights = readonly [kernel: Matrix, bias: Matrix];

export interface DensePass {
  readonly outputs: Matrix;
  backward(gradient: Matrix): { weights: readonly [Matrix, Matrix]; input: Matrix };
}

export function runDense(x: Matrix, [kernel, bias]: DenseWeights, name: Activation): DensePass {
  const activation = activationFunctions[name];
  const outputs = activation.value(m.add(m.matMul(x, kernel), bias));
  return {
    outputs,
    backward: (gradient) => {
      const sums = m.multiply(gradient, activation.derivative(outputs));
      return {
        weights: [m.matMul(m.transpose(x), sums), m.sumRows(sums)],
        input: m.matMul(sums, m.transpose(kernel)),
      };
    },
  };
}

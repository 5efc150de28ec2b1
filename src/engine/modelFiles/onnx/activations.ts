import type { Activation } from '../../../spec/experiment';
import type { GraphBuilder } from './graphBuilder';
import type { Attribute } from './proto';

/** Keras 3: relu6(x + 3) / 6 */
const hardSigmoid = { alpha: 1 / 6, beta: 0.5 };

/** An activation as the recurrent operators name it; alpha and beta where it has some. */
export interface CellActivation {
  readonly name: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** Activations that ONNX Runtime's recurrent operators compute as Keras does; selu is not among those of the standard. */
export const cellActivations: Record<Exclude<Activation, 'selu'>, CellActivation> = {
  linear: { name: 'Affine', alpha: 1, beta: 0 },
  tanh: { name: 'Tanh' },
  relu: { name: 'Relu' },
  sigmoid: { name: 'Sigmoid' },
  hard_sigmoid: { name: 'HardSigmoid', ...hardSigmoid },
  softsign: { name: 'Softsign' },
  elu: { name: 'Elu', alpha: 1 },
  softplus: { name: 'Softplus' },
};

const operators: Record<Exclude<Activation, 'linear'>, [string, Readonly<Record<string, Attribute>>]> = {
  tanh: ['Tanh', {}],
  relu: ['Relu', {}],
  sigmoid: ['Sigmoid', {}],
  hard_sigmoid: ['HardSigmoid', { alpha: { float: hardSigmoid.alpha }, beta: { float: hardSigmoid.beta } }],
  softsign: ['Softsign', {}],
  elu: ['Elu', {}],
  selu: ['Selu', {}],
  softplus: ['Softplus', {}],
};

/** The activation of a value, as a node of its own. */
export function activate(graph: GraphBuilder, activation: Activation, value: string): string {
  if (activation === 'linear') return value;
  const [type, attributes] = operators[activation];
  return graph.op(type, [value], attributes);
}

import type { Activation } from '../../../spec/experiment';
import type { Network } from '../../../spec/network';
import { activate } from './activations';
import type { GraphBuilder } from './graphBuilder';
import type { ModelWeights } from './modelWeights';

/** activation(x·W + b), with the weights `<name>/kernel` and `<name>/bias`. */
export function dense(
  graph: GraphBuilder,
  { name, activation }: { readonly name: string; readonly activation: Activation },
  weights: ModelWeights,
  x: string,
): string {
  const put = (suffix: string): string => {
    const { name: own, shape, values } = weights.get(`${name}/${suffix}`);
    return graph.weight(own, shape, values);
  };
  const product = graph.op('MatMul', [x, put('kernel')]);
  return activate(graph, activation, graph.op('Add', [product, put('bias')]));
}

/** The dense layers, and what makes probabilities of what they give. @param x [.., width] */
export function headOutputs(
  graph: GraphBuilder,
  { dense: layers, head }: Network,
  weights: ModelWeights,
  x: string,
): string {
  const outputs = layers.reduce((value, layer) => dense(graph, layer, weights, value), x);
  switch (head.kind) {
    case 'numbers':
      return outputs;
    case 'sigmoid':
      return graph.op('Sigmoid', [outputs]);
    case 'softmax':
      return graph.op('Softmax', [outputs], { axis: { int: -1 } });
  }
}

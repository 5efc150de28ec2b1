import type { Experiment } from '../../spec/experiment';
import { networkOf } from '../../spec/network';
import { activationFunctions } from './activations';
import type { DirectionWeights, MaskMatrices } from './direction';
import type { Matrix } from './matrix';
import * as m from './matrix';
import type { LayerPass } from './recurrentLayer';
import { runRecurrentLayer } from './recurrentLayer';

export interface NetworkPass {
  /** [B, O] */
  readonly outputs: Matrix;
  /** Outputs of each recurrent layer in time order: [layer][T], each [B, H]. */
  readonly states: readonly (readonly Matrix[])[];
  /** @param gradient by the outputs, [B, O] */
  backward(gradient: Matrix): NetworkGradients;
}

export interface NetworkGradients {
  /** In the order of the weights. */
  readonly weights: readonly Matrix[];
  /** By the hidden states of the recurrent layers, in time order: [layer][direction][T]. */
  readonly states: readonly (readonly (readonly Matrix[])[])[];
}

/**
 * The whole model: recurrent layers, the last of which hands on its last state, then dense layers.
 * @param weights in the order of `weightShapes`, vectors as matrices of one row
 * @param masks dropout masks, [layer][direction]; empty where nothing is dropped
 * @param x inputs, time first, [T·B, F]
 */
export function runNetwork(
  experiment: Experiment,
  weights: readonly Matrix[],
  masks: readonly (readonly MaskMatrices[])[],
  x: Matrix,
  timeSteps: number,
): NetworkPass {
  const take = takeFrom(weights);
  const { layers } = experiment.model;
  const recurrent: LayerPass[] = [];
  let input = x;
  layers.forEach((layer, i) => {
    const directions = (layer.bidirectional ? [0, 1] : [0]).map((): DirectionWeights => [take(), take(), take()]);
    const pass = runRecurrentLayer({ layer, weights: directions, masks: masks[i] ?? [], x: input, timeSteps });
    recurrent.push(pass);
    input = i < layers.length - 1 ? m.concat(pass.sequence, m.axis.rows) : pass.last;
  });
  const dense = networkOf(experiment).dense.map(({ activation }) => {
    const pass = runDense(input, take(), take(), activation);
    input = pass.outputs;
    return pass;
  });
  return {
    outputs: input,
    states: recurrent.map((pass) => pass.sequence),
    backward: (gradient) => backward(recurrent, dense, gradient, timeSteps),
  };
}

function backward(
  recurrent: readonly LayerPass[],
  dense: readonly DensePass[],
  outputGradient: Matrix,
  timeSteps: number,
): NetworkGradients {
  const weights: Matrix[] = [];
  const states: (readonly (readonly Matrix[])[])[] = [];
  let gradient = outputGradient;
  for (const pass of dense.toReversed()) {
    const gradients = pass.backward(gradient);
    weights.unshift(...gradients.weights);
    gradient = gradients.input;
  }
  recurrent.toReversed().forEach((pass, i) => {
    const outputs = i === 0 ? { last: gradient } : { sequence: m.split(gradient, timeSteps, m.axis.rows) };
    const gradients = pass.backward(outputs, i < recurrent.length - 1);
    weights.unshift(...gradients.weights);
    states.unshift(gradients.states);
    if (gradients.input) gradient = gradients.input;
  });
  return { weights, states };
}

interface DensePass {
  readonly outputs: Matrix;
  backward(gradient: Matrix): { weights: readonly [Matrix, Matrix]; input: Matrix };
}

function runDense(x: Matrix, kernel: Matrix, bias: Matrix, name: keyof typeof activationFunctions): DensePass {
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

/** Hands out weights one after the other. */
function takeFrom(weights: readonly Matrix[]): () => Matrix {
  let next = 0;
  return () => {
    const weight = weights[next++];
    if (!weight) throw new Error(`The model needs more than ${weights.length} weights.`);
    return weight;
  };
}

import { outputUnits, type Network } from '../../spec/network';
import { activationFunctions } from './activations';
import type { DirectionWeights, MaskMatrices } from './direction';
import type { Matrix } from './matrix';
import * as m from './matrix';
import type { LayerPass } from './recurrentLayer';
import { runRecurrentLayer } from './recurrentLayer';

export interface NetworkPass {
  /** Before softmax and sigmoid, [B, O], or [T·B, O] of a head on every step. */
  readonly outputs: Matrix;
  /** Outputs of each recurrent layer in time order: [layer][T], each [B, H]. */
  readonly states: readonly (readonly Matrix[])[];
  /** What each recurrent layer gives at steps of padding behind the window, [layer], [B, H]. */
  readonly kept: readonly Matrix[];
  /**
   * @param gradient by the outputs
   * @param wantInput whether the gradient by the first layer's inputs is needed
   */
  backward(gradient: Matrix, wantInput: boolean): NetworkGradients;
}

export interface NetworkGradients {
  /** In the order of the weights. */
  readonly weights: readonly Matrix[];
  /** By the first layer's inputs, [T·B, F]; null unless wanted. */
  readonly input: Matrix | null;
  /** By the hidden states of the recurrent layers, in time order: [layer][direction][T]. */
  readonly states: readonly (readonly (readonly Matrix[])[])[];
}

export interface NetworkInput {
  readonly network: Network;
  /** Those of the layers, in the order of `weightShapes`, vectors as matrices of one row. */
  readonly weights: readonly Matrix[];
  /** Dropout masks, [layer][direction]; empty where nothing is dropped. */
  readonly masks: readonly (readonly MaskMatrices[])[];
  /** Inputs, time first, [T·B, F]. */
  readonly x: Matrix;
  /** Columns that are known beforehand, [B, head.known]; null where there are none. */
  readonly known: Matrix | null;
  /** 0 for examples of no step at all, which end with the zero state. */
  readonly timeSteps: number;
  readonly batchSize: number;
}

/** The network without its embedding: recurrent layers, then dense layers on the last state or on that of every step. */
export function runNetwork(input: NetworkInput): NetworkPass {
  const { network, masks, known, timeSteps, batchSize } = input;
  const take = takeFrom(input.weights);
  const recurrent: LayerPass[] = [];
  let x = input.x;
  network.encoder.forEach(({ layer, returns }, i) => {
    const directions = (layer.bidirectional ? [0, 1] : [0]).map((): DirectionWeights => [take(), take(), take()]);
    const pass =
      timeSteps === 0
        ? noSteps(batchSize, outputUnits(layer), directions)
        : runRecurrentLayer({ layer, weights: directions, masks: masks[i] ?? [], x, timeSteps });
    recurrent.push(pass);
    x = returns === 'each' && timeSteps > 0 ? m.concat(pass.sequence, m.axis.rows) : pass.last;
  });
  if (known) x = m.concat([x, known], m.axis.columns);
  const dense = network.dense.map(({ activation }) => {
    const pass = runDense(x, take(), take(), activation);
    x = pass.outputs;
    return pass;
  });
  return {
    outputs: x,
    states: recurrent.map((pass) => pass.sequence),
    kept: recurrent.map((pass) => pass.kept()),
    backward: (gradient, wantInput) => backward(input, recurrent, dense, gradient, wantInput),
  };
}

function backward(
  { network, known, timeSteps }: NetworkInput,
  recurrent: readonly LayerPass[],
  dense: readonly DensePass[],
  outputGradient: Matrix,
  wantInput: boolean,
): NetworkGradients {
  const weights: Matrix[] = [];
  const states: (readonly (readonly Matrix[])[])[] = [];
  let gradient: Matrix = outputGradient;
  for (const pass of dense.toReversed()) {
    const gradients = pass.backward(gradient);
    weights.unshift(...gradients.weights);
    gradient = gradients.input;
  }
  if (known) gradient = m.split(gradient, [widthOfState(network), network.head.known], m.axis.columns)[0] ?? gradient;
  let input: Matrix | null = null;
  recurrent.toReversed().forEach((pass, i) => {
    const isFirst = i === recurrent.length - 1;
    const block = network.encoder[recurrent.length - 1 - i];
    const outputs =
      block?.returns === 'last' || timeSteps === 0
        ? { last: gradient }
        : { sequence: m.split(gradient, timeSteps, m.axis.rows) };
    const gradients = pass.backward(outputs, !isFirst || wantInput);
    weights.unshift(...gradients.weights);
    states.unshift(gradients.states);
    if (isFirst) input = gradients.input;
    else if (gradients.input) gradient = gradients.input;
  });
  return { weights, input, states };
}

/** A recurrent layer that was given nothing. */
function noSteps(batchSize: number, width: number, weights: readonly DirectionWeights[]): LayerPass {
  const zero = m.zeros(batchSize, width);
  return {
    sequence: [],
    last: zero,
    kept: () => zero,
    backward: () => ({
      weights: weights.flat().map(({ shape: [rows, columns] }) => m.zeros(rows, columns)),
      input: null,
      states: weights.map(() => []),
    }),
  };
}

/** Width of what the last recurrent layer hands on. */
function widthOfState({ encoder }: Network): number {
  const block = encoder.at(-1);
  if (!block) throw new Error('A network has at least one recurrent layer.');
  return outputUnits(block.layer);
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

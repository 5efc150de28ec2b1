import type { RecurrentLayer } from '../../spec/experiment';
import { runCell } from './cells';
import type { Matrix } from './matrix';
import * as m from './matrix';
import { InputProjection } from './projections';

/** Dropout masks of one direction: `DropoutMasks` as matrices. */
export interface MaskMatrices {
  readonly inputs: readonly Matrix[];
  readonly recurrent: readonly Matrix[];
}

/** Kernel [F, gates·H], recurrent kernel [H, gates·H], bias [1, gates·H] or [2, gates·H]. */
export type DirectionWeights = readonly [kernel: Matrix, recurrentKernel: Matrix, bias: Matrix];

export interface DirectionPass {
  /** Hidden states in the order of processing: T matrices [B, H]. */
  readonly states: readonly Matrix[];
  backward(outside: readonly (Matrix | undefined)[], wantInput: boolean): DirectionGradients;
}

export interface DirectionGradients {
  /** By kernel, recurrent kernel and bias. */
  readonly weights: readonly [Matrix, Matrix, Matrix];
  /** By the layer's inputs, [T·B, F]; null unless wanted. */
  readonly input: Matrix | null;
  /** By the hidden states in the order of processing. */
  readonly states: readonly Matrix[];
}

/** Runs one direction of a recurrent layer; `x` is [T·B, F] in the order of processing. */
export function runDirection(
  layer: RecurrentLayer,
  weights: DirectionWeights,
  masks: MaskMatrices,
  x: Matrix,
  timeSteps: number,
): DirectionPass {
  const [kernel, recurrentKernel, bias] = weights;
  const projection = new InputProjection(x, kernel, masks.inputs, timeSteps);
  const [inputBias, recurrentBias] = m.split(bias, bias.shape[0], m.axis.rows);
  const product = projection.product();
  const pass = runCell[layer.cell]({
    layer,
    timeSteps,
    batchSize: x.shape[0] / timeSteps,
    projected: inputBias ? m.add(product, inputBias) : product,
    recurrentKernel,
    recurrentBias: recurrentBias ?? null,
    recurrentMasks: masks.recurrent,
  });
  return {
    states: pass.states,
    backward: (outside, wantInput) => {
      const gradients = pass.backward(outside);
      const byInputBias = m.sumRows(gradients.projected);
      const byBias = gradients.recurrentBias
        ? m.concat([byInputBias, gradients.recurrentBias], m.axis.rows)
        : byInputBias;
      return {
        weights: [projection.kernelGradient(gradients.projected), gradients.recurrentKernel, byBias],
        input: wantInput ? projection.inputGradient(gradients.projected) : null,
        states: gradients.states,
      };
    },
  };
}

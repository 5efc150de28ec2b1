import type { RecurrentLayer } from '../../spec/experiment';
import { runCell } from './cells';
import type { CellPass, CellState } from './cells/cell';
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

/** A cell's pass over its own inputs; states and gates in the order of processing. */
export interface DirectionPass extends Pick<CellPass, 'states' | 'end' | 'gates'> {
  backward(outside: readonly (Matrix | undefined)[], endC: Matrix | null, wantInput: boolean): DirectionGradients;
}

export interface DirectionGradients {
  /** By kernel, recurrent kernel and bias. */
  readonly weights: readonly [Matrix, Matrix, Matrix];
  /** By the layer's inputs, [T·B, F]; null unless wanted. */
  readonly input: Matrix | null;
  /** By the hidden states in the order of processing. */
  readonly states: readonly Matrix[];
  /** By the state that it began with, where that was given. */
  readonly initial: CellState | null;
}

export interface DirectionInput {
  readonly layer: RecurrentLayer;
  readonly weights: DirectionWeights;
  readonly masks: MaskMatrices;
  /** [T·B, F] in the order of processing. */
  readonly x: Matrix;
  readonly timeSteps: number;
  readonly initial: CellState | null;
}

/** Runs one direction of a recurrent layer. */
export function runDirection({ layer, weights, masks, x, timeSteps, initial }: DirectionInput): DirectionPass {
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
    initial,
  });
  return {
    states: pass.states,
    end: pass.end,
    gates: pass.gates,
    backward: (outside, endC, wantInput) => {
      const gradients = pass.backward(outside, endC);
      const byInputBias = m.sumRows(gradients.projected);
      const byBias = gradients.recurrentBias
        ? m.concat([byInputBias, gradients.recurrentBias], m.axis.rows)
        : byInputBias;
      return {
        weights: [projection.kernelGradient(gradients.projected), gradients.recurrentKernel, byBias],
        input: wantInput ? projection.inputGradient(gradients.projected) : null,
        states: gradients.states,
        initial: gradients.initial,
      };
    },
  };
}

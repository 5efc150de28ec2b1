import type { RecurrentLayer } from '../../spec/experiment';
import type { DirectionGradients, DirectionPass, DirectionWeights, MaskMatrices } from './direction';
import { runDirection } from './direction';
import type { Matrix } from './matrix';
import * as m from './matrix';
import { merge, mergeGradients } from './merge';

export interface LayerPass {
  /** Outputs in time order, T matrices [B, H] (2H where two directions are concatenated). */
  readonly sequence: readonly Matrix[];
  /** What a layer gives that is the last of its stack: the state that each direction ended with, merged. */
  readonly last: Matrix;
  /**
   * What the layer gives at steps of padding behind the window: the forward state is kept, and the backward direction,
   * which meets them first, still has its zero state. [B, H] (2H)
   */
  kept(): Matrix;
  /** @param outputs gradients by `sequence`, or by `last` */
  backward(outputs: { sequence: readonly Matrix[] } | { last: Matrix }, wantInput: boolean): LayerGradients;
}

export interface LayerGradients {
  /** In the order of the weights. */
  readonly weights: readonly Matrix[];
  /** By the layer's inputs, [T·B, F]; null unless wanted. */
  readonly input: Matrix | null;
  /** By the hidden states of each direction, in time order: [direction][T]. */
  readonly states: readonly (readonly Matrix[])[];
}

export interface LayerInput {
  readonly layer: RecurrentLayer;
  /** One or two directions, the forward one first. */
  readonly weights: readonly DirectionWeights[];
  readonly masks: readonly MaskMatrices[];
  /** [T·B, F] */
  readonly x: Matrix;
  readonly timeSteps: number;
}

const noMasks: MaskMatrices = { inputs: [], recurrent: [] };

export function runRecurrentLayer({ layer, weights, masks, x, timeSteps }: LayerInput): LayerPass {
  const [forwardWeights, backwardWeights] = weights;
  if (!forwardWeights) throw new Error('A recurrent layer needs weights.');
  const forward = runDirection(layer, forwardWeights, masks[0] ?? noMasks, x, timeSteps);
  if (!backwardWeights) return oneDirection(forward, timeSteps);
  const backward = runDirection(layer, backwardWeights, masks[1] ?? noMasks, m.reverseTime(x, timeSteps), timeSteps);
  return twoDirections(layer, forward, backward, timeSteps);
}

function oneDirection(pass: DirectionPass, timeSteps: number): LayerPass {
  return {
    sequence: pass.states,
    last: lastOf(pass.states),
    kept: () => lastOf(pass.states),
    backward: (outputs, wantInput) => {
      const outside = 'last' in outputs ? onlyLast(outputs.last, timeSteps) : outputs.sequence;
      const gradients = pass.backward(outside, wantInput);
      return { weights: gradients.weights, input: gradients.input, states: [gradients.states] };
    },
  };
}

/** Keras' Bidirectional: as a sequence, the backward states are turned round to stand at the time that they belong to. */
function twoDirections(
  layer: RecurrentLayer,
  forward: DirectionPass,
  backward: DirectionPass,
  timeSteps: number,
): LayerPass {
  const inTime = backward.states.toReversed();
  const ends: [Matrix, Matrix] = [lastOf(forward.states), lastOf(backward.states)];

  const outside = (outputs: { sequence: readonly Matrix[] } | { last: Matrix }): (Matrix | undefined)[][] => {
    if ('last' in outputs) {
      return mergeGradients(layer.merge, outputs.last, ...ends).map((end) => onlyLast(end, timeSteps));
    }
    const pairs = outputs.sequence.map((gradient, t) =>
      mergeGradients(layer.merge, gradient, forward.states[t] ?? gradient, inTime[t] ?? gradient),
    );
    return [pairs.map(([gradient]) => gradient), pairs.map(([, gradient]) => gradient).toReversed()];
  };

  return {
    sequence: forward.states.map((state, t) => merge(layer.merge, state, inTime[t] ?? state)),
    last: merge(layer.merge, ...ends),
    kept: () => merge(layer.merge, ends[0], m.multiply(ends[1], m.constant(0))),
    backward: (outputs, wantInput) => {
      const [toForward = [], toBackward = []] = outside(outputs);
      const first = forward.backward(toForward, wantInput);
      const second = backward.backward(toBackward, wantInput);
      return {
        weights: [...first.weights, ...second.weights],
        input: addInputs(first, second, timeSteps),
        states: [first.states, second.states.toReversed()],
      };
    },
  };
}

function addInputs(first: DirectionGradients, second: DirectionGradients, timeSteps: number): Matrix | null {
  return first.input && second.input ? m.add(first.input, m.reverseTime(second.input, timeSteps)) : null;
}

function onlyLast(gradient: Matrix, timeSteps: number): (Matrix | undefined)[] {
  const outside = new Array<Matrix | undefined>(timeSteps);
  outside[timeSteps - 1] = gradient;
  return outside;
}

function lastOf(states: readonly Matrix[]): Matrix {
  const last = states.at(-1);
  if (!last) throw new Error('A window has no time steps.');
  return last;
}

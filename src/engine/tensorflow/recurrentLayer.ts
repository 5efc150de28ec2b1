import type { RecurrentLayer } from '../../spec/experiment';
import type { CellState } from './cells/cell';
import type { DirectionPass, DirectionWeights, MaskMatrices } from './direction';
import { runDirection } from './direction';
import type { Matrix } from './matrix';
import * as m from './matrix';
import { merge, mergeGradients } from './merge';

export interface LayerPass {
  /** Outputs in time order, T matrices [B, H] (2H where two directions are concatenated). */
  readonly sequence: readonly Matrix[];
  /** The state that each direction ended with, merged as the outputs are, c as h. */
  readonly end: CellState;
  /** Gates in time order, T matrices each; of merged directions `forward i`, `backward i`, of others side by side. */
  gates(): Readonly<Record<string, readonly Matrix[]>>;
  /**
   * What the layer gives at steps of padding behind the window: the forward state is kept, and the backward direction,
   * which meets them first, still has its zero state. [B, H] (2H)
   */
  kept(): Matrix;
  backward(outside: LayerOutside, wantInput: boolean): LayerGradients;
}

/** The gradients by what others read of a layer. */
export interface LayerOutside {
  readonly sequence?: readonly Matrix[] | undefined;
  readonly end?: CellState | undefined;
}

export interface LayerGradients {
  /** In the order of the weights. */
  readonly weights: readonly Matrix[];
  /** By the layer's inputs, [T·B, F]; null unless wanted. */
  readonly input: Matrix | null;
  /** By the hidden states of each direction, in time order: [direction][T]. */
  readonly states: readonly (readonly Matrix[])[];
  /** By the state that it began with, where that was given. */
  readonly initial: CellState | null;
}

export interface LayerInput {
  readonly layer: RecurrentLayer;
  /** One or two directions, the forward one first. */
  readonly weights: readonly DirectionWeights[];
  readonly masks: readonly MaskMatrices[];
  /** [T·B, F] */
  readonly x: Matrix;
  readonly timeSteps: number;
  /** What a layer of one direction begins with; null: zeros. */
  readonly initial: CellState | null;
}

const noMasks: MaskMatrices = { inputs: [], recurrent: [] };

export function runRecurrentLayer({ weights, masks, ...input }: LayerInput): LayerPass {
  const { layer, x, timeSteps } = input;
  const [forwardWeights, backwardWeights] = weights;
  if (!forwardWeights) throw new Error('A recurrent layer needs weights.');
  const forward = runDirection({ ...input, weights: forwardWeights, masks: masks[0] ?? noMasks });
  if (!backwardWeights) return oneDirection(forward);
  const reversed = { ...input, x: m.reverseTime(x, timeSteps), initial: null };
  const backward = runDirection({ ...reversed, weights: backwardWeights, masks: masks[1] ?? noMasks });
  return twoDirections(layer, forward, backward, timeSteps);
}

function oneDirection(pass: DirectionPass): LayerPass {
  return {
    sequence: pass.states,
    end: pass.end,
    gates: () => pass.gates,
    kept: () => pass.end.h,
    backward: ({ sequence, end }, wantInput) => {
      const gradients = backThrough(pass, sequence, end, wantInput);
      return { ...gradients, states: [gradients.states] };
    },
  };
}

/** Keras' Bidirectional: as a sequence, the backward states are turned round to stand at the time that they belong to. */
function twoDirections(
  { merge: mode }: RecurrentLayer,
  forward: DirectionPass,
  backward: DirectionPass,
  timeSteps: number,
): LayerPass {
  const inTime = backward.states.toReversed();
  const [first, second] = [forward.end, backward.end];

  /** What each direction gets of the gradient by the sequence, in its own order. */
  const ofSequence = (sequence: readonly Matrix[]): [Matrix[], Matrix[]] => {
    const pairs = sequence.map((gradient, t) =>
      mergeGradients(mode, gradient, forward.states[t] ?? gradient, inTime[t] ?? gradient),
    );
    return [pairs.map(([gradient]) => gradient), pairs.map(([, gradient]) => gradient).toReversed()];
  };
  const ofEnd = ({ h, c }: CellState): [CellState, CellState] => {
    const byH = mergeGradients(mode, h, first.h, second.h);
    const byC = c && first.c && second.c ? mergeGradients(mode, c, first.c, second.c) : [null, null];
    return [
      { h: byH[0], c: byC[0] },
      { h: byH[1], c: byC[1] },
    ];
  };

  return {
    sequence: forward.states.map((state, t) => merge(mode, state, inTime[t] ?? state)),
    end: { h: merge(mode, first.h, second.h), c: first.c && second.c ? merge(mode, first.c, second.c) : null },
    gates: () => gatesOfBoth(mode, forward, backward),
    kept: () => merge(mode, first.h, m.multiply(second.h, m.constant(0))),
    backward: ({ sequence, end }, wantInput) => {
      const [toForward, toBackward] = sequence ? ofSequence(sequence) : [];
      const [endForward, endBackward] = end ? ofEnd(end) : [];
      const one = backThrough(forward, toForward, endForward, wantInput);
      const other = backThrough(backward, toBackward, endBackward, wantInput);
      return {
        weights: [...one.weights, ...other.weights],
        input: one.input && other.input ? m.add(one.input, m.reverseTime(other.input, timeSteps)) : null,
        states: [one.states, other.states.toReversed()],
        initial: null,
      };
    },
  };
}

function gatesOfBoth(
  mode: RecurrentLayer['merge'],
  forward: DirectionPass,
  backward: DirectionPass,
): Record<string, readonly Matrix[]> {
  const gates: Record<string, readonly Matrix[]> = {};
  for (const [name, steps] of Object.entries(forward.gates)) {
    const others = backward.gates[name]?.toReversed() ?? [];
    if (mode === 'concat') gates[name] = steps.map((step, t) => merge(mode, step, others[t] ?? step));
    else {
      gates[`forward ${name}`] = steps;
      gates[`backward ${name}`] = others;
    }
  }
  return gates;
}

/** The gradient by the state that a direction ended with comes on top of that by its last step. */
function backThrough(
  pass: DirectionPass,
  sequence: readonly Matrix[] | undefined,
  end: CellState | undefined,
  wantInput: boolean,
): ReturnType<DirectionPass['backward']> {
  const outside: (Matrix | undefined)[] = sequence ? [...sequence] : [];
  if (end) {
    const last = pass.states.length - 1;
    const above = outside[last];
    outside[last] = above ? m.add(above, end.h) : end.h;
  }
  return pass.backward(outside, end?.c ?? null, wantInput);
}

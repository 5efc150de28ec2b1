import type { RecurrentLayer } from '../../../spec/experiment';
import type { Matrix } from '../matrix';
import * as m from '../matrix';

/** What a cell works on: one direction of one layer, steps in the order of processing. */
export interface CellInput {
  readonly layer: RecurrentLayer;
  readonly timeSteps: number;
  readonly batchSize: number;
  /** x·kernel + bias of all steps, [T·B, gates·H]. */
  readonly projected: Matrix;
  /** [H, gates·H] */
  readonly recurrentKernel: Matrix;
  /** GRU with resetAfter: [1, gates·H]. */
  readonly recurrentBias: Matrix | null;
  /** None, or one a gate, each [B, H]. */
  readonly recurrentMasks: readonly Matrix[];
  /** What it begins with; null: zeros, by which no gradient is asked for. */
  readonly initial: CellState | null;
}

/** What a cell carries from step to step, [B, H] each; `c` is an LSTM's own. */
export interface CellState {
  readonly h: Matrix;
  readonly c: Matrix | null;
}

/** The forward pass of a cell, and what its backward pass needs. */
export interface CellPass {
  /** Hidden states, T matrices [B, H]. */
  readonly states: readonly Matrix[];
  readonly end: CellState;
  /** Gates by Keras' names, after activation: T matrices [B, H] each. */
  readonly gates: Readonly<Record<string, readonly Matrix[]>>;
  /**
   * @param outside gradients by the hidden states from the layers above, T entries; undefined where there is none
   * @param endC the gradient by `end.c`, where there is one
   */
  backward(outside: readonly (Matrix | undefined)[], endC: Matrix | null): CellGradients;
}

export interface CellGradients {
  /** By `projected`, [T·B, gates·H]. */
  readonly projected: Matrix;
  readonly recurrentKernel: Matrix;
  readonly recurrentBias: Matrix | null;
  /** By the hidden states, from above and from later steps together: T matrices [B, H]. */
  readonly states: readonly Matrix[];
  /** By the state that it began with, where that was given. */
  readonly initial: CellState | null;
}

/** Runs a cell over all time steps. */
export type RunCell = (input: CellInput) => CellPass;

/** The hidden state before the first step. */
export function firstState({ initial, batchSize, layer }: CellInput): Matrix {
  return initial?.h ?? m.zeros(batchSize, layer.units);
}

/** The states that went into the steps: the first, then all but the last. Stacked, [T·B, H]. */
export function previous(first: Matrix, states: readonly Matrix[]): Matrix {
  return m.concat([first, ...states.slice(0, -1)], m.axis.rows);
}

/** The state after the last step. */
export function lastOf(states: readonly Matrix[]): Matrix {
  const last = states.at(-1);
  if (!last) throw new Error('A layer has at least one time step.');
  return last;
}

/** Stacks the steps: T matrices [B, H] become [T·B, H]. */
export function stack(steps: readonly Matrix[]): Matrix {
  return m.concat(steps, m.axis.rows);
}

/**
 * Goes through the steps from last to first.
 * @param back gives the gradient by the state before step t from the whole gradient by the state after it; before the
 *   first step it is asked only where the state that the cell began with was given
 * @returns the whole gradients by the states, first step first, and that by what it began with
 */
export function backThroughTime(
  input: CellInput,
  outside: readonly (Matrix | undefined)[],
  back: (gradient: Matrix, t: number, isAsked: boolean) => Matrix | null,
): { states: Matrix[]; first: Matrix | null } {
  const states: Matrix[] = [];
  let later: Matrix | null = null;
  for (let t = input.timeSteps - 1; t >= 0; t--) {
    const above = outside[t];
    const gradient: Matrix =
      above && later ? m.add(above, later) : (above ?? later ?? m.zeros(input.batchSize, input.layer.units));
    states.unshift(gradient);
    later = back(gradient, t, t > 0 || input.initial !== null);
  }
  return { states, first: later };
}

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
}

/** The forward pass of a cell, and what its backward pass needs. */
export interface CellPass {
  /** Hidden states, T matrices [B, H]. */
  readonly states: readonly Matrix[];
  /** @param outside gradients by the hidden states from the layers above, T entries; undefined where there is none */
  backward(outside: readonly (Matrix | undefined)[]): CellGradients;
}

export interface CellGradients {
  /** By `projected`, [T·B, gates·H]. */
  readonly projected: Matrix;
  readonly recurrentKernel: Matrix;
  readonly recurrentBias: Matrix | null;
  /** By the hidden states, from above and from later steps together: T matrices [B, H]. */
  readonly states: readonly Matrix[];
}

/** Runs a cell over all time steps from a zero state. */
export type RunCell = (input: CellInput) => CellPass;

/** The states that went into the steps: a zero state, then all but the last. Stacked, [T·B, H]. */
export function previous(states: readonly Matrix[], input: CellInput): Matrix {
  return m.concat([m.zeros(input.batchSize, input.layer.units), ...states.slice(0, -1)], m.axis.rows);
}

/** Stacks the steps: T matrices [B, H] become [T·B, H]. */
export function stack(steps: readonly Matrix[]): Matrix {
  return m.concat(steps, m.axis.rows);
}

/**
 * Goes through the steps from last to first.
 * @param back gives the gradient by the state before step t from the whole gradient by the state after it
 * @returns the whole gradients by the states, first step first
 */
export function backThroughTime(
  input: CellInput,
  outside: readonly (Matrix | undefined)[],
  back: (gradient: Matrix, t: number) => Matrix | null,
): Matrix[] {
  const gradients: Matrix[] = [];
  let later: Matrix | null = null;
  for (let t = input.timeSteps - 1; t >= 0; t--) {
    const above = outside[t];
    const gradient: Matrix =
      above && later ? m.add(above, later) : (above ?? later ?? m.zeros(input.batchSize, input.layer.units));
    gradients.unshift(gradient);
    later = back(gradient, t);
  }
  return gradients;
}

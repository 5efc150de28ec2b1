import type { RecurrentLayer } from '../../../spec/experiment';
import type { View } from '../memory/layout';
import { atStep, columns } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { Context, DirectionMasks } from '../program/context';
import { activations, goesBack, history } from '../program/context';
import type { PanelRange, Source } from '../program/items';
import { panelRanges } from '../program/items';
import type { Part } from './part';
import { Projection } from './projection';
import type { Order } from './recurrence';

/** What a cell hands from one step to the next, views [rows, H] of one row length; `c` is an LSTM's alone. */
export interface CellState {
  readonly h: View;
  readonly c: View | null;
}

/** A state that a cell begins with, and where the gradient by it goes; null where nobody asks. */
export interface InitialState extends CellState {
  readonly gradient: CellState | null;
}

/** One direction of a recurrent layer: everything its cell needs to write its part of a program. */
export interface CellSetting {
  readonly context: Context;
  readonly layer: RecurrentLayer;
  readonly kernel: PanelMatrix;
  readonly recurrentKernel: PanelMatrix;
  /** One, or two for a GRU with reset after: of the inputs and of the recurrent products. */
  readonly biases: readonly PanelMatrix[];
  readonly parts: readonly Part[];
  readonly masks: DirectionMasks;
  readonly order: Order;
  /** Whether somebody else reads the states of all steps. */
  readonly returnSequences: boolean;
  /** Gradient by the states, of all steps or in turns; null where the program does not go back. */
  readonly stateGradient: StateGradient | null;
  /** The state before the first step; null: zeros. */
  readonly initial: InitialState | null;
  /** Gradient by the c that the last step ends with; null: nobody has read it. */
  readonly endGradient: View | null;
}

export interface StateGradient {
  at(t: number): View;
  /** Whether the gradient at `t` already holds what comes from the layer above when the step after it is computed. */
  hasFromAbove(t: number): boolean;
}

/** A cell writes the records of its steps; the sums of all gates begin as x·kernel + bias. */
export interface Cell {
  /** Hidden states, of all steps in time order. */
  readonly states: View;
  /** The state after the last step, once `forward` is done. */
  readonly end: CellState;
  /** Values of the gates of all steps (of one in programs that do not go back) between `forward` and `backward`. */
  readonly gates: readonly Gate[];
  /** Records for all steps forward, in the order of processing. */
  forward(): void;
  /** Records for all steps backward; afterwards the gradients by the parts are there. @param add see `Projection.backward` */
  backward(add: boolean): void;
  /** Items for the gradients of its weights. */
  gradients(): void;
}

/** A gate with its columns [rows, H]. */
export interface Gate {
  readonly name: string;
  readonly view: View;
}

/** Gates that stand side by side in one view, each as wide as the state. */
export const gatesOf = (names: readonly string[], view: View): Gate[] => {
  const width = view.width / names.length;
  return names.map((name, i) => ({ name, view: columns(view, i * width, width) }));
};

/** The last step that is computed. */
export const lastOf = (order: Order): number => order.steps.at(-1) ?? 0;

export const projectionOf = ({ context, kernel, parts, masks }: CellSetting): Projection =>
  new Projection(context, kernel, parts, masks.inputs, context.timeSteps);

/** Room for the states: of all steps where somebody looks at them again. */
export const statesOf = ({ context, layer, returnSequences }: CellSetting): View =>
  returnSequences ? activations(context, layer.units) : history(context, layer.units);

/**
 * The sums of all steps begin as x·kernel + bias: in one product where there is room for all steps, otherwise step by
 * step. `step` then writes what else belongs to a step.
 */
export function eachStep(
  { context, order }: CellSetting,
  projection: Projection,
  sums: View,
  bias: number,
  step: (t: number) => void,
): void {
  const together = goesBack(context);
  if (together) projection.forward(sums, bias);
  for (const t of order.steps) {
    if (!together) projection.forward(sums, bias, t, 1);
    step(t);
  }
}

/**
 * The state before step `t`: where the cell begins with zeros, a view with rows of no length, so that every row reads
 * the same ones.
 * @param states h or c of all steps
 * @param initial the same before the first step
 */
export function stateBefore({ context, order }: CellSetting, states: View, t: number, initial?: View | null): View {
  const before = order.before(t);
  if (before !== null) return atStep(states, before);
  if (initial) return initial;
  return { address: context.blocks.zeros, rowBytes: 0, stepBytes: 0, width: states.width };
}

/** Steps from the last processed to the first. */
export const backwards = (order: Order): number[] => order.steps.toReversed();

/** Where the gradient by the state before step `t` goes; null where nobody asks for that before the first step. */
export function gradientBefore(
  { order, initial, stateGradient }: CellSetting,
  t: number,
): { view: View; fromAbove: boolean } | null {
  const before = order.before(t);
  if (before !== null && stateGradient) {
    return { view: stateGradient.at(before), fromAbove: stateGradient.hasFromAbove(before) };
  }
  return initial?.gradient ? { view: initial.gradient.h, fromAbove: false } : null;
}

/** What the gradient of the recurrent kernel is made of: products, and the gradient by what they were added to. */
export interface RecurrentGradient {
  readonly sources: readonly Source[];
  readonly d: View;
}

/**
 * Items for the gradients of a cell's weights, gate by gate.
 * @param sums gradients by the sums of all gates
 * @param recurrent what the state met, for some panels and their columns of `sums`
 */
export function addWeightGradients(
  { context, kernel, recurrentKernel, biases }: CellSetting,
  projection: Projection,
  sums: View,
  recurrent: (panels: PanelRange, d: View) => RecurrentGradient,
): void {
  const { timeSteps: steps, batchSize, threads, items } = context;
  for (const panels of panelRanges(recurrentKernel, steps * batchSize, threads)) {
    const d = columns(sums, panels.first * 8, panels.count * 8);
    const { sources, d: dRecurrent } = recurrent(panels, d);
    items.push([
      { matrix: recurrentKernel, panels, sources, sums: null },
      { matrix: kernel, panels, sources: projection.sources(panels, d), sums: null, embedded: projection.embedded(d) },
      ...biases.map((matrix, i) => ({ matrix, panels, sources: [], sums: { d: i === 0 ? d : dRecurrent, steps } })),
    ]);
  }
}

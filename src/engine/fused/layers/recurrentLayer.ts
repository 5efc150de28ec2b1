import type { RecurrentLayer } from '../../../spec/experiment';
import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { atStep, padded } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { Context, DirectionMasks } from '../program/context';
import { activations, goesBack } from '../program/context';
import { rowsOf } from '../program/tape';
import type { Cell, CellState, Gate, InitialState, StateGradient } from './cell';
import { copy } from './copy';
import { gru } from './gru';
import { handOver, mergeNumbers } from './handOver';
import { lstm } from './lstm';
import type { Part } from './part';
import type { Order } from './recurrence';
import { simpleRnn } from './simpleRnn';

const cells = { simple_rnn: simpleRnn, lstm, gru };

export interface DirectionWeights {
  readonly kernel: PanelMatrix;
  readonly recurrentKernel: PanelMatrix;
  readonly biases: readonly PanelMatrix[];
}

export interface LayerSetting {
  readonly context: Context;
  readonly layer: RecurrentLayer;
  readonly parts: readonly Part[];
  /** One or two directions, the forward one first. */
  readonly weights: readonly DirectionWeights[];
  readonly masks: readonly DirectionMasks[];
  /** Whether the layer hands on the states of all steps, or the one that each direction ended with. */
  readonly returnSequences: boolean;
  /** By direction: the state that it begins with; zeros where this is missing. */
  readonly initial?: readonly InitialState[];
  /** What somebody else takes of the end: its states, or its output alone; see `LayerProgram.handedOver`. */
  readonly handsOver?: 'states' | 'output' | null;
  /** false: nobody but those that it is handed over to reads the output, and `output` has no gradient. */
  readonly outputIsRead?: boolean;
}

/** A recurrent layer's part of a program. */
export interface LayerProgram {
  /** What the next layer reads: all time steps, or the end alone. */
  readonly output: readonly Part[];
  /** By direction: gradients by the hidden states of all steps, where they are kept. */
  readonly stateGradients: readonly (View | null)[];
  /** The outputs of all steps, where they are kept: views and the columns that each holds. */
  readonly outputs: readonly { readonly view: View; readonly firstColumn: number; readonly columns: number }[];
  /** By direction: values of its gates after `forward`. */
  readonly gates: readonly (readonly Gate[])[];
  /** By direction: the state that it ends with. */
  readonly ends: readonly CellState[];
  /** The end of both directions together, where it is handed over; the gradient by it is to be there before `backward`. */
  readonly handedOver: InitialState | null;
  forward(): void;
  /** The output's gradient is there; afterwards that by the layer's own parts is. */
  backward(): void;
  gradients(): void;
}

export function recurrentLayer(setting: LayerSetting): LayerProgram {
  const { context, layer, parts, weights, masks, returnSequences, handsOver = null, outputIsRead = true } = setting;
  const { timeSteps } = context;
  const over = handsOver ? handOver(context, layer, handsOver === 'states' && layer.cell === 'lstm') : null;
  const directions = weights.map((direction, i) => {
    const order = orderOf(timeSteps, i === 1);
    const gradients = goesBack(context) ? stateGradients(context, layer.units, order, returnSequences) : null;
    const cell = cells[layer.cell]({
      context,
      layer,
      ...direction,
      parts,
      masks: masks[i] ?? { inputs: [], recurrent: [] },
      order,
      returnSequences,
      stateGradient: gradients?.rule ?? null,
      initial: setting.initial?.[i] ?? null,
      endGradient: over?.gradients[i]?.c ?? null,
    });
    const end = order.steps.at(-1) ?? 0;
    return { cell, end, gradient: gradients?.view ?? null, rule: gradients?.rule ?? null };
  });
  const merged = mergeOf(setting, directions, returnSequences);
  const ends = directions.map(({ cell }) => cell.end);

  return {
    output: merged.output,
    stateGradients: directions.map(({ gradient }) => gradient),
    outputs: merged.sequence,
    gates: directions.map(({ cell }) => cell.gates),
    ends,
    handedOver: over?.state ?? null,
    forward: () => {
      directions.forEach(({ cell }) => {
        cell.forward();
      });
      merged.forward();
      over?.forward(ends);
    },
    backward: () => {
      if (outputIsRead) merged.backward();
      over?.backward(ends);
      directions.forEach(({ cell, end, rule }, i) => {
        const byEnd = over?.gradients[i]?.h;
        if (byEnd && rule) copy(context, rule.at(end), byEnd, layer.units, { add: outputIsRead });
        cell.backward(i > 0);
      });
    },
    gradients: () => {
      directions.forEach(({ cell }) => {
        cell.gradients();
      });
    },
  };
}

function orderOf(timeSteps: number, reversed: boolean): Order {
  const forwards = Array.from({ length: timeSteps }, (_, t) => t);
  return reversed
    ? { steps: forwards.toReversed(), before: (t) => (t === timeSteps - 1 ? null : t + 1) }
    : { steps: forwards, before: (t) => (t === 0 ? null : t - 1) };
}

/**
 * Room for the gradients by a direction's states. Where only the end is handed on, and nobody looks at them later, two
 * steps take turns.
 */
function stateGradients(
  context: Context,
  units: number,
  order: Order,
  returnSequences: boolean,
): { rule: StateGradient; view: View | null } {
  const end = order.steps.at(-1);
  if (returnSequences || context.purpose === 'inspect') {
    const view = activations(context, units);
    return { view, rule: { at: (t) => atStep(view, t), hasFromAbove: (t) => returnSequences || t === end } };
  }
  const turns = [activations(context, units, 'one'), activations(context, units, 'one')] as const;
  return { view: null, rule: { at: (t) => turns[t % 2 === 0 ? 0 : 1], hasFromAbove: (t) => t === end } };
}

interface Direction {
  readonly cell: Cell;
  /** The time step that it ends with. */
  readonly end: number;
  readonly rule: StateGradient | null;
  readonly gradient: View | null;
}

/** The directions' outputs put together: side by side as they are, or merged into a view of its own. */
function mergeOf(
  { context, layer }: LayerSetting,
  directions: readonly Direction[],
  returnSequences: boolean,
): { output: readonly Part[]; sequence: LayerProgram['outputs']; forward(): void; backward(): void } {
  const nothing = (): void => undefined;
  const { units } = layer;
  const [first, second] = directions;
  if (!first) throw new Error('A recurrent layer has at least one direction.');
  const viewsOf = ({ cell, end, rule, gradient }: Direction): { states: View; gradient: View | null } =>
    returnSequences
      ? { states: cell.states, gradient }
      : { states: atStep(cell.states, end), gradient: rule?.at(end) ?? null };
  if (!second || layer.merge === 'concat') {
    const output = directions.map((direction, i): Part => {
      const { states, gradient } = viewsOf(direction);
      return { rows: rowsOf(states), firstRow: i * units, width: units, gradient };
    });
    const sequence = directions.map(({ cell }, i) => ({ view: cell.states, firstColumn: i * units, columns: units }));
    return { output, sequence, forward: nothing, backward: nothing };
  }

  const mode = mergeNumbers[layer.merge];
  const [a, b] = [viewsOf(first), viewsOf(second)];
  const howMany = returnSequences ? 'each' : 'one';
  const merged = activations(context, units, howMany);
  // Where the layer hands on its end alone, somebody who inspects it wants the other steps too.
  const sequence = returnSequences ? merged : context.purpose === 'inspect' ? activations(context, units) : null;
  const gradient = goesBack(context) ? activations(context, units, howMany) : null;
  const steps = returnSequences ? context.timeSteps : 1;
  const width = padded(units);
  const eachStep = (emit: (t: number) => void): void => {
    for (let t = 0; t < steps; t++) emit(t);
  };
  return {
    output: [{ rows: rowsOf(merged), firstRow: 0, width: units, gradient }],
    sequence: sequence ? [{ view: sequence, firstColumn: 0, columns: units }] : [],
    forward: () => {
      const emit = (...views: View[]): void => {
        context.tape.emit(ops.MERGE, ...views.flatMap((view) => [view.address, view.rowBytes]), width, mode);
      };
      eachStep((t) => {
        emit(atStep(merged, t), atStep(a.states, t), atStep(b.states, t));
      });
      if (!sequence || sequence === merged) return;
      for (let t = 0; t < context.timeSteps; t++) {
        emit(atStep(sequence, t), atStep(first.cell.states, t), atStep(second.cell.states, t));
      }
    },
    backward: () => {
      const [da, db] = [a.gradient, b.gradient];
      if (!gradient || !da || !db) return;
      eachStep((t) => {
        const views = [gradient, a.states, b.states, da, db].map((view) => atStep(view, t));
        const places = views.flatMap((view) => [view.address, view.rowBytes]);
        context.tape.emit(ops.MERGE_BACK, ...places, width, mode);
      });
    },
  };
}

import type { RecurrentLayer } from '../../../spec/experiment';
import { outputUnits } from '../../../spec/layers';
import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { columns } from '../memory/layout';
import type { Context } from '../program/context';
import { activations, goesBack } from '../program/context';
import type { CellState, InitialState } from './cell';
import { copy } from './copy';

export const mergeNumbers = { sum: ops.MERGE_SUM, ave: ops.MERGE_AVE, mul: ops.MERGE_MUL } as const;

/** The state that a layer ends with, put together for another one to begin with, or to read. */
export interface HandOver {
  /** [rows, `outputUnits` of the layer]: h and, for an LSTM whose states are handed over, c. */
  readonly state: InitialState;
  /** By direction: the gradients by what it ended with, after `backward`; empty in programs that do not go back. */
  readonly gradients: readonly CellState[];
  /** @param ends what each direction ended with */
  forward(ends: readonly CellState[]): void;
  /** The gradient by `state` is there. */
  backward(ends: readonly CellState[]): void;
}

/** Directions stand side by side, or are merged as the layer's outputs are, c as h. */
export function handOver(context: Context, layer: RecurrentLayer, withC: boolean): HandOver {
  const h = joined(context, layer);
  const c = withC ? joined(context, layer) : null;
  const gradient = h.gradient && { h: h.gradient, c: c?.gradient ?? null };
  return {
    state: { h: h.view, c: c?.view ?? null, gradient },
    gradients: h.gradients.map((view, i) => ({ h: view, c: c?.gradients[i] ?? null })),
    forward: (ends) => {
      h.forward(ends.map((end) => end.h));
      c?.forward(ends.flatMap((end) => end.c ?? []));
    },
    backward: (ends) => {
      h.backward(ends.map((end) => end.h));
      c?.backward(ends.flatMap((end) => end.c ?? []));
    },
  };
}

/** One of the two: its own view, and where gradients by the directions' parts of it are found. */
interface Joined {
  readonly view: View;
  readonly gradient: View | null;
  readonly gradients: readonly View[];
  forward(parts: readonly View[]): void;
  backward(parts: readonly View[]): void;
}

function joined(context: Context, layer: RecurrentLayer): Joined {
  const { units } = layer;
  const take = (width: number): View => activations(context, width, 'one');
  const view = take(outputUnits(layer));
  const gradient = goesBack(context) ? take(outputUnits(layer)) : null;
  const { merge } = layer;
  if (!layer.bidirectional || merge === 'concat') {
    return {
      view,
      gradient,
      gradients: gradient ? [0, 1].map((i) => columns(gradient, i * units, units)) : [],
      forward: (parts) => {
        parts.forEach((part, i) => {
          copy(context, view, part, units, { toColumn: i * units });
        });
      },
      backward: () => undefined,
    };
  }
  const gradients = goesBack(context) ? [take(units), take(units)] : [];
  const mode = mergeNumbers[merge];
  const emit = (record: number, views: readonly View[]): void => {
    const places = views.flatMap(({ address, rowBytes }) => [address, rowBytes]);
    context.tape.emit(record, ...places, view.width, mode);
  };
  return {
    view,
    gradient,
    gradients,
    forward: (parts) => {
      emit(ops.MERGE, [view, ...parts]);
    },
    backward: (parts) => {
      if (gradient) emit(ops.MERGE_BACK, [gradient, ...parts, ...gradients]);
    },
  };
}

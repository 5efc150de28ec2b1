import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { atStep, columns, fromStep } from '../memory/layout';
import type { Context, Timeline } from '../program/context';
import { activations, goesBack, history, parameterAddress } from '../program/context';
import { panelRanges } from '../program/items';
import type { DenseWeights } from '../program/model';
import { recordOperations, rowsOf } from '../program/tape';
import { copy } from './copy';
import type { Part } from './part';
import { Projection } from './projection';

/** The encoder's outputs of all steps as attention looks at them: one view, 0 behind the real columns. */
export interface Keys {
  readonly timeline: Timeline;
  readonly view: View;
  readonly gradient: View | null;
  readonly width: number;
  forward(): void;
  backward(): void;
}

/** @param context on the encoder's timeline @param parts outputs of its last layer, of all steps */
export function keysOf(context: Context, parts: readonly Part[]): Keys {
  const { timeSteps, mask } = context;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const view = activations(context, width);
  const gradient = goesBack(context) ? activations(context, width) : null;
  return {
    ...{ timeline: { timeSteps, mask }, view, gradient, width },
    forward: () => {
      for (const part of parts)
        copy(context, view, part.rows, part.width, { toColumn: part.firstRow, steps: timeSteps });
    },
    backward: () => {
      for (const part of parts) {
        if (!gradient || !part.gradient) continue;
        const from = columns(gradient, part.firstRow, part.width);
        copy(context, part.gradient, from, part.width, { steps: timeSteps });
      }
    },
  };
}

export interface AttentionProgram {
  readonly output: readonly Part[];
  /** What each decoder step looked at, [rows, encoder steps]; of the last one alone in programs that do not go back. */
  readonly weights: View;
  forward(): void;
  backward(): void;
  gradients(): void;
}

/**
 * Luong's global attention with the dot product: tanh([context; state]·W + b), where the context is the mean of the
 * keys weighted by the softmax of state·key (Luong, Pham, Manning 2015, https://arxiv.org/abs/1508.04025, equations 5,
 * 7 and 8). Nothing of it is fed back: the decoder runs over all steps first.
 * @param context on the decoder's timeline
 * @param state of the last decoder layer, of all steps
 */
export function attention(context: Context, keys: Keys, state: Part, { kernel, bias }: DenseWeights): AttentionProgram {
  const { timeSteps, tape } = context;
  const { width } = keys;
  if (state.width !== width) throw new Error(`Attention compares ${state.width} units with ${width}.`);
  const take = (floats: number): View | null => (goesBack(context) ? activations(context, floats) : null);
  const weights = history(context, keys.timeline.timeSteps);
  const means = activations(context, width);
  const byMeans = take(width);
  const values = activations(context, width);
  const gradient = take(width);
  const room = goesBack(context) ? activations(context, keys.timeline.timeSteps, 'one') : null;
  const parts: Part[] = [
    { rows: rowsOf(means), firstRow: 0, width, gradient: byMeans },
    { ...state, firstRow: width },
  ];
  const projection = new Projection(context, kernel, parts, [], timeSteps);
  const eachStep = (emit: (t: number) => void): void => {
    for (let t = 0; t < timeSteps; t++) emit(t);
  };

  /** Query steps [t, t + count) with their keys, weights and means, or the gradient by those. */
  const places = (t: number, count: number, vectors: View): number[] => {
    const { view, timeline } = keys;
    const query = state.rows.address + t * state.rows.stepBytes;
    const of = (of: View): number[] => [of.address + t * of.stepBytes, of.rowBytes, of.stepBytes];
    return [
      ...[query, state.rows.rowBytes, state.rows.stepBytes, count],
      ...[view.address, view.rowBytes, view.stepBytes, timeline.timeSteps, view.width],
      ...[...of(weights), ...of(vectors), timeline.mask, timeline.mask === 0 ? 0 : context.batchSize],
    ];
  };

  /** Cuts the query steps into records of some milliseconds. @param operations for a number of a key */
  const eachRecord = (operations: number, emit: (t: number, count: number, cost: number) => void): void => {
    const cost = operations * keys.timeline.timeSteps * keys.view.width * context.batchSize;
    const together = Math.max(1, Math.floor(recordOperations / cost));
    for (let t = 0; t < timeSteps; t += together) {
      const count = Math.min(together, timeSteps - t);
      emit(t, count, cost * count);
    }
  };

  return {
    output: [{ rows: rowsOf(values), firstRow: 0, width, gradient }],
    weights,
    forward: () => {
      eachRecord(4, (t, count, cost) => {
        tape.emitCosting(cost, ops.ATTEND, ...places(t, count, means));
      });
      projection.forward(values, parameterAddress(context, bias));
      eachStep((t) => {
        const { address, rowBytes, width: floats } = atStep(values, t);
        tape.emit(ops.ACTIVATE, address, rowBytes, floats, ops.TANH);
      });
    },
    backward: () => {
      const { gradient: byKeys } = keys;
      const byState = state.gradient;
      if (!gradient || !byMeans || !byKeys || !byState || !room) return;
      eachStep((t) => {
        const [d, y] = [atStep(gradient, t), atStep(values, t)];
        tape.emit(ops.ACTIVATE_BACK, d.address, d.rowBytes, y.address, y.rowBytes, y.width, ops.TANH);
      });
      projection.backward(gradient, false);
      eachRecord(10, (t, count, cost) => {
        const by = fromStep(byState, t);
        tape.emitCosting(
          cost,
          ops.ATTEND_BACK,
          ...[...places(t, count, byMeans), by.address, by.rowBytes, by.stepBytes],
          ...[byKeys.address, byKeys.rowBytes, byKeys.stepBytes, room.address, room.rowBytes, t === 0 ? 1 : 0],
        );
      });
    },
    gradients: () => {
      if (!gradient) return;
      for (const panels of panelRanges(kernel, timeSteps * context.batchSize, context.threads)) {
        const d = columns(gradient, panels.first * 8, panels.count * 8);
        context.items.push([
          { matrix: kernel, panels, sources: projection.sources(panels, d), sums: null },
          { matrix: bias, panels, sources: [], sums: { d, steps: timeSteps } },
        ]);
      }
    },
  };
}

import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { atStep, columns, fromStep } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { Context, MaskPlace } from '../program/context';
import { activations } from '../program/context';
import type { PanelRange, Source } from '../program/items';
import type { Start } from '../program/tape';
import { panelsOf, rowsOf } from '../program/tape';

/** Which step comes before which: time runs backwards in one direction of a bidirectional layer. */
export interface Order {
  /** Time steps in the order of processing. */
  readonly steps: readonly number[];
  /** The step before `t`, or null where `t` is the first. */
  before(t: number): number | null;
}

/**
 * What a cell takes from a state: state·recurrent kernel of some of its gates, and back. With recurrent dropout the
 * state is multiplied with a mask first, one a gate.
 */
export class Recurrence {
  /** By gate: the states after dropout, kept for the kernel's gradient. */
  private readonly dropped: View[];
  /** The same of the state before the first step. */
  private readonly droppedInitial: View[];
  /** With dropout: a product before its mask is applied. */
  private readonly product: View | null;

  /**
   * @param read what the product reads: states of all steps, and the one before the first of them, null for zeros
   * @param shifted whether step t reads the state of the step before (h), or its own (r·h of a GRU with reset before)
   * @param gates first gate and number of gates
   */
  constructor(
    private readonly context: Context,
    private readonly kernel: PanelMatrix,
    private readonly read: { readonly states: View; readonly initial: View | null },
    private readonly order: Order,
    private readonly masks: readonly MaskPlace[],
    private readonly gates: { readonly from: number; readonly count: number },
    private readonly shifted = true,
  ) {
    this.dropped = masks.map(() => activations(context, kernel.units));
    this.droppedInitial = read.initial ? masks.map(() => activations(context, kernel.units, 'one')) : [];
    this.product = masks.length > 0 ? activations(context, kernel.units, 'one') : null;
  }

  /** out[t] = start + state·kernel; `out` has the columns of these gates. Nothing happens where the state is still 0. */
  forward(out: View, t: number, start: Start): void {
    const source = this.shifted ? this.order.before(t) : t;
    const { context, kernel, masks, read } = this;
    const whole = source === null ? read.initial : atStep(read.states, source);
    if (!whole) return;
    this.groups().forEach(({ gate, panels: range, column }) => {
      let state = whole;
      const mask = masks[gate];
      const dropped = source === null ? this.droppedInitial[gate] : this.dropped[gate];
      if (mask && dropped) {
        const copy = atStep(dropped, source ?? 0);
        context.tape.emit(
          ops.MULTIPLY,
          ...[copy.address, copy.rowBytes, state.address, 0, state.rowBytes],
          ...[mask.view.address, mask.view.rowBytes, mask.width],
        );
        state = copy;
      }
      const panels = panelsOf(context.blocks.parameters, kernel, range);
      context.tape.matmul(rowsOf(state), panels, columns(atStep(out, t), column, range.count * 8), start);
    });
  }

  /** What the gradient of some panels of the kernel is made of. @param d gradient by the sums, at their columns */
  source(panels: PanelRange, d: View): Source[] {
    const gate = Math.floor((panels.first * this.kernel.gates) / this.kernel.panels) - this.gates.from;
    const state = this.dropped[gate] ?? this.read.states;
    const initial = this.droppedInitial[gate] ?? this.read.initial;
    const { timeSteps } = this.context;
    const common = { firstRow: 0, k: this.kernel.rows };
    if (!this.shifted) return [{ ...common, a: rowsOf(state), d, firstStep: 0, steps: timeSteps }];
    const first = this.order.steps[0] ?? 0;
    const begin = initial ? [{ ...common, a: rowsOf(initial), d: atStep(d, first), firstStep: first, steps: 1 }] : [];
    if (timeSteps === 1) return initial ? begin : [{ ...common, a: rowsOf(state), d, firstStep: 0, steps: 0 }];
    // States of all steps but the last, beside the sums of all steps but the first.
    const forwards = first === 0;
    const [a, later] = forwards ? [state, fromStep(d, 1)] : [fromStep(state, 1), d];
    return [...begin, { ...common, a: rowsOf(a), d: later, firstStep: forwards ? 1 : 0, steps: timeSteps - 1 }];
  }

  /** out = start + d[t]·kernelᵀ; `d` has the columns of these gates. */
  backward(d: View, t: number, out: View, start: Start): void {
    const { context, kernel, masks, product } = this;
    const turned = context.blocks.transposed.get(kernel.offset)?.parts[0];
    if (!turned) throw new Error('The recurrent kernel has no transpose.');
    this.groups().forEach(({ gate, panels: range, column }, i) => {
      const mask = masks[gate];
      const panels = {
        address: turned.address + range.from * 8 * 32,
        panelBytes: kernel.panels * 8 * 32,
        rows: range.count * 8,
        panels: Math.ceil(kernel.rows / 8),
      };
      const rows = rowsOf(columns(atStep(d, t), column, range.count * 8));
      const from: Start = i > 0 ? 'output' : start;
      if (!mask || !product) {
        context.tape.matmul(rows, panels, out, from);
        return;
      }
      context.tape.matmul(rows, panels, product, 'zero');
      context.tape.emit(
        from === 'output' ? ops.MULTIPLY_ADD : ops.MULTIPLY,
        ...[out.address, out.rowBytes, product.address, 0, product.rowBytes],
        ...[mask.view.address, mask.view.rowBytes, mask.width],
      );
    });
  }

  /** Panels that are multiplied at once: all of these gates, or with dropout one gate after the other. */
  private groups(): { gate: number; panels: { from: number; count: number }; column: number }[] {
    const ofGate = this.kernel.panels / this.kernel.gates;
    const { from, count } = this.gates;
    if (this.masks.length === 0) {
      return [{ gate: 0, panels: { from: from * ofGate, count: count * ofGate }, column: 0 }];
    }
    return Array.from({ length: count }, (_, gate) => ({
      gate,
      panels: { from: (from + gate) * ofGate, count: ofGate },
      column: gate * ofGate * 8,
    }));
  }
}

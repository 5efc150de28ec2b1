import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { atStep, columns, fromStep } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { Context, MaskPlace } from '../program/context';
import { activations, masksFrom } from '../program/context';
import type { Embedded, PanelRange, Source } from '../program/items';
import type { Rows, Start } from '../program/tape';
import { panelsOf, rowsOf } from '../program/tape';
import type { Part } from './part';

/**
 * x·kernel + bias of all time steps, and back. With dropout the parts are multiplied with a mask first: one for all
 * gates, or one a gate (Keras' "implementation 1"). Tokens without dropout take their rows of the kernel, which is what
 * the product with ones at their places comes to.
 */
export class Projection {
  /** By mask, then by part: what the products read. */
  private readonly dropped: View[][];
  /** With dropout, by part: a gradient before its mask is applied; null where nobody asks for it. */
  private readonly products: readonly (View | null)[];

  constructor(
    private readonly context: Context,
    private readonly kernel: PanelMatrix,
    private readonly parts: readonly Part[],
    private readonly masks: readonly MaskPlace[],
    private readonly steps: number,
  ) {
    this.dropped = masks.map(() => parts.map(({ width }) => activations(context, width)));
    this.products = parts.map(({ gradient, width }) => (this.drops && gradient ? activations(context, width) : null));
  }

  /** All steps, or step `from` alone, as `out` has room for. */
  forward(out: View, bias: number, from = 0, steps = this.steps): void {
    const { context, kernel, parts, masks } = this;
    masks.forEach((mask, i) => {
      parts.forEach((part, j) => {
        for (let t = from; t < from + steps; t++) this.multiply(part, mask, t, this.dropped[i]?.[j]);
      });
    });
    for (const { from: firstPanel, count, gate } of this.gates()) {
      parts.forEach((part, j) => {
        const { firstRow, width } = part;
        const range = { from: firstPanel, count, firstRow, rows: width };
        const panels = panelsOf(context.blocks.parameters, kernel, range);
        const start: Start = j === 0 ? { bias: bias + firstPanel * 32 } : 'output';
        const rows = this.rowsFor(part, j, gate);
        const step = { ...rows, address: rows.address + from * rows.stepBytes };
        const target = columns(fromStep(out, from), firstPanel * 8, count * 8);
        if (this.looksUp(part)) context.tape.lookUp(step, panels, target, start, steps, masksFrom(context, from));
        else context.tape.matmul(step, panels, target, start, steps);
      });
    }
  }

  /** What the gradient of some panels is made of. @param d gradient by the sums, at their columns */
  sources(panels: PanelRange, d: View): Source[] {
    const gate = this.masks.length > 1 ? Math.floor((panels.first * this.kernel.gates) / this.kernel.panels) : 0;
    return this.parts.flatMap((part, j) => {
      if (this.looksUp(part)) return [];
      const { firstRow, width: k } = part;
      return [{ a: this.rowsFor(part, j, gate), d, firstStep: 0, steps: this.steps, firstRow, k }];
    });
  }

  /** What else it is made of: rows of the kernel that tokens have met. */
  embedded(d: View): Embedded[] {
    const { context, parts, steps } = this;
    return parts
      .filter((part) => this.looksUp(part))
      .map(({ rows, firstRow, width: k }) => ({ tokens: rows.table, d, steps, mask: context.mask, firstRow, k }));
  }

  /**
   * The gradients by the parts.
   * @param d gradient by the sums
   * @param add whether the parts' gradients hold something already, which stays
   */
  backward(d: View, add: boolean): void {
    const { context, parts, masks, steps } = this;
    parts.forEach((part, j) => {
      const { gradient } = part;
      if (!gradient) return;
      const multiplied = this.products[j];
      if (!multiplied) {
        this.product(j, d, gradient, 0, this.kernel.panels, add ? 'output' : 'zero', part.shared);
        return;
      }
      this.gates().forEach(({ from, count, gate }, i) => {
        this.product(j, d, multiplied, from, count, 'zero');
        const mask = masks[gate];
        if (!mask) return;
        for (let t = 0; t < steps; t++) {
          const [from, to] = [atStep(multiplied, t), atStep(gradient, t)];
          context.tape.emit(
            add || i > 0 || (part.shared && t > 0) ? ops.MULTIPLY_ADD : ops.MULTIPLY,
            ...[to.address, to.rowBytes, from.address, 0, from.rowBytes],
            ...[mask.view.address + part.firstRow * 4, mask.view.rowBytes, part.width],
          );
        }
      });
    });
  }

  private get drops(): boolean {
    return this.masks.length > 0;
  }

  /** Whether a part takes rows of the kernel; with dropout it is multiplied like any other. */
  private looksUp({ isToken = false }: Part): boolean {
    return isToken && !this.drops;
  }

  /** Panels that share a mask. */
  private gates(): { from: number; count: number; gate: number }[] {
    const { gates, panels } = this.kernel;
    if (this.masks.length <= 1) return [{ from: 0, count: panels, gate: 0 }];
    const count = panels / gates;
    return Array.from({ length: gates }, (_, gate) => ({ from: gate * count, count, gate }));
  }

  private rowsFor(part: Part, j: number, gate: number): Rows {
    const dropped = this.dropped[gate]?.[j];
    return dropped ? rowsOf(dropped) : part.rows;
  }

  private multiply(part: Part, mask: MaskPlace, t: number, out: View | undefined): void {
    if (!out) return;
    const { context } = this;
    const { rows: given, isToken = false, firstRow, width } = part;
    const step = atStep(out, t);
    if (isToken) {
      const { address, stepBytes } = masksFrom(context, t);
      context.tape.emit(
        ops.ONE_HOT,
        ...[given.table, given.address + t * given.stepBytes, step.address, step.rowBytes, 0, step.width],
        ...[1, address, stepBytes],
      );
    }
    const rows = isToken ? rowsOf(out) : given;
    context.tape.emit(
      ops.MULTIPLY,
      ...[step.address, step.rowBytes, rows.address + t * rows.stepBytes, rows.table, rows.rowBytes],
      ...[mask.view.address + firstRow * 4, mask.view.rowBytes, width],
    );
  }

  /** d · kernelᵀ for the columns of part `j`, from `count` panels of the kernel alone. */
  private product(j: number, d: View, out: View, from: number, count: number, start: Start, shared = false): void {
    const { context, kernel, steps } = this;
    const turned = context.blocks.transposed.get(kernel.offset)?.parts[j];
    if (!turned) throw new Error('The kernel has no transpose.');
    const panelBytes = kernel.panels * 8 * 32;
    const panels = {
      address: turned.address + from * 8 * 32,
      panelBytes,
      rows: count * 8,
      panels: Math.ceil(turned.rows / 8),
    };
    const rows = columns(d, from * 8, count * 8);
    if (!shared) {
      context.tape.matmul(rowsOf(rows), panels, out, start, steps);
      return;
    }
    // One step after the other is added to the same place.
    const place = { ...out, stepBytes: 0 };
    context.tape.matmul(rowsOf(atStep(rows, 0)), panels, place, start);
    if (steps > 1) context.tape.matmul(rowsOf(fromStep(rows, 1)), panels, place, 'output', steps - 1);
  }
}

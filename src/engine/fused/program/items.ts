import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import { panelFloats } from '../memory/parameterBlock';
import type { Rows } from './tape';
import { Tape } from './tape';

/** A product Aᵀ·D over all time steps, for rows [firstRow, firstRow + k) of a weight matrix. */
export interface Source {
  readonly a: Rows;
  readonly d: View;
  readonly steps: number;
  readonly firstRow: number;
  readonly k: number;
}

/** The gradient of one panel of a weight: products of its sources, or a bias' sums. */
export interface PanelGradient {
  readonly matrix: PanelMatrix;
  readonly panel: number;
  readonly sources: readonly Source[];
  readonly sums: { readonly d: View; readonly steps: number } | null;
}

/** Blocks of weights that are computed together because they read the same gradients; a unit of work for a thread. */
export class Items {
  readonly list: (readonly PanelGradient[])[] = [];

  add(gradients: readonly PanelGradient[]): void {
    this.list.push(gradients);
  }
}

/** Writes the gradient of one panel. @param gradients address of the gradient block */
export function emitGradient(tape: Tape, { matrix, panel, sources, sums }: PanelGradient, gradients: number): void {
  const out = gradients + (matrix.offset + panel * panelFloats(matrix)) * 4;
  for (const { a, d, steps, firstRow, k } of sources) {
    tape.emit(
      ops.GRADIENT,
      ...[a.address, a.table, a.rowBytes, a.stepBytes],
      ...[d.address, d.rowBytes, d.stepBytes],
      ...[steps, k, out + firstRow * 32],
    );
  }
  if (sums) tape.emit(ops.COLUMN_SUMS, sums.d.address, sums.d.rowBytes, sums.d.stepBytes, sums.steps, out);
}

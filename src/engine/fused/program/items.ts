import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import { panelFloats } from '../memory/parameterBlock';
import type { Rows, Tape } from './tape';

/** A product Aᵀ·D over all time steps, for rows [firstRow, firstRow + k) of a weight matrix. */
export interface Source {
  readonly a: Rows;
  readonly d: View;
  readonly steps: number;
  readonly firstRow: number;
  readonly k: number;
}

/** Consecutive panels of a matrix. */
export interface PanelRange {
  readonly first: number;
  readonly count: number;
}

/** The gradient of some panels of a weight: products of its sources, or a bias' sums. */
export interface PanelGradient {
  readonly matrix: PanelMatrix;
  readonly panels: PanelRange;
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

/**
 * Panels that are computed together, never of two gates: the left-hand matrix comes from far where it is larger than the
 * second cache, and then serves several panels; where it is small, many items share out better.
 * @param rows rows of the left-hand matrix that all steps have together
 */
export function panelRanges(matrix: PanelMatrix, rows: number): PanelRange[] {
  const ofGate = matrix.panels / matrix.gates;
  const most = Math.max(1, Math.floor(itemOperations / (2 * rows * matrix.rows * 8)));
  const size = rows * matrix.rows * 4 > nearBytes ? Math.min(most, panelsTogether) : 1;
  const ranges: PanelRange[] = [];
  for (let first = 0; first < matrix.panels;) {
    const left = ofGate - (first % ofGate);
    const count = Math.min(size, left);
    ranges.push({ first, count });
    first += count;
  }
  return ranges;
}

const nearBytes = 256 * 1024;
const panelsTogether = 8;
/** An item should take some milliseconds at most, so that a thread can look up in between. */
const itemOperations = 1e8;

/** Writes the gradient of some panels. @param gradients address of the gradient block */
export function emitGradient(tape: Tape, { matrix, panels, sources, sums }: PanelGradient, gradients: number): void {
  const panelBytes = panelFloats(matrix) * 4;
  const out = gradients + matrix.offset * 4 + panels.first * panelBytes;
  for (const { a, d, steps, firstRow, k } of sources) {
    tape.emit(
      ops.GRADIENT,
      ...[a.address, a.table, a.rowBytes, a.stepBytes],
      ...[d.address, d.rowBytes, d.stepBytes],
      ...[steps, k, out + firstRow * 32, panels.count, panelBytes],
    );
  }
  if (!sums) return;
  const { d, steps } = sums;
  for (let i = 0; i < panels.count; i++) {
    tape.emit(ops.COLUMN_SUMS, d.address + i * 32, d.rowBytes, d.stepBytes, steps, out + i * 32);
  }
}

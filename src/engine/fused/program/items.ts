import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import { panelFloats } from '../memory/parameterBlock';
import type { Rows, Tape } from './tape';
import { recordOperations } from './tape';

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
  const most = rows * matrix.rows * 4 > nearBytes ? ops.PANELS_TOGETHER : 1;
  const ranges: PanelRange[] = [];
  for (let first = 0; first < matrix.panels;) {
    const count = Math.min(most, ofGate - (first % ofGate));
    ranges.push({ first, count });
    first += count;
  }
  return ranges;
}

const nearBytes = 256 * 1024;

/**
 * Writes the gradient of some panels, in records of some milliseconds.
 * @param gradients address of the gradient block
 * @param rows rows of a full batch
 */
export function emitGradient(
  tape: Tape,
  { matrix, panels, sources, sums }: PanelGradient,
  gradients: number,
  rows: number,
): void {
  const panelBytes = panelFloats(matrix) * 4;
  const out = gradients + matrix.offset * 4 + panels.first * panelBytes;
  for (const { a, d, steps, firstRow, k } of sources) {
    const perStep = 2 * rows * k * 8 * panels.count;
    inParts(steps, perStep, (from, count) => {
      tape.emitCosting(
        perStep * count,
        ops.GRADIENT,
        ...[a.address + from * a.stepBytes, a.table, a.rowBytes, a.stepBytes],
        ...[d.address + from * d.stepBytes, d.rowBytes, d.stepBytes],
        ...[count, k, out + firstRow * 32, panels.count, panelBytes, from > 0 ? 1 : 0],
      );
    });
  }
  if (!sums) return;
  const { d, steps } = sums;
  for (let i = 0; i < panels.count; i++) {
    // Reading is what takes the time: of 32 bytes a row, as long as of 40 multiply-adds.
    inParts(steps, 80 * rows, (from, count) => {
      tape.emitCosting(
        80 * rows * count,
        ops.COLUMN_SUMS,
        ...[d.address + i * 32 + from * d.stepBytes, d.rowBytes, d.stepBytes, count, out + i * 32, from > 0 ? 1 : 0],
      );
    });
  }
}

/** Calls back with ranges of steps whose operations are about those of a record; once also where there is no step. */
function inParts(steps: number, perStep: number, callback: (from: number, count: number) => void): void {
  const together = Math.max(1, Math.floor(recordOperations / perStep));
  for (let from = 0; from === 0 || from < steps; from += together) callback(from, Math.min(together, steps - from));
}

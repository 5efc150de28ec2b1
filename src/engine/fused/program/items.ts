import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import { panelFloats } from '../memory/parameterBlock';
import type { Rows, Tape } from './tape';

/** A product Aᵀ·D over time steps, for rows [firstRow, firstRow + k) of a weight matrix. */
export interface Source {
  readonly a: Rows;
  readonly d: View;
  /** The time step at which `d` begins, and the number of steps. */
  readonly firstStep: number;
  readonly steps: number;
  readonly firstRow: number;
  readonly k: number;
}

/** Consecutive panels of a matrix. */
export interface PanelRange {
  readonly first: number;
  readonly count: number;
}

/** Rows [firstRow, firstRow + k) of a matrix that are tokens' vectors: gradients by what read them, added up by token. */
export interface Embedded {
  /** Table of the addresses of the first tokens. */
  readonly tokens: number;
  /** Gradients, at the first panel's columns. */
  readonly d: View;
  readonly steps: number;
  /** Bytes [T][rows] of the steps that count, or 0. */
  readonly mask: number;
  readonly firstRow: number;
  readonly k: number;
}

/** The gradient of some panels of a weight: products of its sources and sums by token, or a bias' sums. */
export interface PanelGradient {
  readonly matrix: PanelMatrix;
  readonly panels: PanelRange;
  readonly sources: readonly Source[];
  readonly sums: { readonly d: View; readonly steps: number } | null;
  readonly embedded?: readonly Embedded[];
}

/** Blocks of weights that are computed together because they read the same gradients; a unit of work for a thread. */
export type Item = readonly PanelGradient[];

/**
 * Panels that are computed together, never of two gates. Where the left-hand matrix is small, many items share out well;
 * where it is larger than a cache, it has to serve several panels when it comes from the next one, and many of
 * them when it comes from the last.
 * @param rows rows of the left-hand matrix that all steps have together
 */
export function panelRanges(matrix: PanelMatrix, rows: number, threads: number): PanelRange[] {
  const ofGate = matrix.panels / matrix.gates;
  const bytes = rows * matrix.rows * 4;
  const most = bytes <= nearBytes ? 1 : bytes <= farBytes ? 8 : panelsFor(matrix.panels, threads);
  const ranges: PanelRange[] = [];
  for (let first = 0; first < matrix.panels;) {
    const count = Math.min(most, ofGate - (first % ofGate));
    ranges.push({ first, count });
    first += count;
  }
  return ranges;
}

const nearBytes = 256 * 1024;
const farBytes = 2 * 1024 * 1024;

/** As many panels as leave some two items a thread, a power of 2. */
const panelsFor = (panels: number, threads: number): number =>
  Math.min(ops.PANELS_TOGETHER, Math.max(8, 2 ** Math.floor(Math.log2(panels / (2 * threads)))));

/** Rows of gradients that all products read before the next ones: as many as stay in the second cache. */
const rowsAtOnce = 512;

/**
 * Writes the gradients of an item, in records of some milliseconds at most.
 * @param gradients address of the gradient block
 * @param rows rows of a full batch
 */
export function emitGradients(tape: Tape, item: Item, gradients: number, rows: number): void {
  const ends = item.flatMap(({ sources, sums }) => [
    ...sources.map(({ firstStep, steps }) => firstStep + steps),
    sums?.steps ?? 0,
  ]);
  for (const gradient of item) emitEmbedded(tape, gradient, gradients, rows);
  const end = Math.max(1, ...ends);
  const together = Math.max(1, Math.floor(rowsAtOnce / rows));
  for (let from = 0; from < end; from += together) {
    for (const gradient of item) emitSteps(tape, gradient, gradients, rows, from, from + together);
  }
}

function emitEmbedded(
  tape: Tape,
  { matrix, panels, embedded = [] }: PanelGradient,
  gradients: number,
  rows: number,
): void {
  const panelBytes = panelFloats(matrix) * 4;
  for (const { tokens, d, steps, mask, firstRow, k } of embedded) {
    tape.emitCosting(
      panels.count * (80 * rows * steps + k * 8),
      ops.EMBED_GRADIENT,
      ...[tokens, steps, d.address, d.rowBytes, d.stepBytes, mask, mask === 0 ? 0 : rows],
      ...[gradients + matrix.offset * 4 + panels.first * panelBytes + firstRow * 32, panelBytes, panels.count, k],
    );
  }
}

const operationsOf = (rows: number, k: number, panels: PanelRange): number => 2 * rows * k * 8 * panels.count;

/** The part of the time steps [from, to). The first one sets the gradient, the others add to it. */
function emitSteps(
  tape: Tape,
  { matrix, panels, sources, sums }: PanelGradient,
  gradients: number,
  rows: number,
  from: number,
  to: number,
): void {
  const panelBytes = panelFloats(matrix) * 4;
  const out = gradients + matrix.offset * 4 + panels.first * panelBytes;
  const begun = new Set<number>(); // rows that stand there already, of this part of the time steps
  for (const { a, d, firstStep, steps, firstRow, k } of sources) {
    const adds = from > 0 || begun.has(firstRow) ? 1 : 0;
    begun.add(firstRow);
    const first = Math.max(0, from - firstStep);
    const count = Math.max(0, Math.min(steps, to - firstStep) - first);
    if (count === 0 && adds) continue;
    tape.emitCosting(
      operationsOf(rows, k, panels) * count,
      ops.GRADIENT,
      ...[a.address + first * a.stepBytes, a.table, a.rowBytes, a.stepBytes],
      ...[d.address + first * d.stepBytes, d.rowBytes, d.stepBytes],
      ...[count, k, out + firstRow * 32, panels.count, panelBytes, adds],
    );
  }
  const count = sums ? Math.min(sums.steps, to) - from : 0;
  if (!sums || count <= 0) return;
  for (let i = 0; i < panels.count; i++) {
    // Reading is what takes the time: of 32 bytes a row, as long as of 40 multiply-adds.
    tape.emitCosting(
      80 * rows * count,
      ops.COLUMN_SUMS,
      ...[sums.d.address + i * 32 + from * sums.d.stepBytes, sums.d.rowBytes, sums.d.stepBytes],
      ...[count, out + i * 32, from > 0 ? 1 : 0],
    );
  }
}

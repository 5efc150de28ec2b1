import * as ops from '../kernels/ops';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { View } from '../memory/layout';

/** Rows of a left-hand matrix: a view, or windows that are read in place through a table of their addresses. */
export interface Rows {
  readonly address: number;
  /** Address of the table; `address` is then added to what stands there. 0: rows lie `rowBytes` apart. */
  readonly table: number;
  readonly rowBytes: number;
  readonly stepBytes: number;
}

/** A right-hand matrix, or some of its panels. */
export interface Panels {
  readonly address: number;
  readonly panelBytes: number;
  readonly rows: number;
  readonly panels: number;
}

/** Where the sums of a product start: from 0, from what stands there, or from a bias (its address). */
export type Start = 'zero' | 'output' | { readonly bias: number };

export const rowsOf = ({ address, rowBytes, stepBytes }: View): Rows => ({ address, table: 0, rowBytes, stepBytes });

/** Panels [from, from + count) of a matrix whose block begins at `base`, and of its rows those from `firstRow` on. */
export function panelsOf(
  base: number,
  matrix: PanelMatrix,
  { from = 0, count = matrix.panels, firstRow = 0, rows = matrix.rows } = {},
): Panels {
  const panelBytes = matrix.rows * 32;
  return { address: base + matrix.offset * 4 + from * panelBytes + firstRow * 32, panelBytes, rows, panels: count };
}

function startNumber(start: Start): number {
  if (start === 'zero') return ops.FROM_ZERO;
  return start === 'output' ? ops.FROM_OUTPUT : ops.FROM_BIAS;
}

/** Floating-point operations that one record should not exceed by much, so that threads can look up in between. */
export const recordOperations = 3e7;

/** Operations of all pieces up to `end`, bytes from the beginning of a tape. */
export const operationsUpTo = ({ pieces }: Pick<Tape, 'pieces'>, end: number): number =>
  pieces.reduce((sum, piece) => (piece.end <= end ? sum + piece.operations : sum), 0);

/** What a program does, as words for the kernels (`kernels/ops.ts` says what they mean). */
export class Tape {
  private buffer = new Int32Array(1024);
  private used = 0;
  /** Operations of each piece, and the byte at which it ends: pieces take some milliseconds each. */
  readonly pieces: { end: number; operations: number }[] = [];
  private operations = 0;

  /** @param rows rows of a full batch, for estimates of time */
  constructor(readonly rows: number) {}

  /** Length in bytes. */
  get bytes(): number {
    return this.used * 4;
  }

  get words(): Int32Array {
    return this.buffer.subarray(0, this.used);
  }

  /** A record that takes no time to speak of. */
  emit(record: number, ...values: number[]): void {
    const length = values.length + 2;
    if (this.used + length > this.buffer.length) {
      const larger = new Int32Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.used] = record;
    this.buffer[this.used + 1] = length;
    this.buffer.set(values, this.used + 2);
    this.used += length;
  }

  /** A record that takes about as long as this many floating-point operations of a product. */
  emitCosting(operations: number, record: number, ...values: number[]): void {
    this.emit(record, ...values);
    this.count(operations);
  }

  /** A record of a cell: every unit of every row has some activations, which take as long as 60 operations of a product. */
  emitCell(units: number, record: number, ...values: number[]): void {
    this.emitCosting(60 * units * this.rows, record, ...values);
  }

  /** out[rows] = start + a · b for `steps` time steps from the first of both views on. */
  matmul(a: Rows, b: Panels, out: View, start: Start, steps = 1): void {
    const ofPanel = 2 * this.rows * b.rows * 8;
    const panels = Math.min(b.panels, Math.max(1, Math.floor(recordOperations / ofPanel)));
    const together = Math.max(1, Math.floor(recordOperations / (ofPanel * panels)));
    for (let t = 0; t < steps; t += together) {
      const count = Math.min(together, steps - t);
      for (let panel = 0; panel < b.panels; panel += panels) {
        const width = Math.min(panels, b.panels - panel);
        this.emit(
          ops.MATMUL,
          ...[a.address + t * a.stepBytes, a.table, a.rowBytes, a.stepBytes],
          ...[b.address + panel * b.panelBytes, b.panelBytes, b.rows, width],
          ...[out.address + t * out.stepBytes + panel * 32, out.rowBytes, out.stepBytes],
          ...[count, startNumber(start), typeof start === 'object' ? start.bias + panel * 32 : 0],
        );
        this.count(ofPanel * width * count);
      }
    }
  }

  /**
   * out[rows] = start + the row of `b` that each token names, for `steps` time steps: what a product with ones at the
   * tokens' places gives, to the bit.
   * @param tokens numbers (i32) of the first of these steps, and where the next ones are
   * @param mask bytes [steps][rows]: masked steps become the start alone; address 0: none is masked
   */
  lookUp(
    tokens: Rows,
    b: Panels,
    out: View,
    start: Start,
    steps: number,
    mask: { readonly address: number; readonly stepBytes: number },
  ): void {
    const ofStep = 4 * 8 * b.panels * this.rows;
    const together = Math.max(1, Math.floor(recordOperations / ofStep));
    for (let t = 0; t < steps; t += together) {
      const count = Math.min(together, steps - t);
      this.emitCosting(
        ofStep * count,
        ops.EMBED,
        ...[tokens.table, tokens.address + t * tokens.stepBytes, b.address, b.panelBytes, b.panels],
        ...[out.address + t * out.stepBytes, out.rowBytes, out.stepBytes, count],
        ...[mask.address + t * mask.stepBytes, mask.stepBytes],
        ...[startNumber(start), typeof start === 'object' ? start.bias : 0],
      );
    }
  }

  /** Ends the last piece; to be called when the tape is complete. */
  close(): void {
    if (this.pieces.at(-1)?.end !== this.bytes) this.pieces.push({ end: this.bytes, operations: this.operations });
    this.operations = 0;
  }

  private count(operations: number): void {
    this.operations += operations;
    if (this.operations >= recordOperations) this.close();
  }
}

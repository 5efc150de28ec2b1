import type { Hash } from 'node:crypto';

import type { Dialect } from '../../spec/profile';
import { type ColumnBuilder, columnBuilder, type ColumnPlan } from '../csv/builders';
import { ByteReader } from '../csv/byteReader';
import type { Pass } from '../csv/cells';
import { toUtf8, withLineFeeds } from '../csv/encoding';
import { LineIndex } from '../csv/lineIndex';
import { numberReader } from '../csv/numbers';
import type { ReadPlan } from '../csv/plan';
import type { CsvSource } from '../csv/source';

/** Consecutive records of a file, cell by cell in the builders of their columns. */
export interface RecordPiece {
  readonly builders: readonly ColumnBuilder[];
  /** Rows in the builders, with those that were carried over from the piece before. */
  readonly rows: number;
  /** Rows of the file before the first of these. */
  readonly rowsBefore: number;
  readonly lineOf: (row: number) => number;
}

export interface PieceOptions {
  readonly plan: ReadPlan;
  readonly dialect: Dialect;
  /** How each column of the file is read; those that nobody wants are passed over. */
  readonly columns: readonly ColumnPlan[];
  /** New rows of a piece, at least; the last has what is left. */
  readonly leastRows: number;
  /** Last rows of each piece that the next one begins with. */
  readonly overlap: number;
  readonly hash?: Hash | null;
  readonly signal?: AbortSignal | undefined;
  onBytes?(bytes: number): void;
}

/** So small that a piece holds few rows more than it was asked to. */
const chunkBytes = 1 << 18;

/**
 * Reads a file piece by piece. Memory holds a piece and a chunk of the file, however long it is.
 * @throws UserError for a file whose form is wrong, with the line
 */
export async function* recordPieces(source: CsvSource, options: PieceOptions): AsyncGenerator<RecordPiece> {
  const { plan, dialect, columns, leastRows, overlap } = options;
  const readNumber = numberReader(dialect);
  const newBuilders = (): ColumnBuilder[] => columns.map((column) => columnBuilder(column, readNumber));
  const pass: Moving<Pass> = {
    file: source.file,
    delimiter: dialect.delimiter,
    decimal: dialect.decimal,
    builders: newBuilders(),
    lines: new LineIndex(),
    line: 1,
    rows: 0,
    headerAhead: dialect.header,
    firstLine: plan.firstLine,
  };
  let carried = 0;
  let rowsBefore = 0;
  const take = (): RecordPiece => {
    const { builders, rows, lines } = pass;
    return { builders, rows, rowsBefore, lineOf: (row) => lines.lineOf(row) };
  };
  const goOn = ({ builders, rows, lineOf }: RecordPiece): void => {
    carried = Math.min(overlap, rows);
    rowsBefore += rows - carried;
    pass.builders = newBuilders();
    pass.lines = new LineIndex();
    for (let row = rows - carried; row < rows; row++) pass.lines.add(row - (rows - carried), lineOf(row));
    builders.forEach((from, i) => carryOver(from, pass.builders[i], rows - carried));
    pass.rows = carried;
  };
  const converter = toUtf8(dialect);
  const reader = new ByteReader(pass);
  const push = (bytes: Buffer): void => reader.push(plan.carriageReturns ? withLineFeeds(bytes) : bytes);
  let bytes = 0;
  options.signal?.throwIfAborted();
  for await (const chunk of source.chunks(chunkBytes, options.hash ?? null)) {
    options.signal?.throwIfAborted();
    bytes += chunk.length;
    push(converter.write(chunk));
    options.onBytes?.(bytes);
    if (pass.rows - carried < leastRows) continue;
    const piece = take();
    // What is carried over is copied before anybody takes the piece's values.
    goOn(piece);
    yield piece;
  }
  push(converter.end());
  reader.end();
  if (pass.rows > carried || rowsBefore === 0) yield take();
}

type Moving<T> = { -readonly [K in keyof T]: T[K] };

function carryOver(from: ColumnBuilder, to: ColumnBuilder | undefined, first: number): void {
  if (from.kind === 'numeric' && to?.kind === 'numeric')
    from.values.from(first).forEach((value) => to.values.push(value));
  if (from.kind === 'time' && to?.kind === 'time') {
    from.values.from(first).forEach((value, i) => {
      to.values.push(value);
      to.texts.push(from.texts.at(first + i));
    });
  }
  if (from.kind === 'text' && to?.kind === 'text') from.codes.textsFrom(first).forEach((text) => to.add(text));
}

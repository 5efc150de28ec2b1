import type { ColumnBuilder } from './builders';
import type { LineIndex } from './lineIndex';

/** Where cells of one pass go, and how far the pass is. Shared by the plain and the quoted way of reading. */
export interface Pass {
  readonly file: string;
  /** One byte: comma, semicolon, tab or bar. */
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly builders: readonly ColumnBuilder[];
  readonly lines: LineIndex;
  /** 1-based line of the next byte. */
  line: number;
  /** Rows read so far. */
  rows: number;
  /** The header has yet to be passed over. */
  headerAhead: boolean;
  /** Line of the record that fixed the number of cells: the header, or the first row. */
  firstLine: number;
}

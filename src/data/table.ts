import type { ColumnKind, DataWarning, Dialect, TimeProfile } from '../spec/profile';
import { UserError } from '../spec/errors';

/** A CSV read into typed columns. Rows are in file order; a column's values are all of the length `rows`. */
export interface Table {
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of the file's bytes, lower-case hexadecimal; null where only the head was read. */
  readonly sha256: string | null;
  readonly rows: number;
  /** Rows of the file before the first of these, where this is a piece of it. */
  readonly rowsBefore?: number;
  readonly dialect: Dialect;
  readonly columns: readonly Column[];
  /** The header's cells as they stand in the file, where one of them differs from its column's name. */
  readonly headers: readonly string[] | null;
  /** First rows as text, at most 20. */
  readonly head: readonly (readonly string[])[];
  /** About the file's form: mended names, mixed types. What is wrong inside the data is found by `profileTable`. */
  readonly warnings: readonly DataWarning[];
  /** 1-based line in the file at which a row (0-based) begins. */
  lineOf(row: number): number;
}

interface ColumnBase {
  readonly name: string;
  /** 0-based position in the file. */
  readonly index: number;
  readonly kind: ColumnKind;
  /** Cells that are empty or hold a missing marker. */
  readonly missing: number;
  /** Cells that do not fit the column's kind: the first few, and how many there are. */
  readonly misfits: readonly Misfit[];
  readonly misfitCount: number;
}

export interface Misfit {
  /** 1-based line in the file. */
  readonly line: number;
  readonly text: string;
}

export interface NumericColumn extends ColumnBase {
  readonly kind: 'numeric';
  /** NaN where the cell is missing or does not fit. */
  readonly values: Float64Array;
  readonly infinite: number;
  /** 1-based line of the first infinite value, or null. */
  readonly firstInfiniteLine: number | null;
}

export interface TimeColumn extends ColumnBase {
  readonly kind: 'time';
  /** Milliseconds since 1970, UTC; NaN where the cell is missing or does not fit. */
  readonly values: Float64Array;
  readonly time: TimeProfile;
  /** The cell as written in the file. */
  textAt(row: number): string;
}

export interface TextColumn extends ColumnBase {
  readonly kind: 'categorical' | 'text';
  /** Index into `texts`, -1 where missing; null where there are too many different texts to keep. */
  readonly codes: Int32Array | null;
  /** Different texts in order of appearance. */
  readonly texts: readonly string[];
}

export type Column = NumericColumn | TimeColumn | TextColumn;

/**
 * The column of that name.
 * @throws UserError when there is none
 */
export function findColumn(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const names = table.columns.slice(0, 20).map((candidate) => `"${candidate.name}"`);
  throw new UserError(
    `${table.file} has no column "${name}".`,
    `Choose one of ${names.join(', ')}${table.columns.length > 20 ? ', …' : ''}.`,
    { code: 'data/no-such-column', file: table.file, column: name },
  );
}

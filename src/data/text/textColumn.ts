import { UserError } from '../../spec/errors';
import { findColumn, type Table } from '../table';

/** A column read as text. */
export interface TextCells {
  readonly name: string;
  /** The cell of a row, null where it is empty. */
  at(row: number): string | null;
  /** Number of the cell's text among the different ones, -1 where it is empty. */
  codeAt(row: number): number;
  readonly texts: readonly string[];
}

/**
 * A column that was read as text (`ReadOptions.text`).
 * @throws UserError when there is no such column, it was not read as text, it is empty, or it holds more than fits
 */
export function textColumn(table: Table, name: string): TextCells {
  const column = findColumn(table, name);
  const where = { file: table.file, column: name };
  if (column.kind === 'numeric' || column.kind === 'time') {
    throw new Error(`column "${name}" was read as ${column.kind}, not as text`);
  }
  if (column.codes === null) {
    throw new UserError(
      `Column "${name}" of ${table.file} holds more text than fits into memory.`,
      'Split the file, or use another column.',
      { ...where, code: 'data/too-much-text' },
    );
  }
  if (column.missing === table.rows) {
    throw new UserError(`Column "${name}" of ${table.file} has no values.`, 'Choose another column.', {
      ...where,
      code: 'data/no-values',
    });
  }
  const { codes, texts } = column;
  const codeAt = (row: number): number => codes[row] ?? -1;
  return { name, texts, codeAt, at: (row) => texts[codeAt(row)] ?? null };
}

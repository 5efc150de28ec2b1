import type { ColumnProfile, DataWarning } from '../spec/profile';
import type { Table } from './table';

/** What a person should know before training on a table, the first things first. */
export function tableWarnings(table: Table, columns: readonly ColumnProfile[]): DataWarning[] {
  const none: DataWarning[] = columns.some(({ kind }) => kind === 'numeric')
    ? []
    : [
        {
          code: 'data/no-numeric-column',
          message: `${table.file} has no column of numbers, so there is nothing to forecast.`,
          hint: 'Choose a task on text or categories, or check how its numbers are written.',
        },
      ];
  return [...none, ...table.columns.flatMap((column, index) => columnWarnings(table, column, columns[index]!))];
}

function columnWarnings(table: Table, column: Table['columns'][number], profile: ColumnProfile): DataWarning[] {
  const { name } = column;
  const warnings: DataWarning[] = [];
  const warn = (code: string, message: string, hint: string, line?: number) =>
    warnings.push({ code, message, hint, column: name, ...(line === undefined ? {} : { line }) });

  const [misfit] = column.misfits;
  if (misfit !== undefined) {
    const kind = column.kind === 'time' ? 'times' : 'numbers';
    warn(
      'data/mixed-types',
      `Column "${name}" holds ${kind}, but line ${misfit.line} has "${misfit.text}"${more(column.misfitCount - 1)}.`,
      `Write ${column.kind === 'time' ? 'a time' : 'a number'} there, or leave the cell empty.`,
      misfit.line,
    );
  }
  if (column.missing === table.rows) {
    warn('data/empty-column', `Column "${name}" has no values.`, 'Leave the column out.');
  }
  if (column.kind === 'numeric' && column.firstInfiniteLine !== null) {
    warn(
      'data/infinite',
      `Column "${name}" has an infinite value in line ${column.firstInfiniteLine}${more(column.infinite - 1)}.`,
      'Write a finite number there, or leave the cell empty.',
      column.firstInfiniteLine,
    );
  }
  if (profile.numeric?.constant === true) {
    warn(
      'data/constant-column',
      `Column "${name}" has the same value in all rows.`,
      'Leave the column out: there is nothing in it to learn.',
    );
  }
  if (profile.time !== null) timeWarnings(name, profile.time, warn);
  return warnings;
}

function timeWarnings(
  name: string,
  time: NonNullable<ColumnProfile['time']>,
  warn: (code: string, message: string, hint: string) => void,
): void {
  if (time.ambiguous) {
    const order = time.dateOrder === 'day-first' ? 'day-first' : 'month-first';
    warn(
      'data/ambiguous-dates',
      `The dates of column "${name}" can be read day-first and month-first; they are read ${order} here.`,
      'Choose the order of day and month.',
    );
  }
  if (!time.sorted) {
    warn(
      'data/unsorted',
      `The rows are not in the order of "${name}".`,
      'Nothing to do: they are sorted by it for training.',
    );
  }
  const repeated = duplicateTimes(name, time);
  if (repeated !== null) warn(repeated.code, repeated.message, repeated.hint);
  if (time.gaps > 0) {
    warn(
      'data/gaps',
      `${time.gaps} ${time.gaps === 1 ? 'time is' : 'times are'} left out between the first and the last of column "${name}".`,
      'Add the rows that are left out (their values may be empty), or train as if the rows followed each other.',
    );
  }
}

function more(count: number): string {
  return count > 0 ? ` (and ${count} more)` : '';
}

/** Rows that share their time with another row: often several series below each other, which make no sense as one. */
export function duplicateTimes(column: string, { duplicates }: { readonly duplicates: number }): DataWarning | null {
  if (duplicates === 0) return null;
  return {
    code: 'data/duplicate-times',
    message: `${duplicates} ${duplicates === 1 ? 'row repeats' : 'rows repeat'} the time of another row in column "${column}".`,
    hint: 'If the file holds several series, choose the column that names them; otherwise remove the repeated rows.',
    column,
  };
}

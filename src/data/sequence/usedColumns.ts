import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import { findColumn, type Column, type NumericColumn, type Table, type TimeColumn } from '../table';

/** The columns that an experiment reads, checked cell by cell. */
export interface UsedColumns {
  readonly time: TimeColumn | null;
  readonly inputs: readonly NumericColumn[];
  readonly targets: readonly NumericColumn[];
  /** Inputs and targets, each once. */
  readonly values: readonly NumericColumn[];
}

/** @throws UserError for a column that is not there, is not numeric, or has text or infinite values in it */
export function usedColumns({ data }: Experiment, table: Table): UsedColumns {
  const targets = data.targets.map((name) => numericColumn(table, name, 'a target'));
  const inputs = (data.inputs.length > 0 ? data.inputs : data.targets).map((name) =>
    numericColumn(table, name, 'an input'),
  );
  const time = data.time === null ? null : timeColumn(table, data.time);
  return { time, inputs, targets, values: [...new Set([...inputs, ...targets])] };
}

function numericColumn(table: Table, name: string, role: string): NumericColumn {
  const column = findColumn(table, name);
  const where = { file: table.file, column: name };
  if (column.kind !== 'numeric') {
    const numbers = table.columns.filter(({ kind }) => kind === 'numeric').map((other) => `"${other.name}"`);
    throw new UserError(
      `Column "${name}" of ${table.file} holds ${kindWords[column.kind]} and cannot be ${role}: numbers are needed.`,
      numbers.length === 0
        ? 'Choose a CSV with at least one numeric column.'
        : `Choose ${numbers.slice(0, 10).join(', ')}${numbers.length > 10 ? ', …' : ''}, or write "${name}" as numbers in the file.`,
      { ...where, code: 'data/not-numeric', ...firstText(column, table) },
    );
  }
  const [misfit] = column.misfits;
  if (misfit !== undefined) {
    const others = column.misfitCount - 1;
    throw new UserError(
      `Line ${misfit.line} of ${table.file} has "${misfit.text}" in the numeric column "${name}"${others > 0 ? ` (and ${others} more)` : ''}.`,
      'Write a number there, or leave the cell empty and choose what happens to missing values.',
      { ...where, code: 'data/text-in-numeric', line: misfit.line },
    );
  }
  if (column.firstInfiniteLine !== null) {
    const others = column.infinite - 1;
    throw new UserError(
      `Line ${column.firstInfiniteLine} of ${table.file} has an infinite value in column "${name}"${others > 0 ? ` (and ${others} more)` : ''}.`,
      'Write a finite number there, or leave the cell empty and choose what happens to missing values.',
      { ...where, code: 'data/infinite', line: column.firstInfiniteLine },
    );
  }
  if (column.missing === table.rows) throw noValues(table, name);
  return column;
}

const kindWords = { time: 'times', categorical: 'categories', text: 'text' } as const;

/** Where a text column first holds a text, so that the message can point at it. */
function firstText(column: Column, table: Table): { line: number } | Record<string, never> {
  if (column.kind === 'time' || column.kind === 'numeric' || column.codes === null) return {};
  const row = column.codes.findIndex((code) => code >= 0);
  return row < 0 ? {} : { line: table.lineOf(row) };
}

function noValues(table: Table, name: string): UserError {
  return new UserError(`Column "${name}" of ${table.file} has no values.`, 'Choose another column.', {
    code: 'data/no-values',
    file: table.file,
    column: name,
  });
}

function timeColumn(table: Table, name: string): TimeColumn {
  const column = findColumn(table, name);
  const where = { file: table.file, column: name };
  if (column.kind !== 'time') {
    const times = table.columns.filter(({ kind }) => kind === 'time').map((other) => `"${other.name}"`);
    throw new UserError(
      `Column "${name}" of ${table.file} holds no times that are understood, so it cannot order the rows.`,
      times.length > 0
        ? `Choose ${times.join(' or ')}, or none to keep the order of the file.`
        : 'Choose none to keep the order of the file, or write the times as 2024-01-31 or 2024-01-31 13:00.',
      { ...where, code: 'data/not-time', ...firstText(column, table) },
    );
  }
  const [misfit] = column.misfits;
  if (misfit !== undefined) {
    throw new UserError(
      `Line ${misfit.line} of ${table.file} has "${misfit.text}" in the time column "${name}".`,
      'Write the time there as in the other rows, or choose another time column.',
      { ...where, code: 'data/text-in-time', line: misfit.line },
    );
  }
  return column;
}

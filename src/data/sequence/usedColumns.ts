import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import { findColumn, type Column, type NumericColumn, type Table, type TextColumn, type TimeColumn } from '../table';

/** A column as numbers: what it holds, or the codes of its categories. In file order; NaN where missing. */
export interface ValueColumn {
  readonly name: string;
  readonly values: Float64Array;
  readonly missing: number;
  /** Texts by code; null for numbers. */
  readonly texts: readonly string[] | null;
}

/** The columns that an experiment reads, checked cell by cell. */
export interface UsedColumns {
  /** What orders the rows: times, or plain numbers. */
  readonly time: TimeColumn | NumericColumn | null;
  readonly series: Column | null;
  /** All that is fed at each step, each once: inputs, static, known. */
  readonly inputs: readonly ValueColumn[];
  readonly targets: readonly ValueColumn[];
  readonly statics: readonly ValueColumn[];
  readonly known: readonly ValueColumn[];
  /** Inputs and targets, each once. */
  readonly values: readonly ValueColumn[];
}

/** @throws UserError for a column that is not there, is of no use, or has text or infinite values in it */
export function usedColumns({ data }: Experiment, table: Table): UsedColumns {
  const read = new Map<string, ValueColumn>();
  const columns = (names: readonly string[], as: (name: string) => ValueColumn): ValueColumn[] =>
    [...new Set(names)].map((name) => {
      const column = read.get(name) ?? as(name);
      read.set(name, column);
      return column;
    });
  const targets = columns(data.targets, (name) => numericColumn(table, name, 'a target'));
  const inputs = columns(data.inputs.length > 0 ? data.inputs : data.targets, (name) =>
    inputColumn(table, name, 'an input'),
  );
  const statics = columns(data.static, (name) => inputColumn(table, name, 'a static column'));
  const known = columns(data.known, (name) => inputColumn(table, name, 'a known column'));
  return {
    time: data.time === null ? null : orderColumn(table, data.time),
    series: data.series === null ? null : findColumn(table, data.series),
    inputs: [...new Set([...inputs, ...statics, ...known])],
    targets,
    statics,
    known,
    values: [...new Set([...inputs, ...statics, ...known, ...targets])],
  };
}

/** Numbers, or categories. */
function inputColumn(table: Table, name: string, role: string): ValueColumn {
  const column = findColumn(table, name);
  if (column.kind !== 'categorical' || column.codes === null) return numericColumn(table, name, role);
  if (column.missing === table.rows) throw noValues(table, name);
  return {
    name,
    values: Float64Array.from(column.codes, (code) => (code < 0 ? NaN : code)),
    missing: column.missing,
    texts: column.texts,
  };
}

function numericColumn(table: Table, name: string, role: string): ValueColumn {
  const { values, missing } = numbersOf(table, name, role);
  return { name, values, missing, texts: null };
}

function numbersOf(table: Table, name: string, role: string): NumericColumn {
  const column = findColumn(table, name);
  const where = { file: table.file, column: name };
  if (column.kind !== 'numeric') {
    const numbers = table.columns.filter(({ kind }) => kind === 'numeric').map((other) => `"${other.name}"`);
    throw new UserError(
      `Column "${name}" of ${table.file} holds ${kindWords[column.kind]} and cannot be ${role}: numbers${role === 'a target' ? '' : ' or categories'} are needed.`,
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
  const codes = (column as TextColumn).codes ?? null;
  const row = codes?.findIndex((code) => code >= 0) ?? -1;
  return row < 0 ? {} : { line: table.lineOf(row) };
}

function noValues(table: Table, name: string): UserError {
  return new UserError(`Column "${name}" of ${table.file} has no values.`, 'Choose another column.', {
    code: 'data/no-values',
    file: table.file,
    column: name,
  });
}

/** What orders the rows: times, or numbers that rise. */
function orderColumn(table: Table, name: string): TimeColumn | NumericColumn {
  const column = findColumn(table, name);
  const where = { file: table.file, column: name };
  if (column.kind === 'numeric') return numbersOf(table, name, 'the order of the rows');
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

import { UserError } from '../../spec/errors';
import type { WantedColumn } from './wantedColumns';

/** What can be wrong with data that a trained network is to read. */

export function noSuchColumn(file: string, { name, role }: WantedColumn, found: readonly string[]): UserError {
  const names = found.slice(0, 20).map((other) => `"${other}"`);
  return new UserError(
    `${file} has no column "${name}", which this run's network needs as ${role}.`,
    `Line 1 names ${names.join(', ')}${found.length > 20 ? ', …' : ''}. Call the column "${name}" there, or choose a file with the columns of the run's data.`,
    { code: 'predict/no-such-column', file, line: 1, column: name },
  );
}

export function ambiguousColumn(file: string, name: string, places: readonly number[]): UserError {
  return new UserError(
    `The name "${name}" stands more than once in line 1 of ${file} (columns ${places.join(' and ')}), so it does not say which column is meant.`,
    'Give one of them another name.',
    { code: 'predict/ambiguous-column', file, line: 1, column: name },
  );
}

export function notANumber(file: string, { name }: WantedColumn, line: number, text: string, more: number): UserError {
  return new UserError(
    `Line ${line} of ${file} has "${text}" in column "${name}", which holds numbers in the data of this run${others(more)}.`,
    'Write a number there, or choose a file in which the column holds numbers.',
    { code: 'predict/not-a-number', file, line, column: name },
  );
}

export function notATime(file: string, { name }: WantedColumn, line: number, text: string, more: number): UserError {
  return new UserError(
    `Line ${line} of ${file} has "${text}" in column "${name}", which holds times in the data of this run${others(more)}.`,
    'Write the time there as in the other rows, e.g. 2024-01-31 or 2024-01-31 13:00.',
    { code: 'predict/not-a-time', file, line, column: name },
  );
}

export function notFinite(file: string, { name }: WantedColumn, line: number, more: number): UserError {
  return new UserError(
    `Line ${line} of ${file} has an infinite value in column "${name}"${others(more)}.`,
    'Write a finite number there.',
    { code: 'predict/infinite', file, line, column: name },
  );
}

export function missingCell(file: string, { name }: WantedColumn, line: number, more: number): UserError {
  return new UserError(
    `Line ${line} of ${file} has no value in column "${name}"${others(more)}.`,
    'Fill it in, or leave the row out of the file: this run was trained on data without empty cells there.',
    { code: 'predict/missing-value', file, line, column: name },
  );
}

export function emptyColumn(file: string, { name, role }: WantedColumn): UserError {
  return new UserError(
    `Column "${name}" of ${file} has no values, and this run's network needs it as ${role}.`,
    'Fill the column in.',
    { code: 'predict/no-values', file, column: name },
  );
}

export function tooManyTexts(file: string, { name }: WantedColumn): UserError {
  return new UserError(
    `Column "${name}" of ${file} holds too many different texts, where the data of this run has categories.`,
    'Choose a file in which the column holds the categories of the run.',
    { code: 'predict/too-many-texts', file, column: name },
  );
}

export function tooFewRows(file: string, rows: number, timeSteps: number): UserError {
  return new UserError(
    `${file} has ${rows} ${rows === 1 ? 'row' : 'rows'} without a missing value in a row; this run's network reads ${timeSteps} at once.`,
    `Use a file with at least ${timeSteps} rows that follow each other, e.g. with the last rows of the run's data above the new ones.`,
    { code: 'predict/too-few-rows', file },
  );
}

const others = (more: number): string => (more > 0 ? ` (and ${more} more)` : '');

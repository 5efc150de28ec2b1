import { UserError } from '../../spec/errors';

/** Everything that can be wrong with a CSV's form, each with the line and a way out. */

export function emptyFile(file: string): UserError {
  return new UserError(`${file} is empty.`, 'Choose a CSV with a header line and at least two rows.', {
    code: 'csv/empty',
    file,
    line: 1,
  });
}

export function headerOnly(file: string): UserError {
  return new UserError(
    `${file} has a header in line 1 and no rows below it.`,
    'Add rows below the header, or export the data again with its rows.',
    { code: 'csv/header-only', file, line: 1 },
  );
}

export function oneRow(file: string, line: number): UserError {
  return new UserError(
    `${file} has a single row of data (line ${line}); a sequence needs at least two.`,
    'Add more rows: a network learns from at least one window of past rows and the row after it.',
    { code: 'csv/one-row', file, line },
  );
}

export function raggedRow(file: string, line: number, found: number, expected: number, headerLine: number): UserError {
  const cells = (count: number) => `${count} ${count === 1 ? 'cell' : 'cells'}`;
  return new UserError(
    `Line ${line} of ${file} has ${cells(found)} where line ${headerLine} has ${expected}.`,
    found > expected
      ? `Put cells that contain the delimiter in quotes, or remove what is too much in line ${line}.`
      : `Complete line ${line} with empty cells, or remove the line.`,
    { code: 'csv/ragged-row', file, line },
  );
}

export function unclosedQuote(file: string, line: number): UserError {
  return new UserError(
    `A quote that opens in line ${line} of ${file} is never closed.`,
    `Close the quote in line ${line}; a quote inside a quoted cell is written twice ("").`,
    { code: 'csv/unclosed-quote', file, line },
  );
}

export function textAfterQuote(file: string, opened: number, closed: number): UserError {
  return new UserError(
    `A quote that opens in line ${opened} of ${file} closes in line ${closed} in the middle of a cell.`,
    `Look at the quotes of line ${opened}: one is not closed, or a quote inside the cell is not written twice ("").`,
    { code: 'csv/unclosed-quote', file, line: opened },
  );
}

export function binaryFile(file: string, what: string, line: number): UserError {
  return new UserError(
    `${file} is not a text file${what === '' ? '' : `: it looks like ${what}`}.`,
    what === 'an Excel workbook'
      ? 'Open it in a spreadsheet program and save the sheet as CSV (UTF-8).'
      : what === 'a compressed file'
        ? 'Unpack it and choose the CSV inside.'
        : 'Choose a CSV or TSV file in UTF-8, UTF-16 or Windows-1252.',
    { code: 'csv/binary', file, line },
  );
}

export function noNumericColumn(file: string): UserError {
  return new UserError(
    `${file} has no column of numbers, so there is nothing to forecast.`,
    'Choose a CSV with at least one numeric column, or check how its numbers are written.',
    { code: 'data/no-numeric-column', file, line: 1 },
  );
}

import { initParser, type Parser, type Schema } from 'udsv';

import type { Pass } from './cells';
import { raggedRow } from './errors';
import { scanRecords, type RecordRange } from './records';

/**
 * Reads whole records that hold quotes: `records.ts` checks their form, uDSV takes the cells apart.
 * @param text ends with a line end
 * @returns how many characters were read; what is left begins a record that the text does not hold to its end
 * @throws UserError for a row with another number of cells than the first, or a quote that is not closed properly
 */
export function readQuoted(
  text: string,
  pass: Pass,
  whole: boolean,
): { consumed: number; openQuoteLine: number | null } {
  const scan = scanRecords(text, pass.delimiter, pass.file, pass.line, whole);
  let { records } = scan;
  if (pass.headerAhead && records.length > 0) {
    records = records.slice(1);
    pass.headerAhead = false;
  }
  const { builders } = pass;
  for (const record of records) {
    if (record.cells !== builders.length) {
      throw raggedRow(pass.file, record.line, record.cells, builders.length, pass.firstLine);
    }
  }
  let index = 0;
  splitCells(text, records, pass.delimiter, builders.length, (cells) => {
    const { line } = records[index++]!;
    for (let column = 0; column < builders.length; column++) builders[column]!.add(cells[column]!.trim(), line);
    pass.lines.add(pass.rows++, line);
  });
  pass.line = scan.line;
  return { consumed: scan.consumed, openQuoteLine: scan.openQuoteLine };
}

/**
 * Cells of records of one width, by uDSV. The records are joined anew with bare line feeds, since uDSV wants one kind of line end
 * throughout, takes a line of blanks for a row, and loses quoted cells of a single column (so that a second, empty one is added).
 */
export function splitCells(
  text: string,
  records: readonly RecordRange[],
  delimiter: string,
  width: number,
  each: (cells: readonly string[]) => void,
): void {
  if (records.length === 0) return;
  const lineEnd = width === 1 ? `${delimiter}\n` : '\n';
  let joined = '';
  for (const record of records) joined += text.slice(record.start, record.end) + lineEnd;
  parserFor(delimiter, Math.max(width, 2)).stringArrs<string[]>(joined, (cells) => each(cells));
}

function parserFor(delimiter: string, width: number): Parser {
  const column = (index: number) => ({
    name: String(index),
    type: 's' as const,
    repl: { empty: undefined, null: undefined, NaN: undefined },
  });
  // `skip` (header rows) is needed and missing in uDSV's types; without it no row comes out.
  const schema: Schema & { skip: number } = {
    skip: 0,
    col: delimiter,
    row: '\n',
    encl: '"',
    esc: '"',
    trim: true,
    cols: Array.from({ length: width }, (_, index) => column(index)),
  };
  return initParser(schema);
}

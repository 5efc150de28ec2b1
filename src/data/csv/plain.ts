import { isoBytesMs } from '../time/isoBytes';
import type { ColumnBuilder } from './builders';
import type { Pass } from './cells';
import { raggedRow } from './errors';

const lf = 10;
const cr = 13;
const space = 32;
const tab = 9;
const zero = 48;
const minus = 45;

/** Powers of ten that a double holds exactly. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** Whole numbers of this many digits are below 2^53, so a double holds them exactly. */
const exactDigits = 15;

/**
 * Reads records without any quote straight from the file's bytes into the columns, without making strings.
 *
 * The reason for this way beside uDSV (`quoted.ts`): on 78 MB, 1,000,000 rows of 8 columns, uDSV and Number() alone take
 * 640–750 ms before times, categories, line numbers and ragged rows are looked at; this takes about half of that
 * for all of it, and a million rows leave no garbage behind.
 *
 * Numbers: digits make a whole number below 2^53 and are divided by a power of ten up to 10^22; both are exact, so the one
 * rounded division gives the same double as Number() (Clinger 1990, "How to read floating point numbers accurately").
 * Anything longer or with an exponent goes through Number() itself.
 *
 * @param bytes UTF-8, whole records, the last byte is a line feed
 * @throws UserError for a row with another number of cells than the first
 */
export function readPlain(bytes: Buffer, pass: Pass): void {
  const { builders, lines } = pass;
  const delimiter = pass.delimiter.charCodeAt(0);
  const decimal = pass.decimal.charCodeAt(0);
  const last = builders.length - 1;
  let pos = 0;
  let { line, rows } = pass;
  if (pass.headerAhead) {
    const found = passHeader(bytes, delimiter, line);
    ({ pos, line } = found);
    pass.headerAhead = !found.passed;
  }

  while (pos < bytes.length) {
    const first = bytes[pos]!;
    if (first === lf || first === cr || ((first === space || first === tab) && first !== delimiter)) {
      const end = bytes.indexOf(lf, pos);
      if (isBlank(bytes, pos, end, delimiter)) {
        pos = end + 1;
        line++;
        continue;
      }
    }
    const start = pos;
    for (let column = 0; column <= last; column++) {
      pos = readCell(bytes, pos, delimiter, decimal, builders[column]!, line);
      if (column < last) {
        if (bytes[pos] !== delimiter) throw ragged(bytes, start, line, pass);
        pos++;
      }
    }
    if (bytes[pos] === delimiter) throw ragged(bytes, start, line, pass);
    pos = bytes[pos] === cr ? pos + 2 : pos + 1;
    lines.add(rows, line);
    rows++;
    line++;
  }
  pass.line = line;
  pass.rows = rows;
}

/** Reads the cell at `pos`; gives the position of the delimiter or line end after it. */
function readCell(
  bytes: Buffer,
  start: number,
  delimiter: number,
  decimal: number,
  builder: ColumnBuilder,
  line: number,
): number {
  if (builder.kind === 'numeric') {
    let pos = start;
    let byte = bytes[pos]!;
    const negative = byte === minus;
    if (negative) byte = bytes[++pos]!;
    const digitsFrom = pos;
    let mantissa = 0;
    while (byte >= zero && byte <= zero + 9) {
      mantissa = mantissa * 10 + (byte - zero);
      byte = bytes[++pos]!;
    }
    let digits = pos - digitsFrom;
    let fraction = 0;
    if (byte === decimal) {
      byte = bytes[++pos]!;
      const fractionFrom = pos;
      while (byte >= zero && byte <= zero + 9) {
        mantissa = mantissa * 10 + (byte - zero);
        byte = bytes[++pos]!;
      }
      fraction = pos - fractionFrom;
      digits += fraction;
    }
    if (
      digits > 0 &&
      digits <= exactDigits &&
      (byte === delimiter || byte === lf || (byte === cr && bytes[pos + 1] === lf))
    ) {
      const value = fraction === 0 ? mantissa : mantissa / powersOfTen[fraction]!;
      builder.values.push(negative ? -value : value);
      return pos;
    }
  }
  const end = cellEnd(bytes, start, delimiter);
  if (builder.kind === 'text') {
    builder.codes.addBytes(bytes, start, end);
    return end;
  }
  if (builder.kind === 'time' && builder.format === 'iso') {
    const value = isoBytesMs(bytes, start, end);
    if (!Number.isNaN(value)) {
      builder.addKnown(value, bytes, start, end);
      return end;
    }
  }
  if (builder.kind !== 'skip') builder.add(bytes.toString('utf8', start, end).trim(), line);
  return end;
}

function cellEnd(bytes: Buffer, start: number, delimiter: number): number {
  let pos = start;
  for (;;) {
    const byte = bytes[pos]!;
    if (byte === delimiter || byte === lf || (byte === cr && bytes[pos + 1] === lf)) return pos;
    pos++;
  }
}

/** Passes over blank lines and the header after them, where this piece reaches that far. */
function passHeader(
  bytes: Buffer,
  delimiter: number,
  firstLine: number,
): { pos: number; line: number; passed: boolean } {
  let pos = 0;
  let line = firstLine;
  while (pos < bytes.length) {
    const end = bytes.indexOf(lf, pos);
    const blank = isBlank(bytes, pos, end, delimiter);
    pos = end + 1;
    line++;
    if (!blank) return { pos, line, passed: true };
  }
  return { pos, line, passed: false };
}

/** A line of blanks; one with a tab between its cells is a row of empty ones. */
function isBlank(bytes: Buffer, from: number, to: number, delimiter: number): boolean {
  for (let pos = from; pos < to; pos++) {
    const byte = bytes[pos]!;
    if (byte === delimiter || (byte !== space && byte !== tab && byte !== cr)) return false;
  }
  return true;
}

function ragged(bytes: Buffer, start: number, line: number, pass: Pass): Error {
  const end = bytes.indexOf(lf, start);
  let found = 1;
  for (let pos = start; pos < end; pos++) if (bytes[pos] === pass.delimiter.charCodeAt(0)) found++;
  return raggedRow(pass.file, line, found, pass.builders.length, pass.firstLine);
}

/**
 * A text cell for a CSV that people open in spreadsheets: quoted by RFC 4180 where needed, and never a formula (CWE-1236).
 * Spreadsheets run what begins with = + - @ (or a tab or return before it); an apostrophe in front keeps it text.
 * Numbers are no formulas: -1.5 and +3e4 stay as they are.
 */
export function textCell(text: string): string {
  return quoteCell(neutralise(text));
}

/** What `textCell` makes of a text before quoting. */
export function neutralise(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !isNumber(text) ? `'${text}` : text;
}

/** Undefined and null, and what is not finite, become an empty cell. */
export function numberCell(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '' : String(value);
}

function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** Rows joined into one piece of text for one write: fewer system calls, bounded memory. */
const rowsPerChunk = 4096;

/** Text of a CSV, in pieces. @param header ends with a line feed; lines do not */
export function* csvLines<Row>(header: string, rows: Iterable<Row>, line: (row: Row) => string): Generator<string> {
  let lines: string[] = [];
  yield header;
  for (const row of rows) {
    lines.push(`${line(row)}\n`);
    if (lines.length === rowsPerChunk) {
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
}

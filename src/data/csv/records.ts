import { textAfterQuote, unclosedQuote } from './errors';

/** A record (row or header) inside a text. */
export interface RecordRange {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  readonly line: number;
  readonly cells: number;
}

export interface RecordScan {
  readonly records: RecordRange[];
  /** Where the first record begins that the text does not hold to its end. */
  readonly consumed: number;
  /** 1-based line at `consumed`. */
  readonly line: number;
  /** Line of the quote that is open at the end of the text, or null. */
  readonly openQuoteLine: number | null;
}

const quote = 34;
const lf = 10;
const cr = 13;
const space = 32;
const tab = 9;

/**
 * Finds where records begin and end, counts their cells and checks their quotes, which uDSV does not: it joins a short row with
 * the next, and reads on to the end of the file after a quote that is never closed. Blank lines are no records.
 * A quote opens a cell only as its first character (blanks before it allowed), as in RFC 4180.
 * @param whole the text ends where the file ends
 * @throws UserError for a quote that closes in the middle of a cell or (when whole) never
 */
export function scanRecords(
  text: string,
  delimiter: string,
  file: string,
  firstLine: number,
  whole: boolean,
): RecordScan {
  const delimiterCode = delimiter.charCodeAt(0);
  const records: RecordRange[] = [];
  let line = firstLine;
  let pos = 0;
  while (pos < text.length) {
    const start = pos;
    const startLine = line;
    let cells = 1;
    let blank = true;
    let ended = false;
    let end = start;
    while (pos < text.length) {
      // At the beginning of a cell.
      let code = text.charCodeAt(pos);
      while ((code === space || code === tab) && code !== delimiterCode) code = text.charCodeAt(++pos);
      if (code === quote) {
        blank = false;
        const opened = line;
        const closed = closingQuote(text, pos + 1);
        if (closed < 0) {
          if (whole) throw unclosedQuote(file, opened);
          return { records, consumed: start, line: startLine, openQuoteLine: opened };
        }
        line += lineFeeds(text, pos, closed);
        pos = closed + 1;
        code = text.charCodeAt(pos);
        while ((code === space || code === tab) && code !== delimiterCode) code = text.charCodeAt(++pos);
        if (
          pos < text.length &&
          code !== delimiterCode &&
          code !== lf &&
          !(code === cr && text.charCodeAt(pos + 1) === lf)
        ) {
          throw textAfterQuote(file, opened, line);
        }
      } else {
        while (pos < text.length && code !== delimiterCode && code !== lf) {
          if (blank && code !== cr && code !== space && code !== tab) blank = false;
          code = text.charCodeAt(++pos);
        }
      }
      if (pos >= text.length) break;
      if (code === delimiterCode) {
        cells++;
        blank = false;
        pos++;
        continue;
      }
      end = code === cr ? pos : pos > start && text.charCodeAt(pos - 1) === cr ? pos - 1 : pos;
      pos = code === cr ? pos + 2 : pos + 1;
      line++;
      ended = true;
      break;
    }
    if (!ended) {
      if (!whole) return { records, consumed: start, line: startLine, openQuoteLine: null };
      end = text.length;
    }
    if (!blank) records.push({ start, end, line: startLine, cells });
  }
  return { records, consumed: pos, line, openQuoteLine: null };
}

/** Position of the quote that closes a cell, passing over doubled ones; -1 when there is none. */
function closingQuote(text: string, from: number): number {
  for (let pos = text.indexOf('"', from); pos >= 0; pos = text.indexOf('"', pos + 2)) {
    if (text.charCodeAt(pos + 1) !== quote) return pos;
  }
  return -1;
}

function lineFeeds(text: string, from: number, to: number): number {
  let count = 0;
  for (let pos = text.indexOf('\n', from); pos >= 0 && pos < to; pos = text.indexOf('\n', pos + 1)) count++;
  return count;
}

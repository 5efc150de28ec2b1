import { timeReaders, textTimeFormats, type TextTimeFormat } from '../time/timeFormats';
import type { Delimiter } from './delimiter';
import { isMissing } from './missing';
import type { ColumnPlan } from './builders';
import { splitCells } from './quoted';
import { scanRecords, type RecordRange } from './records';

/** The first rows of a file as text, for guessing how it is written. The guesses are checked over the whole file. */
export interface Sample {
  /** Trimmed cells, the header (if there is one) first; rows of another width than the first are left out. */
  readonly rows: readonly (readonly string[])[];
  /** The first row with the blanks around its cells. */
  readonly first: readonly string[];
  readonly width: number;
  /** 1-based line of each row. */
  readonly lines: readonly number[];
  /** Records found, with those of another width. */
  readonly records: number;
}

const sampledRows = 1000;

/** @param whole `head` is the whole file */
export function takeSample(head: string, delimiter: Delimiter, file: string, whole: boolean): Sample {
  const scan = scanRecords(head, delimiter, file, 1, whole);
  const width = scan.records[0]?.cells ?? 0;
  const records = scan.records.filter((record) => record.cells === width).slice(0, sampledRows);
  const rows: string[][] = [];
  splitCells(head, records, delimiter, width, (cells) => rows.push(cells.slice(0, width).map((cell) => cell.trim())));
  return {
    rows,
    first: untrimmed(head, records[0], delimiter),
    width,
    lines: records.map((record) => record.line),
    records: scan.records.length,
  };
}

/** uDSV trims cells without quotes, and a header's blanks matter to programs that look columns up by name. */
function untrimmed(head: string, record: RecordRange | undefined, delimiter: Delimiter): string[] {
  if (record === undefined) return [];
  const text = head.slice(record.start, record.end);
  if (!text.includes('"')) return text.split(delimiter);
  const rows: string[][] = [];
  splitCells(head, [record], delimiter, record.cells, (cells) => rows.push(cells.slice(0, record.cells)));
  return rows[0] ?? [];
}

/** Share of the cells that must be of a kind for the column to count as that kind with misfits. */
export const kindShare = 0.8;

/** The kind that most cells of a column have; missing cells do not vote. */
export function guessPlan(cells: readonly string[], readNumber: (text: string) => number): ColumnPlan {
  const present = cells.filter((cell) => !isMissing(cell));
  if (present.length === 0) return { kind: 'numeric' };
  const share = (fits: (cell: string) => boolean) => present.filter(fits).length / present.length;
  if (share((cell) => !Number.isNaN(readNumber(cell))) >= kindShare) return { kind: 'numeric' };
  const format = guessTimeFormat(present);
  return format === null ? { kind: 'text' } : { kind: 'time', format };
}

export function guessTimeFormat(present: readonly string[]): TextTimeFormat | null {
  for (const format of textTimeFormats) {
    const fits = present.filter((cell) => !Number.isNaN(timeReaders[format](cell))).length;
    if (fits >= kindShare * present.length) return format;
  }
  return null;
}

/**
 * Whether the first row names the columns: each column whose first cell is text above numbers or times votes for it, each
 * whose first cell is of the kind below it votes against. Nothing but text: the first row is a header.
 */
export function guessHeader(sample: Sample, readNumber: (text: string) => number): boolean {
  const [first, ...rest] = sample.rows;
  if (first === undefined) return false;
  const kindOf = (cell: string) => guessPlan([cell], readNumber).kind;
  if (rest.length === 0) return first.every((cell) => isMissing(cell) || kindOf(cell) === 'text');
  let votes = 0;
  let against = 0;
  for (let column = 0; column < sample.width; column++) {
    const below = rest.map((row) => row[column]!);
    if (below.every(isMissing)) continue;
    const kind = guessPlan(below, readNumber).kind;
    const own = first[column]!;
    if (kind === 'text') continue;
    if (isMissing(own)) {
      // An index column without a name is usual (pandas writes one); a missing first value is too.
      continue;
    }
    if (kindOf(own) === kind) against++;
    else votes++;
  }
  return votes > 0 || against === 0 ? votes >= against : false;
}

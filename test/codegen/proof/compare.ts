import { readFileSync } from 'node:fs';

import Papa from 'papaparse';

import type { SplitName, Summary } from '../../../src/spec/run';

type Row = Readonly<Record<string, string>>;

/** How far the predictions of a program are from those of the run. */
export interface Difference {
  /** Predictions of the run that were found again. */
  readonly rows: number;
  /** Largest difference of numbers, relative to the largest number of their column. */
  readonly worst: number;
  /** Texts and labels that differ: the first few, as sentences. */
  readonly otherTexts: readonly string[];
}

const keyColumns = ['split', 'series', 'time', 'step', 'target', 'source'];
/** Cells that a program need not have as the run has them: `actual` is compared as text, and 3.10 is 3.1. */
const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell));

/** @throws Error where a prediction of the run is missing, or a column */
export function compare(ownFile: string, otherFile: string): Difference {
  const own = read(ownFile);
  const other = read(otherFile);
  const columns = Object.keys(own[0] ?? {});
  const lacking = columns.filter((column) => !(column in (other[0] ?? {})));
  if (lacking.length > 0) throw new Error(`${otherFile} has no column ${lacking.join(', ')}`);
  const keys = columns.filter((column) => keyColumns.includes(column));
  const found = byKey(other, keys);
  const pairs = [...byKey(own, keys)].flatMap(([key, rows]) => {
    const others = found.get(key) ?? [];
    if (others.length !== rows.length)
      throw new Error(`${otherFile} has ${others.length} rows of ${key}, the run ${rows.length}`);
    return rows.map((row, i) => [row, others[i]!] as const);
  });
  const otherTexts: string[] = [];
  let worst = 0;
  for (const column of columns.filter((name) => !keys.includes(name))) {
    const largest = Math.max(...own.map((row) => (isNumber(row[column]!) ? Math.abs(Number(row[column])) : 0)));
    for (const [row, there] of pairs) {
      const [a, b] = [row[column]!, there[column]!];
      if (isNumber(a) && isNumber(b)) worst = Math.max(worst, Math.abs(Number(a) - Number(b)) / (largest || 1));
      else if (a !== b) otherTexts.push(`${column}: ${JSON.stringify(b)}, not ${JSON.stringify(a)}`);
    }
  }
  return { rows: pairs.length, worst, otherTexts };
}

const read = (file: string): readonly Row[] =>
  Papa.parse<Row>(readFileSync(file, 'utf8'), { header: true, skipEmptyLines: true }).data;

function byKey(rows: readonly Row[], keys: readonly string[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((column) => row[column]));
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

/** Of texts that are written, which have no predictions: how well each part is foreseen, as the program prints it. */
export function compareBits({ metrics }: Summary, output: string): Difference {
  const printed = [...output.matchAll(/^(train|validation|test) +bits per character (\S+)/gm)];
  const differences = printed.map(([, part, bits]) => {
    const own = metrics[part as SplitName]?.bitsPerCharacter ?? NaN;
    return Math.abs(Number(bits) / own - 1);
  });
  const parts = Object.keys(metrics);
  const otherTexts =
    parts.length === printed.length ? [] : [`scores of ${printed.length} parts, not of ${parts.length}`];
  return { rows: printed.length, worst: Math.max(0, ...differences), otherTexts };
}

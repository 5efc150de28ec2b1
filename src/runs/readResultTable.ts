import path from 'node:path';

import type { runFiles, SplitName } from '../spec/run';
import { eachRecord, refuseLink } from './csvRecords';

export interface ResultTableQuery {
  /** Rows of this part; null: all rows. */
  readonly split: SplitName | null;
  /** Rows that hold this text in any cell, whatever its case; empty: all. */
  readonly search: string;
  /** Only rows whose cells `actual` and `predicted` differ. */
  readonly wrong: boolean;
  /** Of the rows that match, `count` from the `from`th on. */
  readonly from: number;
  readonly count: number;
}

/** Rows of a CSV of a run as text. */
export interface ResultTable {
  columns: string[];
  rows: string[][];
  /** Rows that match, of which `rows` are some. */
  total: number;
}

/** A cell is shown, not measured: a tune of ten pages is cut. */
const mostCharacters = 2000;

/**
 * Some rows of `predictions.csv` or `forecast.csv` as text. The file is streamed, never held.
 * @param runFolder absolute path
 * @throws UserError when there is no such file
 */
export async function readResultTable(
  runFolder: string,
  name: (typeof runFiles)['predictions' | 'forecast'],
  { split, search, wrong, from, count }: ResultTableQuery,
): Promise<ResultTable> {
  const file = path.join(runFolder, name);
  refuseLink(file);
  const table: ResultTable = { columns: [], rows: [], total: 0 };
  const wanted = search.toLowerCase();
  let place = { split: -1, actual: -1, predicted: -1 };
  await eachRecord(file, (cells) => {
    if (table.columns.length === 0) {
      table.columns = [...cells];
      const at = (column: string): number => cells.indexOf(column);
      place = { split: at('split'), actual: at('actual'), predicted: at('predicted') };
      return true;
    }
    if (split !== null && place.split >= 0 && cells[place.split] !== split) return true;
    if (wrong && cells[place.actual] === cells[place.predicted]) return true;
    if (wanted !== '' && !cells.some((cell) => cell.toLowerCase().includes(wanted))) return true;
    if (table.total >= from && table.rows.length < count) table.rows.push(cells.map(cut));
    table.total += 1;
    return true;
  });
  return table;
}

function cut(cell: string): string {
  return cell.length > mostCharacters ? `${cell.slice(0, mostCharacters)}…` : cell;
}

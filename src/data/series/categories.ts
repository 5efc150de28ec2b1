import type { DataWarning } from '../../spec/profile';
import type { Preprocessing } from '../../spec/run';
import type { KeptRows } from '../sequence/missingValues';
import type { Parts } from '../sequence/split';
import type { UsedColumns, ValueColumn } from '../sequence/usedColumns';

export interface Categories {
  /** Codes of the categories that the training rows have, by column. */
  readonly codes: ReadonlyMap<ValueColumn, readonly number[]>;
  /** Their texts, by name of the column: `preprocessing.categories`. */
  readonly texts: Record<string, string[]>;
  readonly warnings: readonly DataWarning[];
}

/**
 * Categories are those of the training rows; a row with another has none, which is counted.
 * @param future rows of the file after the end of each series, of which known columns are read
 * @param given texts of each column that a run has found before; what else stands there was told when the file was read
 */
export function findCategories(
  { inputs, known, values }: UsedColumns,
  kept: KeptRows,
  series: readonly { readonly parts: Parts; readonly to: number }[],
  future: readonly Int32Array[] = [],
  given: Preprocessing['categories'] | null = null,
): Categories {
  const codes = new Map<ValueColumn, number[]>();
  const texts: [string, string[]][] = [];
  const warnings: DataWarning[] = [];
  for (const column of inputs) {
    if (column.texts === null) continue;
    if (given) {
      const own = given[column.name] ?? [];
      const places = new Map(column.texts.map((text, code) => [text, code]));
      codes.set(
        column,
        own.map((text) => places.get(text) ?? nowhere),
      );
      texts.push([column.name, [...own]]);
      continue;
    }
    const own = kept.values[values.indexOf(column)]!;
    const seen = new Uint8Array(column.texts.length);
    for (const { parts } of series) for (const row of own.subarray(...parts.train)) seen[row] = 1;
    const found = [...seen.keys()].filter((code) => seen[code] === 1);
    codes.set(column, found);
    texts.push([column.name, found.map((code) => column.texts?.[code] ?? '')]);
    const isUnseen = (code: number): boolean => seen[code] === 0;
    const ahead = known.includes(column)
      ? future.flatMap((rows) => Array.from(rows, (row) => column.values[row]!))
      : [];
    const unseen = own.reduce((count, code) => count + (isUnseen(code) ? 1 : 0), ahead.filter(isUnseen).length);
    const example = own.find(isUnseen) ?? ahead.find(isUnseen);
    if (example !== undefined) warnings.push(unseenWarning(column, unseen, example));
  }
  return { codes, texts: Object.fromEntries(texts), warnings };
}

/** Code of a category that no row has. */
const nowhere = -2;

function unseenWarning({ name, texts }: ValueColumn, rows: number, code: number): DataWarning {
  return {
    code: 'data/unseen-categories',
    message: `${rows} ${rows === 1 ? 'row has' : 'rows have'} a value in column "${name}" that no training row has, e.g. "${texts?.[code] ?? ''}": the network sees none there.`,
    hint: 'Train on rows with all the values, or put rare ones together.',
    column: name,
  };
}

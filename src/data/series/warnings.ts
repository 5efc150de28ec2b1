import type { DataWarning } from '../../spec/profile';
import type { KeptRows } from '../sequence/missingValues';
import type { UsedColumns } from '../sequence/usedColumns';
import type { Table } from '../table';
import { duplicateTimes } from '../tableWarnings';

export interface PreparationFacts {
  readonly used: UsedColumns;
  readonly table: Table;
  /** Before short series were left out. */
  readonly kept: KeptRows;
  readonly moved: boolean;
  /** Rows that have a time and a series. */
  readonly cut: number;
  readonly future: readonly Int32Array[];
  /** Series that are used. */
  readonly series: readonly { readonly name: string; readonly gaps: number }[];
}

/** What was done to the rows. */
export function preparationWarnings({
  used,
  table,
  kept,
  moved,
  cut,
  future,
  series: all,
}: PreparationFacts): DataWarning[] {
  const { time, series } = used;
  const warnings: DataWarning[] = [];
  if (time !== null && moved) {
    warnings.push({
      code: 'data/sorted',
      message: `The rows were put into the order of "${time.name}".`,
      hint: 'Nothing to do; the file itself is not changed.',
      column: time.name,
    });
  }
  const repeated = time?.kind !== 'time' || series !== null ? null : duplicateTimes(time.name, time.time);
  if (repeated !== null) warnings.push(repeated);
  const ahead = future.reduce((sum, rows) => sum + rows.length, 0);
  const dropped = table.rows - kept.fileRows.length - Math.max(ahead, 0);
  if (dropped > 0) {
    const what = cut < table.rows - ahead ? 'a value, a time or a name' : 'a value';
    // Between known values all were filled in.
    const where =
      kept.filled > 0 && what === 'a value'
        ? ' where nothing can be filled in: before the first known value, or after the last'
        : '';
    warnings.push({
      code: 'data/dropped-rows',
      message: `${dropped} of ${table.rows} rows are not used because ${what} is missing${where}.`,
      hint: 'Fill in the missing values to use these rows.',
    });
  }
  if (kept.filled > 0) {
    warnings.push({
      code: 'data/filled-values',
      message: `${kept.filled} missing values${dropped > 0 ? ' of the other rows' : ''} were filled in; they feed the network, and are never a target.`,
      hint: 'Set "missing" to "drop" to use measured values only.',
    });
  }
  const gaps = series === null ? [] : all.filter((one) => one.gaps > 0);
  if (gaps.length > 0) {
    const names = gaps.slice(0, 3).map(({ name }) => `"${name}"`);
    warnings.push({
      code: 'data/gaps',
      message: `Times are left out within ${gaps.length} of ${all.length} series (${names.join(', ')}${gaps.length > 3 ? ', …' : ''}); their rows are taken as if they followed each other.`,
      hint: 'Add the rows that are left out (their values may be empty).',
    });
  }
  return warnings;
}

/**
 * Series of which no forecast is made, because their last rows are not without a hole.
 * @param finished whether a finished run reads them, which cannot read fewer time steps
 */
export function atHoles(
  names: readonly string[],
  forecastStarts: readonly (number | null)[],
  finished: boolean,
): DataWarning[] {
  const without = names.filter((_, i) => forecastStarts[i] === null);
  if (without.length === 0) return [];
  const named = without.slice(0, 3).map((name) => `"${name}"`);
  const whose =
    names.length === 1
      ? ''
      : ` for ${without.length} of ${names.length} series (${named.join(', ')}${without.length > 3 ? ', …' : ''})`;
  return [
    {
      code: 'data/no-forecast',
      message: `No forecast beyond the end of the data is made${whose}: values are missing in the last window.`,
      hint: `Fill in the missing values of the last rows${finished ? '' : ', or lower the time steps'}.`,
    },
  ];
}

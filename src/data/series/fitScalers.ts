import type { DataWarning } from '../../spec/profile';
import type { ColumnScaler } from '../../spec/run';
import type { KeptRows } from '../sequence/missingValues';
import { fitScaling, type FittedScaling } from '../sequence/scalers';
import type { Parts } from '../sequence/split';
import type { ValueColumn } from '../sequence/usedColumns';

interface Part {
  readonly parts: Parts;
}

/**
 * The scaler of a column for each series: one and the same for all, or each its own. Fitted on the known values of the
 * training rows: what was filled in is nobody's measurement, and may know later rows. A series without training rows gets
 * the scaler of all.
 */
export function fitScalers(
  scaling: FittedScaling,
  column: ValueColumn,
  values: Float64Array,
  filledIn: KeptRows['filledIn'][number],
  series: readonly Part[],
  by: 'all' | 'series',
): { scalers: ColumnScaler[]; warning: DataWarning | null } {
  const { name } = column;
  const training = series.map(({ parts }) => knownValues(values, filledIn, parts.train));
  const all = joined(training);
  const common: ColumnScaler = { column: name, ...fitScaling(scaling, all) };
  const scalers = training.map((own) =>
    by === 'all' || own.length === 0 ? common : { column: name, ...fitScaling(scaling, own) },
  );
  return { scalers, warning: all.every((value) => value === all[0]) ? constantWarning(name) : null };
}

function knownValues(
  values: Float64Array,
  flags: Uint8Array | null,
  [from, to]: readonly [number, number],
): Float64Array {
  const training = values.subarray(from, to);
  return flags === null ? training : training.filter((_, row) => flags[from + row] === 0);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const constantWarning = (column: string): DataWarning => ({
  code: 'data/constant-in-training',
  message: `Column "${column}" has the same value in all training rows; there is nothing in it to learn.`,
  hint: 'Leave the column out, or train on a longer part of the data.',
  column,
});

import type { Experiment } from '../../spec/experiment';
import type { KeptRows } from '../sequence/missingValues';
import type { UsedColumns, ValueColumn } from '../sequence/usedColumns';
import { calendarValue } from './calendarFeatures';

/** A column as the network sees it: numbers, one of a category's ones and zeros, or a part of the calendar. */
export interface Feature {
  readonly name: string;
  /** The column that it is made of; null for the calendar. */
  readonly column: ValueColumn | null;
  /** Which training rows its scaler is fitted on: of its series or of all, as the experiment says; always of all; none. */
  readonly scaled: 'as-asked' | 'over-all' | 'not';
  /** Unscaled value of a kept row. */
  at(row: number): number;
  /** Unscaled value `step` (from 0) rows after the end of a series; NaN where nobody knows it. */
  ahead(series: number, step: number): number;
}

export interface FeatureSource {
  readonly used: UsedColumns;
  readonly kept: KeptRows;
  /** Texts by code of each category that the training rows have. */
  readonly categories: ReadonlyMap<ValueColumn, readonly number[]>;
  readonly future: readonly Int32Array[];
  /** Milliseconds since 1970 of each kept row; null without times. */
  readonly times: Float64Array | null;
  /** Last kept row of a series. */
  lastRow(series: number): number;
  /** Time of a step after the end of a series, or NaN. */
  timeAhead(series: number, step: number): number;
}

/** Features in the order in which the network sees them, and those of them whose future values are known. */
export function makeFeatures(
  { calendar }: Experiment['data'],
  source: FeatureSource,
): { features: Feature[]; known: Feature[] } {
  const { used, times } = source;
  const byColumn = new Map(used.inputs.map((column) => [column, columnFeatures(column, source)]));
  const dates =
    times === null
      ? []
      : calendar.flatMap((part) =>
          (['sine', 'cosine'] as const).map((wave): Feature => {
            const at = (row: number): number => calendarValue(part, wave, times[row]!);
            const ahead = (series: number, step: number): number =>
              calendarValue(part, wave, source.timeAhead(series, step));
            return { name: `${part} (${wave})`, column: null, scaled: 'not', at, ahead };
          }),
        );
  return {
    features: [...[...byColumn.values()].flat(), ...dates],
    known: [...used.known.flatMap((column) => byColumn.get(column) ?? []), ...dates],
  };
}

function columnFeatures(column: ValueColumn, source: FeatureSource): Feature[] {
  const { used, kept, future } = source;
  const values = kept.values[used.values.indexOf(column)]!;
  const isKnown = used.known.includes(column);
  const isStatic = used.statics.includes(column);
  const ahead = (series: number, step: number): number => {
    if (isStatic) return values[source.lastRow(series)] ?? NaN;
    return isKnown ? (column.values[future[series]?.[step] ?? -1] ?? NaN) : NaN;
  };
  const { name, texts } = column;
  if (texts === null) {
    return [{ name, column, scaled: isStatic ? 'over-all' : 'as-asked', at: (row) => values[row]!, ahead }];
  }
  return (source.categories.get(column) ?? []).map((code) => ({
    name: `${name} = ${texts[code] ?? ''}`,
    column,
    scaled: 'not',
    at: (row) => (values[row] === code ? 1 : 0),
    ahead: (series, step) => {
      const value = ahead(series, step);
      return Number.isNaN(value) ? NaN : value === code ? 1 : 0;
    },
  }));
}

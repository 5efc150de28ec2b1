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

/** A categorical column of which each value is a learned vector. */
export interface EmbeddedColumn {
  /** How many tokens it has: 0 for none of the values that the training rows have, then these. */
  readonly tokens: number;
  /** Token of a kept row. */
  at(row: number): number;
  /** Token `step` (from 0) rows after the end of a series; 0 where nobody knows the value. */
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

/** What the network sees of the columns. */
export interface Features {
  /** In the order in which it sees them. */
  readonly features: Feature[];
  /** Those whose future values are known; categories always as ones and zeros. */
  readonly known: Feature[];
  /** Categories that are not among the features, because their values are learned vectors. */
  readonly embedded: EmbeddedColumn[];
}

/** @param embeds whether values of categories are learned vectors, and not ones and zeros */
export function makeFeatures({ calendar }: Experiment['data'], source: FeatureSource, embeds: boolean): Features {
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
    features: [
      ...used.inputs.filter(({ texts }) => !embeds || texts === null).flatMap((column) => byColumn.get(column) ?? []),
      ...dates,
    ],
    known: [...used.known.flatMap((column) => byColumn.get(column) ?? []), ...dates],
    embedded: embeds
      ? used.inputs.flatMap((column) => (column.texts === null ? [] : [embeddedColumn(byColumn.get(column) ?? [])]))
      : [],
  };
}

/** @param values of a column, each as ones and zeros */
function embeddedColumn(values: readonly Feature[]): EmbeddedColumn {
  return {
    tokens: 1 + values.length,
    at: (row) => 1 + values.findIndex((value) => value.at(row) === 1),
    ahead: (series, step) => 1 + values.findIndex((value) => value.ahead(series, step) === 1),
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

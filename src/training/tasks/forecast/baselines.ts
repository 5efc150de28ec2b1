/**
 * What any forecast has to beat, on the very rows that the network is judged on. Both know no more than the network:
 * the rows up to the last one that a window reads.
 */

/** Where a predicted value stands: its row, and the last row that was known when it was predicted. */
export interface PredictedRow {
  readonly row: number;
  readonly lastKnown: number;
}

/** Repeats the last known value. */
export function naive(values: Float64Array, at: readonly PredictedRow[]): Float64Array {
  return Float64Array.from(at, ({ lastKnown }) => values[lastKnown] ?? NaN);
}

/**
 * Repeats the value of the same place in the last known season. Rows that have no whole season before them (the first
 * ones, and those after a hole) repeat the last value, so that all three are judged on the same rows.
 * @param period rows a season
 * @returns null where no row has a season before it
 */
export function seasonalNaive(
  values: Float64Array,
  at: readonly PredictedRow[],
  period: number,
  segmentStarts: Int32Array,
): Float64Array | null {
  let found = false;
  let segment = 0;
  const result = Float64Array.from(at, ({ row, lastKnown }) => {
    while ((segmentStarts[segment + 1] ?? Infinity) <= row) segment++;
    while ((segmentStarts[segment] ?? 0) > row) segment--;
    const source = row - period * Math.ceil((row - lastKnown) / period);
    if (source < (segmentStarts[segment] ?? 0)) return values[lastKnown] ?? NaN;
    found = true;
    return values[source] ?? NaN;
  });
  return found ? result : null;
}

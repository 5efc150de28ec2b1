/**
 * What any forecast has to beat, on the very rows that the network is judged on. Both know no more than the network:
 * the rows up to the last one that a window reads.
 */

/** Repeats the last known value. */
export function naive(values: Float64Array, lastKnown: Int32Array): Float64Array {
  return Float64Array.from(lastKnown, (row) => values[row] ?? NaN);
}

/**
 * Repeats the value of the same place in the last known season. Rows that have no whole season before them (the first
 * ones of a series, and those after a hole) repeat the last value, so that all three are judged on the same rows.
 * @param rows row of each value
 * @param lastKnown last row that is known then
 * @param period rows a season
 * @param segmentStarts first row of each stretch without a hole, of all series
 * @returns null where no row has a season before it
 */
export function seasonalNaive(
  values: Float64Array,
  rows: Int32Array,
  lastKnown: Int32Array,
  period: number,
  segmentStarts: Int32Array,
): Float64Array | null {
  let found = false;
  let segment = 0;
  const result = Float64Array.from(rows, (row, i) => {
    while ((segmentStarts[segment + 1] ?? Infinity) <= row) segment++;
    while ((segmentStarts[segment] ?? 0) > row) segment--;
    const last = lastKnown[i]!;
    const source = row - period * Math.ceil((row - last) / period);
    if (source < (segmentStarts[segment] ?? 0)) return values[last] ?? NaN;
    found = true;
    return values[source] ?? NaN;
  });
  return found ? result : null;
}

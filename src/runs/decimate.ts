/**
 * Rows to draw out of [from, to): the smallest and the largest of each series in each of equal buckets, and both ends.
 * No peak is lost, which every n-th point or a mean would do; the curve looks the same at the given number of points.
 *
 * @param series columns of equal length; NaN is passed over
 * @param points most rows in the answer, at least 2
 * @returns rows in ascending order
 */
export function decimate(series: readonly Float64Array[], from: number, to: number, points: number): number[] {
  const count = to - from;
  if (count <= points) return Array.from({ length: Math.max(0, count) }, (_, i) => from + i);
  const rows = new Set<number>([from, to - 1]);
  const buckets = Math.floor((points - 2) / (2 * series.length));
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = from + Math.floor((bucket * count) / buckets);
    const end = from + Math.floor(((bucket + 1) * count) / buckets);
    for (const values of series) for (const row of extremes(values, start, end)) rows.add(row);
  }
  return [...rows].sort((a, b) => a - b);
}

function extremes(values: Float64Array, start: number, end: number): number[] {
  let low = -1;
  let high = -1;
  for (let i = start; i < end; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (low < 0 || value < (values[low] ?? NaN)) low = i;
    if (high < 0 || value > (values[high] ?? NaN)) high = i;
  }
  return low < 0 ? [] : [low, high];
}

/**
 * Reduces a line to what a chart can show: in each of `buckets` equal stretches of x the lowest and the highest point
 * are kept, in their order, and so are the first and the last point. Peaks survive, which averaging would flatten.
 * Points whose y is not a number are gaps: one is kept a bucket that holds nothing else.
 *
 * @param xs ascending
 * @returns at most 2 × buckets + 2 points
 */
export function decimate(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  length: number,
  buckets: number,
): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  const push = (i: number): void => void points.push({ x: xs[i] as number, y: ys[i] as number });
  if (length <= 2 * buckets) {
    for (let i = 0; i < length; i++) push(i);
    return points;
  }
  const from = xs[0] as number;
  const width = ((xs[length - 1] as number) - from) / buckets || 1;
  push(0);
  let i = 1;
  for (let bucket = 0; bucket < buckets && i < length - 1; bucket++) {
    const end = bucket === buckets - 1 ? Infinity : from + (bucket + 1) * width;
    let low = -1;
    let high = -1;
    const start = i;
    for (; i < length - 1 && (xs[i] as number) < end; i++) {
      const y = ys[i] as number;
      if (Number.isNaN(y)) continue;
      if (low < 0 || y < (ys[low] as number)) low = i;
      if (high < 0 || y > (ys[high] as number)) high = i;
    }
    if (i === start) continue;
    if (low < 0) push(start);
    else if (low === high) push(low);
    else {
      push(Math.min(low, high));
      push(Math.max(low, high));
    }
  }
  push(length - 1);
  return points;
}

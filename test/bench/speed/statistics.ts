/** The middle value; the mean of the two middle ones where there are two. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

/**
 * How `y` grows with `x`: the exponent p of y = c · x^p, by least squares over the logarithms.
 * @throws RangeError for fewer than two different x, and for values that have no logarithm
 */
export function growthExponent(points: readonly { readonly x: number; readonly y: number }[]): number {
  if (points.some(({ x, y }) => !(x > 0 && y > 0))) throw new RangeError('A fit of logarithms needs values above 0.');
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: 'x' | 'y'): number => logs.reduce((sum, point) => sum + point[of], 0) / logs.length;
  const [meanX, meanY] = [mean('x'), mean('y')];
  const covariance = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (!(variance > 0)) throw new RangeError('A fit needs at least two different x.');
  return covariance / variance;
}

/** The largest difference of two lists, relative to the larger of each two values. NaN differs from everything. */
export function relativeDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, i) => {
    const other = b[i] ?? NaN;
    if (value === other) return largest;
    const difference = Math.abs(value - other) / Math.max(Math.abs(value), Math.abs(other));
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }, 0);
}

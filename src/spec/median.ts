/** Place of the quantile that stands for the prediction, and is fed back: the median, or the one nearest to it. */
export function medianOf(quantiles: readonly number[]): number {
  let best = 0;
  quantiles.forEach((quantile, i) => {
    if (Math.abs(quantile - 0.5) < Math.abs((quantiles[best] ?? Infinity) - 0.5)) best = i;
  });
  return best;
}

/** Compensated sum (Neumaier 1974): its error does not grow with the number of values. */
export function sum(values: Float64Array, of: (value: number) => number): number {
  let total = 0;
  let lost = 0;
  for (const raw of values) {
    const value = of(raw);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/**
 * Mean and population standard deviation of finite values. Computed in units of a power of two near the largest value, which
 * rounds nothing and lets no square overflow.
 */
export function moments(values: Float64Array): { mean: number; standardDeviation: number } {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { mean: 0, standardDeviation: 0 };
  // 2 ** 1024 is infinite, and the logarithm of the largest number rounds to that.
  const unit = 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
  const count = values.length;
  const mean = sum(values, (value) => value / unit) / count;
  const squares = sum(values, (value) => (value / unit - mean) ** 2);
  // Takes back the rounding of the mean (Chan, Golub, LeVeque 1983), as scikit-learn does.
  const rounding = sum(values, (value) => value / unit - mean) ** 2 / count;
  return { mean: mean * unit, standardDeviation: Math.sqrt(Math.max(0, squares - rounding) / count) * unit };
}

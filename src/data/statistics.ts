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

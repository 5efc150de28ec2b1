import type { TimeColumn } from '../table';

/** 0-based rows in time order; rows of the same time stay as they stand in the file, rows without a time come last. */
export function timeOrder(rows: number, time: TimeColumn | null): Int32Array {
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  if (time === null || (time.time.sorted && time.missing === 0)) return order;
  const { values } = time;
  const key = (row: number) => (Number.isNaN(values[row]!) ? Infinity : values[row]!);
  // Typed arrays sort by comparison, and stably, since ES2019.
  return order.sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}

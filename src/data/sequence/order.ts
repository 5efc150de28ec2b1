/**
 * Puts rows into time order, in place; rows of the same time stay as they stand in the file.
 * @param rows 0-based rows of the file, rising
 * @param times of all rows of the file
 * @returns whether anything had to be moved
 */
export function sortByTime(rows: Int32Array, times: Float64Array): boolean {
  let sorted = true;
  for (let i = 1; i < rows.length && sorted; i++) sorted = times[rows[i]!]! >= times[rows[i - 1]!]!;
  if (sorted) return false;
  rows.sort((a, b) => {
    const [left, right] = [times[a]!, times[b]!];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  return true;
}

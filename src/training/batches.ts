/** Consecutive pieces of at most `size` windows; the last may be smaller. Views, no copies. */
export function* inBatches(starts: Int32Array, size: number): Generator<Int32Array> {
  for (let from = 0; from < starts.length; from += size) yield starts.subarray(from, from + size);
}

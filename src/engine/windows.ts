/**
 * Rows of examples, time first: [steps, examples, width], so that one step of all examples is one block.
 * @param first each example's first row
 */
export function gatherSteps(
  values: Float32Array,
  first: ArrayLike<number>,
  { steps, width }: { readonly steps: number; readonly width: number },
): Float32Array {
  const count = first.length;
  const batch = new Float32Array(steps * count * width);
  for (let b = 0; b < count; b++) {
    const start = first[b] ?? NaN;
    for (let t = 0; t < steps; t++) {
      const from = (start + t) * width;
      const to = (t * count + b) * width;
      for (let f = 0; f < width; f++) batch[to + f] = values[from + f] ?? NaN;
    }
  }
  return batch;
}

/** Consecutive rows of each example side by side: [examples, rows × width]. */
export function gatherRows(
  values: Float32Array,
  first: ArrayLike<number>,
  { rows, width }: { readonly rows: number; readonly width: number },
): Float32Array {
  const size = rows * width;
  const batch = new Float32Array(first.length * size);
  for (let b = 0; b < first.length; b++) {
    const from = (first[b] ?? NaN) * width;
    for (let o = 0; o < size; o++) batch[b * size + o] = values[from + o] ?? NaN;
  }
  return batch;
}

/** Consecutive pieces of at most `size` windows; the last may be smaller. Views, no copies. */
export function* inBatches(starts: Int32Array, size: number): Generator<Int32Array> {
  for (let from = 0; from < starts.length; from += size) yield starts.subarray(from, from + size);
}

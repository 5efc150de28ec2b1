/**
 * Consecutive batches of a list of windows, each in the same memory: a new view for every batch costs as much as a
 * training step of the smallest networks.
 */
export class BatchBuffer {
  private readonly full: Int32Array;
  private readonly last: Int32Array;

  /** @param windows how many there are in the list */
  constructor(
    private readonly windows: number,
    private readonly size: number,
  ) {
    this.full = new Int32Array(Math.min(size, windows));
    this.last = this.full.subarray(0, windows % size);
  }

  /** Windows `from` and following; the last batch may be smaller. It holds until the next call. */
  take(order: Int32Array, from: number): Int32Array {
    const batch = this.windows - from < this.size ? this.last : this.full;
    for (let i = 0; i < batch.length; i++) batch[i] = order[from + i] as number;
    return batch;
  }
}

/**
 * Gives the event loop its turn while batches are computed, so that a stop message and the parent's death are seen.
 * By time rather than by batch: a turn costs some microseconds, a small batch not much more.
 */
export class Pacer {
  private last = performance.now();

  constructor(private readonly everyMs = 10) {}

  /** True when it is time for a turn. Checked before `turn`, because even an `await` that does nothing has its price. */
  get due(): boolean {
    return performance.now() - this.last >= this.everyMs;
  }

  async turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.last = performance.now();
  }
}

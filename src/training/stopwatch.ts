/** Seconds that the parts of a run take. */
export class Stopwatch {
  readonly seconds = { read: 0, train: 0, predict: 0 };
  private readonly started = performance.now();

  get total(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** Adds the time until `action` ends, in whatever way, to a part. */
  async time<T>(part: keyof Stopwatch['seconds'], action: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await action();
    } finally {
      this.seconds[part] += (performance.now() - started) / 1000;
    }
  }
}

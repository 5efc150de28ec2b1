import type { TrainProgress } from '../../protocol/trainer';

/** 20 messages a second at most reach a page, however short the epochs are. */
const intervalMs = 50;

/**
 * Passes progress on at most 20 times a second and loses none: what comes in between is merged into the next message,
 * whose epochs are all that finished since the last one.
 */
export class ProgressGate {
  private waiting: TrainProgress | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastSentMs = -Infinity;

  constructor(private readonly send: (progress: TrainProgress) => void) {}

  push(progress: TrainProgress): void {
    this.waiting = this.waiting ? { ...progress, epochs: [...this.waiting.epochs, ...progress.epochs] } : progress;
    if (this.timer !== null) return;
    const dueMs = this.lastSentMs + intervalMs - performance.now();
    if (dueMs <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), dueMs);
  }

  /** Sends what waits; to be called when training ends. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const progress = this.waiting;
    if (!progress) return;
    this.waiting = null;
    this.lastSentMs = performance.now();
    this.send(progress);
  }
}

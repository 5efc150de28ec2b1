import type { EngineInfo } from '../engine/engine';
import type { GradientTrace } from '../spec/inspection';
import type { EpochMetrics } from '../spec/run';

export type TrainPhase = 'reading' | 'training' | 'predicting' | 'writing';

/** Texts that the network wrote after an epoch. */
export interface EpochSamples {
  epoch: number;
  texts: string[];
}

/** Where a run stands: all epochs finished since the last report, and where the running one is. */
export interface TrainProgress {
  phase: TrainPhase;
  /** Rows read so far (phase reading). */
  rows: number;
  epochs: EpochMetrics[];
  /** 1-based epoch that is running, and the share of it that is done, 0 to 1. */
  epoch: number;
  epochShare: number;
  /** Mean loss of the running epoch so far, so that the curve starts before the first epoch ends. */
  runningLoss: number | null;
  windowsPerSecond: number | null;
  secondsLeft: number | null;
  engine: { name: string; backend: string; threads: number } | null;
}

/**
 * At most 16 a second, which leaves room for those of a run that do not wait: that it trains, its first loss, that it
 * predicts with its last epochs, and epochs before a failure.
 */
const gapMs = 66;

/** Collects what happens and reports it at most 20 times a second, however short the epochs are. */
export class ProgressReporter {
  private lastReport = -Infinity;
  private readonly current: TrainProgress = {
    phase: 'reading',
    rows: 0,
    epochs: [],
    epoch: 0,
    epochShare: 0,
    runningLoss: null,
    windowsPerSecond: null,
    secondsLeft: null,
    engine: null,
  };

  private samples: EpochSamples | null = null;
  private gradients: GradientTrace | null = null;

  /**
   * @param onSamples the newest texts, of tasks that write some; as seldom as `onProgress`, and after it
   * @param onGradients the newest look at how far gradients reach back, likewise
   */
  constructor(
    private readonly onProgress: (progress: TrainProgress) => void,
    private readonly onSamples: (samples: EpochSamples) => void = () => undefined,
    private readonly onGradients: (trace: GradientTrace) => void = () => undefined,
  ) {}

  /** True when a report would be sent now: what goes into it need not be computed otherwise. */
  get due(): boolean {
    return performance.now() - this.lastReport >= gapMs;
  }

  set engine({ name, backend, threads }: EngineInfo) {
    this.current.engine = { name, backend, threads };
  }

  /** Takes in what has changed, and reports if it is time to. */
  update(change: Partial<Omit<TrainProgress, 'epochs' | 'engine'>>): void {
    Object.assign(this.current, change);
    if (this.due) this.report();
  }

  /**
   * Reports without waiting, when a run begins something new: its first batch, its first loss, its predictions. Each may
   * take so long that nothing else would be told for a while.
   */
  updateNow(change: Partial<Omit<TrainProgress, 'epochs' | 'engine'>>): void {
    Object.assign(this.current, change);
    this.report();
  }

  addEpoch(epoch: EpochMetrics): void {
    this.current.epochs.push(epoch);
    if (this.due) this.report();
  }

  addSamples(samples: EpochSamples): void {
    this.samples = samples;
    if (this.due) this.report();
  }

  addGradients(trace: GradientTrace): void {
    this.gradients = trace;
    if (this.due) this.report();
  }

  /** Reports what has not been told yet. */
  finish(): void {
    if (this.current.epochs.length > 0 || this.samples || this.gradients) this.report();
  }

  private report(): void {
    this.lastReport = performance.now();
    this.onProgress({ ...this.current });
    this.current.epochs = [];
    if (this.samples) this.onSamples(this.samples);
    this.samples = null;
    if (this.gradients) this.onGradients(this.gradients);
    this.gradients = null;
  }
}

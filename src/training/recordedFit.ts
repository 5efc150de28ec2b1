import type { Engine } from '../engine/engine';
import type { RunFolder } from '../runs/runFolder';
import type { Experiment } from '../spec/experiment';
import { CheckpointWriter } from './checkpointWriter';
import { type FitEnd, type FitState, fit } from './fit';
import { GradientTracer } from './inspect/gradientTracer';
import type { ProgressReporter } from './progress';
import { SampleWriter } from './sampleWriter';
import type { Task } from './tasks/task';

export interface RecordedFit {
  readonly run: RunFolder;
  readonly progress: ProgressReporter;
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly state: FitState;
  readonly task: Task;
  /** Of the CSV, for the checkpoint. */
  readonly sha256: string;
  shouldStop(): boolean;
  onEpoch(epochsDone: number, bestEpoch: number | null): void;
  onCheckpoint(): void;
}

/**
 * `fit` with its traces: a line of metrics an epoch, samples, checkpoints now and then and at the end, progress.
 * @throws UserError when the loss is no longer a number, or the run folder cannot be written
 */
export async function recordedFit(options: RecordedFit): Promise<FitEnd> {
  const { run, progress, engine, experiment, state, task } = options;
  const { windows, lengths, follows = null } = task.dataset;
  const checkpoint = new CheckpointWriter(run, engine, options.sha256);
  const samples = new SampleWriter(run, engine, experiment, task);
  const gradients = new GradientTracer(run, engine, experiment, windows.train);
  const rate = new Rate(experiment.training.epochs, windows.train.length);
  progress.updateNow({ phase: 'training', epoch: 1 });
  await aTurn(); // sends it, before a first batch that may take long
  const end = await fit({
    engine,
    experiment,
    train: windows.train,
    validation: windows.validation,
    lengths,
    follows,
    state,
    shouldStop: () => options.shouldStop(),
    onBatch: (_state, count) => {
      rate.add(count);
      if (rate.windows === count) progress.updateNow(rate.describe(state));
      else if (progress.due) progress.update(rate.describe(state));
    },
    onEpoch: async (metrics) => {
      run.appendMetrics([metrics]);
      options.onEpoch(metrics.epoch, state.best?.epoch ?? null);
      progress.addEpoch(metrics);
      const written = await samples.afterEpoch(metrics.epoch);
      if (written) progress.addSamples(written);
      const trace = await gradients.afterEpoch(metrics.epoch);
      if (trace) progress.addGradients(trace);
      if (!checkpoint.due) return;
      checkpoint.write(state);
      options.onCheckpoint();
    },
  });
  progress.updateNow({ phase: 'predicting' });
  await aTurn();
  checkpoint.write(state);
  return end;
}

/** A turn of the event loop, which sends what was told. */
const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How fast it goes, and how long it will take. */
class Rate {
  private readonly started = performance.now();
  windows = 0;

  constructor(
    private readonly epochs: number,
    private readonly windowsAnEpoch: number,
  ) {}

  add(windows: number): void {
    this.windows += windows;
  }

  describe({ epochsDone, windowsDone, countDone, lossSum }: FitState) {
    const seconds = (performance.now() - this.started) / 1000;
    const epochShare = windowsDone / this.windowsAnEpoch;
    const done = epochsDone + epochShare;
    return {
      epoch: epochsDone + 1,
      epochShare,
      runningLoss: lossSum / countDone,
      windowsPerSecond: this.windows / seconds,
      secondsLeft: (seconds / done) * (this.epochs - done),
    };
  }
}

import { createEngine as createDefaultEngine } from '../engine/create';
import type { Engine } from '../engine/engine';
import type { Dataset } from '../data/dataset';
import { readTable } from '../data/read';
import { writeReadme } from '../runs/readme/writeReadme';
import { RunFolder } from '../runs/runFolder';
import { checkExperiment } from '../spec/checks';
import { toErrorReport } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { GradientTrace } from '../spec/inspection';
import { resolveExperiment } from '../spec/resolve';
import { countParameters } from '../spec/layers';
import { textColumns } from '../spec/roles';
import { type Preprocessing, runFiles, type Summary } from '../spec/run';
import { fileChange, fileState } from './fileState';
import { newFitState } from './fit';
import type { GeneratedCode } from './generatedCode';
import { type EpochSamples, ProgressReporter, type TrainProgress } from './progress';
import { recordedFit } from './recordedFit';
import { refuseProblems } from './problems';
import { StopRequest } from './stopRequest';
import { Stopwatch } from './stopwatch';
import {
  describeChange,
  describeData,
  describeEngine,
  describeExperiment,
  describeMissing,
  describeSpeed,
  emptySummary,
} from './summary';
import { prepareTask } from './tasks';
import type { Task } from './tasks/task';
import { writeResults } from './writeResults';

export interface TrainOptions {
  /** Path of a folder that holds an `experiment.json`; everything else is written into it. */
  readonly run: string;
  /** Upper limit for the engine's threads. */
  readonly threads: number;
  readonly createEngine?: typeof createDefaultEngine;
  generateCode(input: { experiment: Experiment; preprocessing: Preprocessing }): GeneratedCode;
  /** At most 20 times a second. */
  onProgress?(progress: TrainProgress): void;
  /** Texts that the network wrote after an epoch; at most 20 times a second. */
  onSamples?(samples: EpochSamples): void;
  /** How far gradients reach back, now and then. */
  onGradients?(trace: GradientTrace): void;
  /** Ends the training at once and keeps what is there. */
  readonly stop?: StopRequest;
}

/**
 * Trains the experiment of a run folder and writes all results into it.
 *
 * Whatever goes wrong in training ends as a summary with the state "failed", and what was written before stays.
 * A stopped run, and one whose loss became infinite, get predictions from the best weights so far.
 * @throws UserError when there is no such run folder, or another process trains in it
 */
export async function trainRun(options: TrainOptions): Promise<Summary> {
  const run = RunFolder.open(options.run);
  const lock = run.lock();
  try {
    return await new Training(options, run).train();
  } finally {
    lock.release();
  }
}

/** One run from reading to writing. The summary grows as it goes; `failure` is the first thing that went wrong. */
class Training {
  private readonly clock = new Stopwatch();
  private readonly progress: ProgressReporter;
  private readonly summary: Summary = emptySummary();
  private readonly stop: StopRequest;
  private failure: unknown = null;
  private stopped = false;

  constructor(
    private readonly options: TrainOptions,
    private readonly run: RunFolder,
  ) {
    this.progress = new ProgressReporter(
      (progress) => options.onProgress?.(progress),
      (samples) => options.onSamples?.(samples),
      (trace) => options.onGradients?.(trace),
    );
    this.stop = options.stop ?? new StopRequest();
  }

  async train(): Promise<Summary> {
    try {
      await this.toTheEnd();
    } catch (error) {
      this.fail(error);
    }
    this.finish();
    return this.summary;
  }

  private async toTheEnd(): Promise<void> {
    const { run } = this;
    const written = run.readExperiment();
    const experiment = resolveExperiment(written);
    const csv = run.csvPath(experiment);
    describeExperiment(this.summary, experiment, csv);
    run.writeSummary(this.summary);
    run.log(`Training "${experiment.name}" on ${csv}`);
    refuseProblems(checkExperiment(experiment, null));
    const before = fileState(csv);
    const { task, sha256 } = await this.read(experiment, csv);
    const { dataset } = task;
    this.stopped = this.stop.requested;
    if (this.stopped) return;
    const frozen = resolveExperiment({ ...experiment, data: { ...experiment.data, sha256 } }, dataset.shapes);
    refuseProblems(checkExperiment(frozen, null, dataset.shapes));
    this.summary.parameters = countParameters(frozen, dataset.shapes);
    if (written.data.sha256 !== null && written.data.sha256 !== sha256) {
      this.summary.notes.push('The CSV is not the one that this experiment file was written for: its content changed.');
    }
    run.writeExperiment(frozen);
    run.writePreprocessing(dataset.preprocessing);
    const engine = await this.startEngine(frozen, dataset);
    try {
      await this.fitAndPredict(engine, frozen, task, sha256);
    } finally {
      engine.dispose();
    }
    describeChange(this.summary, await fileChange(csv, before, sha256));
  }

  private async read(experiment: Experiment, csv: string): Promise<{ task: Task; sha256: string }> {
    const reading = new AbortController();
    const end = (): void => reading.abort(new Stopped());
    this.stop.listen(end);
    if (this.stop.requested) end();
    const table = await this.clock.time('read', () =>
      readTable(csv, {
        dateOrder: experiment.data.dateOrder,
        text: textColumns(experiment),
        signal: reading.signal,
        onProgress: ({ rows }) => this.progress.update({ rows }),
      }),
    );
    if (table.sha256 === null) throw new Error('the whole file was read without its hash');
    const task = prepareTask(experiment, table);
    describeData(this.summary, table, task);
    this.progress.update({ rows: table.rows });
    return { task, sha256: table.sha256 };
  }

  private async startEngine(experiment: Experiment, dataset: Dataset): Promise<Engine> {
    const { createEngine = createDefaultEngine, threads } = this.options;
    const { run } = this;
    const engine = await createEngine(withinWindows(experiment, dataset), dataset.shapes, { threads });
    this.stop.listen(() => engine.interrupt());
    this.progress.engine = engine.info;
    describeEngine(this.summary, engine.info);
    run.log(`Engine ${engine.info.name}: ${engine.info.backend}, ${engine.info.threads} thread(s)`);
    dataset.fill(engine.allocateData(dataset.engineRows, dataset.options));
    run.writeSummary(this.summary);
    return engine;
  }

  private async fitAndPredict(engine: Engine, experiment: Experiment, task: Task, sha256: string): Promise<void> {
    const state = newFitState(experiment);
    try {
      const end = await this.clock.time('train', () =>
        recordedFit({
          run: this.run,
          progress: this.progress,
          ...{ engine, experiment, state, sha256, task },
          shouldStop: () => this.stop.requested,
          onEpoch: (epochsDone, bestEpoch) => Object.assign(this.summary, { epochsDone, bestEpoch }),
          onCheckpoint: () => this.run.writeSummary(this.summary),
        }),
      );
      this.stopped = end === 'stopped';
      this.summary.stoppedEarly = end === 'early';
    } catch (error) {
      this.fail(error);
    }
    describeSpeed(this.summary, experiment, task.dataset, state);
    const broken = this.failure !== null;
    if (broken && !state.best) return;
    const restore = broken || this.stopped || (experiment.training.earlyStopping?.restoreBest ?? false);
    if (restore && state.best) engine.setWeights(state.best.weights);
    const asked = this.stop.times;
    const { metrics, failures, notes, missing } = await this.clock.time('predict', () =>
      writeResults({
        run: this.run,
        generateCode: (input) => this.options.generateCode(input),
        engine,
        experiment,
        task,
        onPhase: (phase) => this.progress.update({ phase }),
        shouldStop: () => this.stop.times > asked,
      }),
    );
    Object.assign(this.summary, metrics);
    this.summary.notes.push(...notes);
    this.stopped ||= missing.length > 0;
    describeMissing(this.summary, missing);
    failures.forEach((failure) => this.fail(failure));
  }

  private fail(error: unknown): void {
    if (error instanceof Stopped) {
      this.stopped = true;
      return;
    }
    this.run.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    this.failure ??= error;
  }

  /** The last word: also written when everything else went wrong. */
  private finish(): void {
    const { run } = this;
    this.progress.finish();
    const end = (): void => {
      this.summary.state = this.failure === null ? (this.stopped ? 'stopped' : 'done') : 'failed';
      this.summary.error = this.failure === null ? null : toErrorReport(this.failure);
    };
    end();
    this.summary.finished = new Date().toISOString();
    this.summary.durations = { ...this.clock.seconds, total: this.clock.total };
    run.log(`${this.summary.state}: ${this.summary.error?.message ?? this.summary.verdict}`);
    try {
      writeReadme(run, this.summary);
    } catch (error) {
      // The results are whole without it.
      run.log(String(error));
      this.summary.notes.push(`${runFiles.readme} could not be written: ${toErrorReport(error).message}`);
    }
    try {
      run.writeSummary(this.summary);
    } catch (error) {
      this.fail(error);
      end();
    }
  }
}

/**
 * An engine makes room for a whole batch: not for one of more windows than there are. Streams are measured in batches as
 * wide as those that they are trained in, whatever part they are of.
 */
function withinWindows(experiment: Experiment, { windows: { train, validation, test } }: Dataset): Experiment {
  const { training } = experiment;
  const most = training.stateful ? Math.max(train.length, validation.length, test.length) : train.length;
  return { ...experiment, training: { ...training, batchSize: Math.min(training.batchSize, most) } };
}

/** Ends reading when the user stops; not an error. */
class Stopped extends Error {}

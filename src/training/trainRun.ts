import { performance } from 'node:perf_hooks';

import { createEngine as createDefaultEngine } from '../engine/create';
import type { Engine } from '../engine/engine';
import { prepare } from '../data/prepare';
import type { Prepared } from '../data/prepared';
import { readTable } from '../data/read';
import { RunFolder } from '../runs/runFolder';
import { checkExperiment } from '../spec/checks';
import { UserError, toErrorReport } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { countParameters } from '../spec/layers';
import { resolveExperiment } from '../spec/resolve';
import type { Preprocessing, Summary } from '../spec/run';
import { CheckpointWriter } from './checkpointWriter';
import { fileChange, fileState } from './fileState';
import { type FitState, fit, newFitState } from './fit';
import { ProgressReporter, type TrainProgress } from './progress';
import { Stopwatch } from './stopwatch';
import { emptySummary } from './summary';
import { versions } from './versions';
import { writeResults } from './writeResults';

export interface GeneratedFile {
  /** Relative to `code/`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface TrainOptions {
  /** Path of a folder that holds an `experiment.json`; everything else is written into it. */
  readonly run: string;
  /** Upper limit for the engine's threads. */
  readonly threads: number;
  readonly createEngine?: typeof createDefaultEngine;
  generateCode(input: { experiment: Experiment; preprocessing: Preprocessing }): readonly GeneratedFile[];
  /** At most 20 times a second. */
  onProgress?(progress: TrainProgress): void;
  /** Asked after every batch; true ends the training and keeps what is there. */
  shouldStop?(): boolean;
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
  private failure: unknown = null;
  private stopped = false;

  constructor(
    private readonly options: TrainOptions,
    private readonly run: RunFolder,
  ) {
    this.progress = new ProgressReporter((progress) => options.onProgress?.(progress));
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
    Object.assign(this.summary, {
      name: experiment.name,
      file: csv,
      targets: experiment.data.targets,
      epochs: experiment.training.epochs,
      parameters: countParameters(experiment),
    });
    run.writeSummary(this.summary);
    run.log(`Training "${experiment.name}" on ${csv}`);
    const [problem, ...others] = checkExperiment(experiment, null);
    if (problem) {
      throw new UserError(`${problem.path}: ${problem.message}`, problem.hint, {
        code: 'experiment/invalid',
        path: problem.path,
        others: others.map(({ message, path }) => ({ message, path })),
      });
    }
    const before = fileState(csv);
    const { prepared, sha256 } = await this.read(experiment, csv);
    if (this.shouldStop()) return;
    const frozen = { ...experiment, data: { ...experiment.data, sha256 } };
    if (written.data.sha256 !== null && written.data.sha256 !== sha256) {
      this.summary.notes.push('The CSV is not the one that this experiment file was written for: its content changed.');
    }
    run.writeExperiment(frozen);
    run.writePreprocessing(prepared.preprocessing);
    const engine = await this.startEngine(frozen, prepared);
    try {
      await this.fitAndPredict(engine, frozen, prepared, sha256);
    } finally {
      engine.dispose();
    }
    const change = await fileChange(csv, before, sha256);
    this.summary.fileChanged = change !== 'same';
    if (change !== 'same') {
      const what = change === 'gone' ? 'was moved or deleted' : 'was changed';
      this.summary.notes.push(
        `${csv} ${what} while the network trained; the results are of what it held at the start.`,
      );
    }
  }

  private async read(experiment: Experiment, csv: string): Promise<{ prepared: Prepared; sha256: string }> {
    const stop = new AbortController();
    const table = await this.clock.time('read', () =>
      readTable(csv, {
        dateOrder: experiment.data.dateOrder,
        signal: stop.signal,
        onProgress: ({ rows }) => {
          this.progress.update({ rows });
          if (this.shouldStop()) stop.abort(new Stopped());
        },
      }),
    );
    const prepared = prepare(experiment, table);
    const { windows } = prepared;
    Object.assign(this.summary, {
      sha256: table.sha256 ?? '',
      rows: { total: table.rows, used: prepared.rows, dropped: prepared.dropped },
      windows: { train: windows.train.length, validation: windows.validation.length, test: windows.test.length },
      seasonalPeriod: prepared.seasonalPeriod,
    });
    this.summary.notes.push(...prepared.warnings.map(({ message }) => message));
    this.progress.update({ rows: table.rows });
    if (table.sha256 === null) throw new Error('the whole file was read without its hash');
    return { prepared, sha256: table.sha256 };
  }

  private async startEngine(experiment: Experiment, prepared: Prepared): Promise<Engine> {
    const { createEngine = createDefaultEngine, threads } = this.options;
    const { run } = this;
    const shapes = {
      timeSteps: experiment.window.timeSteps,
      features: prepared.features,
      horizon: experiment.window.horizon,
      targets: prepared.targets,
    };
    const engine = await createEngine(experiment, shapes, { threads });
    const { name, backend, threads: used, notes } = engine.info;
    this.progress.engine = engine.info;
    Object.assign(this.summary, { engine: { name, backend, threads: used }, versions: versions(engine.info) });
    this.summary.notes.push(...notes);
    run.log(`Engine ${name}: ${backend}, ${used} thread(s)`);
    const data = engine.allocateData(prepared.rows);
    prepared.fill(data.inputs, data.targets);
    run.writeSummary(this.summary);
    return engine;
  }

  private async fitAndPredict(
    engine: Engine,
    experiment: Experiment,
    prepared: Prepared,
    sha256: string,
  ): Promise<void> {
    const state = newFitState(experiment);
    try {
      const end = await this.clock.time('train', () => this.fit(engine, experiment, prepared, state, sha256));
      this.stopped = end === 'stopped';
      this.summary.stoppedEarly = end === 'early';
    } catch (error) {
      this.fail(error);
    }
    const broken = this.failure !== null;
    if (broken && !state.best) return;
    const restore = broken || this.stopped || (experiment.training.earlyStopping?.restoreBest ?? false);
    if (restore && state.best) engine.setWeights(state.best.weights);
    this.progress.update({ phase: 'predicting' });
    const { metrics, failures } = await this.clock.time('predict', () =>
      writeResults({
        run: this.run,
        generateCode: (input) => this.options.generateCode(input),
        engine,
        experiment,
        prepared,
        onWriting: () => this.progress.update({ phase: 'writing' }),
      }),
    );
    Object.assign(this.summary, metrics);
    failures.forEach((failure) => this.fail(failure));
  }

  private async fit(engine: Engine, experiment: Experiment, prepared: Prepared, state: FitState, sha256: string) {
    const { run } = this;
    const { epochs } = experiment.training;
    const { train, validation } = prepared.windows;
    const checkpoint = new CheckpointWriter(run, engine, sha256);
    const started = performance.now();
    let windows = 0;
    this.progress.update({ phase: 'training', epoch: 1 });
    const end = await fit({
      engine,
      experiment,
      train,
      validation,
      state,
      shouldStop: () => this.shouldStop(),
      onBatch: (_state, count) => {
        windows += count;
        if (!this.progress.due) return;
        const seconds = (performance.now() - started) / 1000;
        const share = state.windowsDone / train.length;
        this.progress.update({
          epoch: state.epochsDone + 1,
          epochShare: share,
          runningLoss: state.lossSum / state.windowsDone,
          windowsPerSecond: windows / seconds,
          secondsLeft: (seconds / (state.epochsDone + share)) * (epochs - state.epochsDone - share),
        });
      },
      onEpoch: (metrics) => {
        run.appendMetrics([metrics]);
        this.summary.epochsDone = metrics.epoch;
        this.summary.bestEpoch = state.best?.epoch ?? null;
        this.progress.addEpoch(metrics);
        if (!checkpoint.due) return;
        checkpoint.write(state);
        run.writeSummary(this.summary);
      },
    });
    checkpoint.write(state);
    this.progress.finish();
    return end;
  }

  private shouldStop(): boolean {
    this.stopped ||= this.options.shouldStop?.() ?? false;
    return this.stopped;
  }

  private fail(error: unknown): void {
    if (error instanceof Stopped) return;
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
      run.writeSummary(this.summary);
    } catch (error) {
      this.fail(error);
      end();
    }
  }
}

/** Ends reading when the user stops; not an error. */
class Stopped extends Error {}

import fs from 'node:fs';
import path from 'node:path';

import { EventEmitter } from 'vscode';

import type { InspectQuery } from '../../protocol/inspection';
import type { SeriesResult, TrainProgress, TrainSamples } from '../../protocol/trainer';
import type {
  CodeParams,
  CodeResult,
  PageSeriesParams,
  PanelState,
  Phase,
  ProposeParams,
  RunItem,
} from '../../protocol/webview';
import { readGradients } from '../../runs/readGradients';
import type { ErrorReport } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { GradientTrace, Inspection } from '../../spec/inspection';
import type { DataProfile } from '../../spec/profile';
import type { Summary } from '../../spec/run';
import type { ComparisonKind } from '../../spec/variants';
import { RunFolder } from '../../runs/runFolder';
import { ReportedError } from '../errors';
import { previewCode } from './codePreview';
import { Comparison } from './comparison';
import { compared } from './compared';
import { CsvReading } from './csvReading';
import type { CheckedDraft } from './checkDraft';
import { Draft } from './draft';
import { emptyState } from './emptyState';
import type { SessionHost } from './host';
import { noted } from './noted';
import {
  busyError,
  elsewhereError,
  noNetworkError,
  problemError,
  untrustedError,
  untrustedPredictionError,
} from './problems';
import { findRun, noResult, readRunResult, type RunResult, runsOf } from './runResult';
import { SeriesReader } from './seriesReader';
import { ShownRun } from './shownRun';
import { startTraining, type Training } from './training';

/** More than a page can show one after the other. */
const mostTraces = 200;

/**
 * What is known and what happens for one CSV: its columns, the draft of the next experiment, the run that trains or is
 * shown. The host owns this state; pages only show it, and get it anew whenever they ask.
 */
export class Session {
  private readonly changed = new EventEmitter<{ readonly origin: object | null }>();
  private readonly progressed = new EventEmitter<TrainProgress>();
  /** The state changed; `origin` is the page that changed it and knows already. */
  readonly onDidChange = this.changed.event;
  /** Comes at most 20 times a second. */
  readonly onDidProgress = this.progressed.event;
  private readonly sampled = new EventEmitter<TrainSamples>();
  /** Texts that the network writes while it trains. */
  readonly onDidSample = this.sampled.event;

  private readonly traced = new EventEmitter<GradientTrace>();
  /** How far gradients reach back, now and then while it trains. */
  readonly onDidTrace = this.traced.event;

  private readonly reading: CsvReading;
  private readonly draft: Draft;
  private training: Training | null = null;
  /** What lies on the disk, and what can be asked of it. */
  readonly shown: ShownRun;
  private error: ErrorReport | null = null;
  private readonly seriesReader: SeriesReader;
  private comparison: Comparison | null = null;

  /** @param file absolute path of the CSV */
  constructor(
    readonly file: string,
    private readonly host: SessionHost,
  ) {
    this.draft = new Draft(() => host.settings(file).engine);
    this.shown = new ShownRun(file, host, () => this.fire());
    this.seriesReader = new SeriesReader(() => host.startTrainer());
    this.reading = new CsvReading(file, host, {
      onProfile: (profile) => this.useProfile(profile),
      onChange: () => this.fire(),
    });
  }

  /** Also between two runs of a comparison. */
  get isTraining(): boolean {
    return this.training !== null || this.comparison?.running === true;
  }

  /** Absolute path of the run that trains or is shown. */
  get runFolder(): string | null {
    return this.training?.folder ?? this.shown.folder;
  }

  /** Process id of the trainer of the run that trains. */
  get trainerPid(): number | null {
    return this.training?.pid ?? null;
  }

  get state(): PanelState {
    const { training, reading, draft, shown } = this;
    const { checked } = draft;
    const result = this.isTraining ? noResult : shown.result;
    return {
      ...emptyState(this.host.trusted()),
      phase: this.phase,
      fileName: path.basename(this.file),
      filePath: this.file,
      profile: reading.profile,
      reading: reading.progress,
      draft: draft.experiment,
      problems: checked.problems,
      layers: checked.layers,
      shapes: checked.shapes,
      about: checked.about,
      why: [...draft.why],
      run: result.run,
      history: training ? training.history : result.history,
      progress: training?.progress ?? null,
      predictions: result.predictions,
      ...(training ? { samples: training.samples } : result.details),
      comparison: this.shownComparison?.state ?? null,
      bestEarlier: shown.result.bestEarlier,
      backtest: this.isTraining ? null : shown.backtestState,
      prediction: this.isTraining ? null : shown.predictionState,
      fileChanged: this.isTraining ? false : this.fileChanged,
      restored: result.restored,
      error: this.isTraining ? null : (reading.error ?? this.error ?? result.run?.summary.error ?? null),
    };
  }

  private get phase(): Phase {
    if (this.training) return this.training.phase;
    if (this.isTraining) return 'starting';
    if (this.reading.phase !== 'ready') return this.reading.phase;
    if (this.error) return 'failed';
    const state = this.shown.result.run?.summary.state;
    if (state) return state === 'running' ? 'training' : state;
    return this.draft.checked.problems.length > 0 ? 'invalid' : 'ready';
  }

  private get fileChanged(): boolean {
    const trainedOn = this.shown.result.run?.summary;
    if (!trainedOn || trainedOn.state === 'running') return false;
    const now = this.reading.profile?.sha256;
    return trainedOn.fileChanged || (now != null && trainedOn.sha256 !== '' && now !== trainedOn.sha256);
  }

  /**
   * Shows an earlier run on the CSV again, then reads the CSV.
   * @param runFolder the run to show; null, or one that is gone: the newest
   */
  async load(runFolder: string | null = null): Promise<void> {
    try {
      if (!this.isTraining) await this.showRun(runFolder);
    } catch (error) {
      // A damaged run is no reason not to train another one.
      noted(error, this.host.log);
    }
    await this.reading.read(this.draft.dateOrder);
  }

  /** Takes a page's draft; answers what is wrong with it and the shapes of its layers. */
  edit(draft: unknown, origin: object | null = null): CheckedDraft {
    const checked = this.draft.edit(draft, this.reading.profile);
    this.fire(origin);
    const { dateOrder } = this.draft;
    if (dateOrder !== this.reading.dateOrder) void this.reading.read(dateOrder);
    return checked;
  }

  /** The code that a run of a page's draft would leave. */
  code(params: CodeParams): CodeResult {
    const { outputFolder } = this.host.settings(this.file);
    return previewCode(params, this.reading.profile, { file: this.file, outputFolder });
  }

  /** Another task for this file: a draft proposed anew, and why it is so. @throws UserError before the file is read */
  propose(params: ProposeParams): void {
    this.draft.propose(params, this.reading.profile);
    this.fire();
  }

  /**
   * Starts a run with this draft.
   * @returns the run folder, in which the trainer works from now on; `finished` tells the end
   * @throws UserError when training is off, another run trains, or the draft is wrong
   */
  train(draft: unknown): { folder: string; finished: Promise<Summary> } {
    if (!this.host.trusted()) throw untrustedError();
    if (this.isTraining) throw busyError();
    const { experiment, problems } = this.edit(draft);
    const problem = problems[0];
    if (!experiment || problem) throw problemError(problem);
    this.comparison = null;
    return this.start(experiment);
  }

  private start(experiment: Experiment): { folder: string; finished: Promise<Summary> } {
    this.error = null;
    this.shown.endWork();
    const training = startTraining(experiment, this.file, this.host, {
      onProgress: (progress) => this.progressed.fire(progress),
      onSamples: (samples) => this.sampled.fire(samples),
      onGradients: (trace) => this.traced.fire(trace),
      onChange: () => this.fire(),
    });
    this.training = training;
    this.fire();
    const finished = this.finish(training);
    finished.catch(() => undefined);
    return { folder: training.folder, finished };
  }

  /** Asks the trainer to end at once. @throws UserError when the run trains in another window */
  stop(): void {
    if (!this.isTraining && this.shown.result.run?.summary.state === 'running') throw elsewhereError();
    this.comparison?.stop();
    this.training?.stop();
  }

  /**
   * Shows a run of this file as it lies on the disk.
   * @param runFolder null, or one that is gone: the newest
   * @throws UserError when a file of the run is damaged
   */
  async showRun(runFolder: string | null): Promise<void> {
    const result = await this.readRun(runFolder);
    if (!this.isTraining) this.showResult(result);
  }

  private async readRun(runFolder: string | null): Promise<RunResult> {
    const runs = await this.findRuns();
    const run = findRun(runs, runFolder);
    return run ? readRunResult(run, runs, true) : noResult;
  }

  private showResult(result: RunResult): void {
    this.shown.show(result);
    this.error = null;
    if (result.experiment) {
      const { data } = result.experiment;
      const next = { ...result.experiment, name: '', data: { ...data, file: this.file, sha256: null } };
      this.draft.useRun(next, this.reading.profile);
    }
    this.fire();
  }

  /** One series of a file of several, for the chart. @throws UserError for columns that cannot be drawn so */
  async series(params: PageSeriesParams): Promise<SeriesResult> {
    return this.seriesReader.read({ ...params, file: this.file, dateOrder: this.reading.dateOrder });
  }

  /** Starts a backtest of the shown run; how it goes stands in the state. @throws UserError when none can be made */
  backtest(): void {
    if (!this.host.trusted()) throw untrustedError();
    if (this.isTraining) throw busyError();
    this.shown.backtest();
  }

  /**
   * Predicts another CSV with a run of this file; how it goes stands in the state.
   * @param out where its predictions are written; absolute, as `data` and `folder`
   */
  predict(folder: string, data: string, out: string): void {
    if (!this.host.trusted()) throw untrustedPredictionError();
    if (this.isTraining) throw busyError();
    this.shown.predict(folder, data, out);
  }

  /** What the shown run's network does with an example. @throws UserError when it cannot be opened */
  async inspect(query: InspectQuery): Promise<Inspection> {
    if (this.isTraining) throw noNetworkError();
    return this.shown.inspect(query);
  }

  /** How far gradients reached back in the run that trains or is shown. */
  gradients(): GradientTrace[] {
    const folder = this.runFolder;
    return folder === null ? [] : readGradients(RunFolder.open(folder), mostTraces);
  }

  /** The panel was closed: nobody looks into a run or at its series any more. */
  endInspection(): void {
    this.shown.endInspection();
    this.seriesReader.end();
  }

  /**
   * Trains what is missing to compare the shown run with others that differ in one thing; then it is shown again.
   * @throws UserError when training is off, another run trains, or there is nothing that can be compared
   */
  async compare(kind: ComparisonKind): Promise<void> {
    if (!this.host.trusted()) throw untrustedError();
    if (this.isTraining) throw busyError();
    const runs = await this.findRuns();
    if (this.isTraining) throw busyError();
    const { run, variants, known } = compared(kind, this.shown.result, runs, this.reading.profile, this.fileChanged);
    const comparison = new Comparison(kind, run.folder, variants, known, {
      train: (experiment) => this.start(experiment),
      onChange: () => this.fire(),
    });
    this.comparison = comparison;
    // Begins with the first missing one at once, or is over where there is none.
    void this.finishComparison(comparison, run.folder);
    this.fire();
  }

  /** The file system tells of a change of the CSV. */
  async rereadIfChanged(): Promise<void> {
    if (this.reading.isOutdated) await this.reread();
  }

  /** Reads the CSV's columns again; the run that is shown stays, and says when it was trained on other content. */
  async reread(): Promise<void> {
    this.seriesReader.end();
    await this.reading.read(this.draft.dateOrder);
  }

  /** Runs of this file changed on the disk: the one that is shown trains elsewhere, or was deleted. */
  async rereadRuns(): Promise<void> {
    const { run } = this.shown.result;
    if (this.isTraining || !run) return;
    if (fs.existsSync(run.folder) && run.summary.state !== 'running') return;
    await this.showRun(run.folder).catch((error: unknown) => noted(error, this.host.log));
  }

  /** Trust was granted: pages ask for nothing, so they are told. */
  refresh(): void {
    this.fire();
  }

  /** Ends the trainer; a run gets a moment to write what it has. */
  async end(graceMs: number): Promise<void> {
    const { training } = this;
    this.comparison?.stop();
    if (!training) return;
    training.stop();
    await Promise.race([
      training.finished.catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, graceMs)),
    ]);
    training.kill();
  }

  dispose(): void {
    this.reading.dispose();
    this.comparison?.stop();
    this.training?.kill();
    this.shown.dispose();
    this.changed.dispose();
    this.progressed.dispose();
    this.sampled.dispose();
    this.traced.dispose();
    this.seriesReader.end();
  }

  /** Of the run that is shown, or that trains for it. */
  private get shownComparison(): Comparison | null {
    const { comparison, shown } = this;
    return comparison && (comparison.running || comparison.base === shown.folder) ? comparison : null;
  }

  private async finishComparison(comparison: Comparison, base: string): Promise<void> {
    try {
      await comparison.run();
      const result = await this.readRun(base);
      comparison.end();
      this.showResult(result);
    } catch (error) {
      comparison.end();
      this.error = noted(error, this.host.log);
      this.fire();
    }
  }

  private async finish(training: Training): Promise<Summary> {
    try {
      const summary = await training.finished;
      await this.showFinished(training, null);
      return summary;
    } catch (error) {
      const report = noted(error, this.host.log);
      await this.showFinished(training, report);
      throw error instanceof ReportedError ? error : new ReportedError(report);
    }
  }

  /** The run is over: what is shown from now on is what lies on the disk. */
  private async showFinished(training: Training, error: ErrorReport | null): Promise<void> {
    let result: RunResult = { ...noResult, history: training.history };
    try {
      const runs = await this.findRuns();
      const run = runs.find(({ folder }) => folder === training.folder);
      if (run) result = await readRunResult(run, runs, false);
    } catch (failure) {
      noted(failure, this.host.log);
    }
    this.shown.show(result);
    this.training = null;
    this.error = error;
    this.host.runsChanged();
    this.fire();
  }

  private findRuns(): Promise<RunItem[]> {
    return runsOf(this.file, this.host.settings(this.file).outputFolder);
  }

  private useProfile(profile: DataProfile): void {
    this.draft.useProfile(profile, this.shown.result.experiment !== null);
    this.fire();
  }

  private fire(origin: object | null = null): void {
    this.changed.fire({ origin });
  }
}

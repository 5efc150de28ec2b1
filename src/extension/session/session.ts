import fs from 'node:fs';
import path from 'node:path';

import { EventEmitter, l10n } from 'vscode';

import type { TrainProgress, TrainSamples } from '../../protocol/trainer';
import type {
  PageGenerateParams,
  PanelState,
  Phase,
  PredictionQuery,
  PredictionSeries,
  ProposeParams,
  ResultTable,
  RunItem,
  TableQuery,
} from '../../protocol/webview';
import { readResultTable } from '../../runs/readResultTable';
import { type ErrorReport, UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { DataProfile } from '../../spec/profile';
import { runFiles, type Summary } from '../../spec/run';
import { ReportedError } from '../errors';
import { CsvReading } from './csvReading';
import { checkDraft, type CheckedDraft, noDraft } from './draft';
import { emptyState } from './emptyState';
import type { SessionHost } from './host';
import { noted } from './noted';
import { busyError, elsewhereError, problemError, untrustedError } from './problems';
import { type Proposal, proposalFor } from './proposal';
import { findRun, noResult, readRunResult, readSeries, type RunResult, runsOf } from './runResult';
import { TextWriter } from './textWriter';
import { startTraining, type Training } from './training';

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

  private readonly reading: CsvReading;
  private draft: Experiment | null = null;
  /** The user has changed the draft, so neither a better profile nor a run replaces it. */
  private edited = false;
  private checked: CheckedDraft = noDraft;
  private why: readonly string[] = [];
  private training: Training | null = null;
  private result: RunResult = noResult;
  private error: ErrorReport | null = null;
  private readonly writer: TextWriter;

  /** @param file absolute path of the CSV */
  constructor(
    readonly file: string,
    private readonly host: SessionHost,
  ) {
    this.writer = new TextWriter(file, host);
    this.reading = new CsvReading(file, host, {
      onProfile: (profile) => this.useProfile(profile),
      onChange: () => this.fire(),
    });
  }

  get isTraining(): boolean {
    return this.training !== null;
  }

  /** Absolute path of the run that trains or is shown. */
  get runFolder(): string | null {
    return this.training?.folder ?? this.result.run?.folder ?? null;
  }

  /** Process id of the trainer of the run that trains. */
  get trainerPid(): number | null {
    return this.training?.pid ?? null;
  }

  get state(): PanelState {
    const { training, result, reading } = this;
    return {
      ...emptyState(this.host.trusted()),
      phase: this.phase,
      fileName: path.basename(this.file),
      filePath: this.file,
      profile: reading.profile,
      reading: reading.progress,
      draft: this.draft,
      problems: this.checked.problems,
      layers: this.checked.layers,
      shapes: this.checked.shapes,
      about: this.checked.about,
      why: [...this.why],
      run: training ? null : result.run,
      history: training ? training.history : result.history,
      progress: training?.progress ?? null,
      predictions: training ? [] : result.predictions,
      ...(training ? { samples: training.samples } : result.details),
      bestEarlier: result.bestEarlier,
      fileChanged: training ? false : this.fileChanged,
      restored: training ? false : result.restored,
      error: training ? null : (reading.error ?? this.error ?? result.run?.summary.error ?? null),
    };
  }

  private get phase(): Phase {
    if (this.training) return this.training.phase;
    if (this.reading.phase !== 'ready') return this.reading.phase;
    if (this.error) return 'failed';
    const shown = this.result.run?.summary.state;
    if (shown) return shown === 'running' ? 'training' : shown;
    return this.checked.problems.length > 0 ? 'invalid' : 'ready';
  }

  private get fileChanged(): boolean {
    const trainedOn = this.result.run?.summary;
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
      if (!this.training) await this.showRun(runFolder);
    } catch (error) {
      // A damaged run is no reason not to train another one.
      noted(error, this.host.log);
    }
    await this.reading.read(this.draft?.data.dateOrder ?? null);
  }

  /** Takes a page's draft; answers what is wrong with it and the shapes of its layers. */
  edit(draft: unknown, origin: object | null = null): CheckedDraft {
    const checked = checkDraft(draft, this.reading.profile);
    this.edited = true;
    this.why = [];
    this.checked = checked;
    if (checked.experiment) this.draft = checked.experiment;
    this.fire(origin);
    const dateOrder = this.draft?.data.dateOrder ?? null;
    if (dateOrder !== this.reading.dateOrder) void this.reading.read(dateOrder);
    return checked;
  }

  /** Another task for this file: a draft proposed anew, and why it is so. @throws UserError before the file is read */
  propose({ task, target }: ProposeParams): void {
    const { profile } = this.reading;
    if (!profile)
      throw new UserError(l10n.t('The file is still being read.'), l10n.t('Wait until its columns are known.'));
    this.edited = true;
    this.take(proposalFor(profile, { task, target }));
    this.fire();
  }

  /**
   * Starts a run with this draft.
   * @returns the run folder, in which the trainer works from now on; `finished` tells the end
   * @throws UserError when training is off, another run trains, or the draft is wrong
   */
  train(draft: unknown): { folder: string; finished: Promise<Summary> } {
    if (!this.host.trusted()) throw untrustedError();
    if (this.training) throw busyError();
    const { experiment, problems } = this.edit(draft);
    const problem = problems[0];
    if (!experiment || problem) throw problemError(problem);
    this.error = null;
    const training = startTraining(experiment, this.file, this.host, {
      onProgress: (progress) => this.progressed.fire(progress),
      onSamples: (samples) => this.sampled.fire(samples),
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
    if (!this.training && this.result.run?.summary.state === 'running') throw elsewhereError();
    this.training?.stop();
  }

  /**
   * Shows a run of this file as it lies on the disk.
   * @param runFolder null, or one that is gone: the newest
   * @throws UserError when a file of the run is damaged
   */
  async showRun(runFolder: string | null): Promise<void> {
    const runs = await this.findRuns();
    const run = findRun(runs, runFolder);
    const result = run ? await readRunResult(run, runs, true) : noResult;
    if (this.training) return;
    this.result = result;
    this.error = null;
    if (result.experiment && !this.edited) {
      const { data } = result.experiment;
      this.why = [];
      this.useDraft({ ...result.experiment, name: '', data: { ...data, file: this.file, sha256: null } });
    }
    this.fire();
  }

  /** Points of one target in one part, for a zoomed chart. */
  async predictions(query: PredictionQuery): Promise<PredictionSeries> {
    const { run } = this.result;
    if (!run) throw new UserError(l10n.t('There are no predictions yet.'), l10n.t('Train a network first.'));
    return readSeries(run.folder, query);
  }

  /** Rows of the shown run's predictions, as text. */
  async table(query: TableQuery): Promise<ResultTable> {
    const { run } = this.result;
    if (!run) throw new UserError(l10n.t('There are no predictions yet.'), l10n.t('Train a network first.'));
    return readResultTable(run.folder, runFiles.predictions, query);
  }

  /** Texts by the network of the shown run. @throws UserError when there is no such network */
  async generate(params: PageGenerateParams): Promise<string[]> {
    const { run } = this.result;
    if (!run) throw new UserError(l10n.t('There is no network yet.'), l10n.t('Train a network first.'));
    return this.writer.write(run.folder, params);
  }

  /** The file system tells of a change of the CSV. */
  async rereadIfChanged(): Promise<void> {
    if (this.reading.isOutdated) await this.reread();
  }

  /** Reads the CSV's columns again; the run that is shown stays, and says when it was trained on other content. */
  async reread(): Promise<void> {
    await this.reading.read(this.draft?.data.dateOrder ?? null);
  }

  /** Runs of this file changed on the disk: the one that is shown trains elsewhere, or was deleted. */
  async rereadRuns(): Promise<void> {
    const { run } = this.result;
    if (this.training || !run) return;
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
    this.training?.kill();
    this.changed.dispose();
    this.progressed.dispose();
    this.sampled.dispose();
    this.writer.dispose();
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
    this.result = result;
    this.training = null;
    this.error = error;
    this.host.runsChanged();
    this.fire();
  }

  private findRuns(): Promise<RunItem[]> {
    return runsOf(this.file, this.host.settings(this.file).outputFolder);
  }

  /** The draft stays where the user or an earlier run has made it; else a better profile gives a better proposal. */
  private useProfile(profile: DataProfile): void {
    if (this.draft && (this.edited || this.result.experiment)) this.useDraft(this.draft);
    else this.take(proposalFor(profile));
    this.fire();
  }

  private take({ experiment, why }: Proposal): void {
    this.useDraft({ ...experiment, engine: this.host.settings(this.file).engine });
    this.why = why;
  }

  private useDraft(draft: Experiment): void {
    this.draft = draft;
    this.checked = checkDraft(draft, this.reading.profile);
  }

  private fire(origin: object | null = null): void {
    this.changed.fire({ origin });
  }
}

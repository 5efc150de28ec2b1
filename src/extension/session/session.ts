import fs from 'node:fs';
import path from 'node:path';

import { EventEmitter, l10n } from 'vscode';

import type { TrainProgress } from '../../protocol/trainer';
import type { PanelState, Phase, PredictionQuery, PredictionSeries, RunItem } from '../../protocol/webview';
import { type ErrorReport, UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import { describeLayers } from '../../spec/layers';
import type { DataProfile } from '../../spec/profile';
import { proposeExperiment } from '../../spec/propose';
import type { Summary } from '../../spec/run';
import { ReportedError, reportOf } from '../errors';
import type { TrainerProcess } from '../trainer/trainerProcess';
import { checkDraft, type CheckedDraft } from './draft';
import { emptyState } from './emptyState';
import { busyError, problemError, tooShortCodes, untrustedError } from './problems';
import { type Training, startTraining } from './training';
import { type RunResult, noResult, readRunResult, readSeries, runsOf } from './runResult';
import type { SessionHost } from './host';

/** Fewer rows give no training window and no row to test on. */
const fewestRows = 5;

type Reading = 'reading' | 'ready' | 'tooShort' | 'failed';

/**
 * What is known and what happens for one CSV: its columns, the draft of the next experiment, the run that trains or is
 * shown. The host owns this state; pages only show it, and get it anew whenever they ask.
 */
export class Session {
  private readonly changed = new EventEmitter<{ readonly origin: object | null }>();
  private readonly progressed = new EventEmitter<TrainProgress>();
  /** The state changed; `origin` is the page that changed it and knows already. */
  readonly onDidChange = this.changed.event;
  readonly onDidProgress = this.progressed.event;

  private reading: Reading = 'reading';
  private readGeneration = 0;
  private profiler: TrainerProcess | null = null;
  private profile: DataProfile | null = null;
  private readProgress: PanelState['reading'] = null;
  private draft: Experiment | null = null;
  /** The user has changed the draft, so a better profile must not propose another one. */
  private edited = false;
  private checked: CheckedDraft = { experiment: null, problems: [], layers: [] };
  private training: Training | null = null;
  private result: RunResult = noResult;
  private error: ErrorReport | null = null;

  /** @param file absolute path of the CSV */
  constructor(
    readonly file: string,
    private readonly host: SessionHost,
  ) {}

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
    const { training, result } = this;
    return {
      ...emptyState(this.host.trusted()),
      phase: this.phase,
      fileName: path.basename(this.file),
      filePath: this.file,
      profile: this.profile,
      reading: this.readProgress,
      draft: this.draft,
      problems: this.checked.problems,
      layers: this.checked.layers,
      run: result.run,
      history: training ? training.history : result.history,
      progress: training?.progress ?? null,
      predictions: training ? [] : result.predictions,
      bestEarlier: result.bestEarlier,
      fileChanged: this.fileChanged,
      restored: training === null && result.restored,
      error: this.error ?? result.run?.summary.error ?? null,
    };
  }

  private get phase(): Phase {
    if (this.training) return this.training.phase;
    if (this.reading !== 'ready') return this.reading;
    if (this.error) return 'failed';
    const shown = this.result.run?.summary.state;
    if (shown) return shown === 'running' ? 'training' : shown;
    return this.checked.problems.length > 0 ? 'invalid' : 'ready';
  }

  private get fileChanged(): boolean {
    const trainedOn = this.result.run?.summary;
    if (!trainedOn || trainedOn.state === 'running') return false;
    const now = this.profile?.sha256;
    return trainedOn.fileChanged || (now != null && trainedOn.sha256 !== '' && now !== trainedOn.sha256);
  }

  /**
   * Reads the CSV: the head at once, the whole file in a process of its own. An earlier run on it is shown again.
   * @param runFolder the run to show; null for the newest one
   */
  async load(runFolder: string | null = null): Promise<void> {
    const generation = ++this.readGeneration;
    const outdated = (): boolean => generation !== this.readGeneration;
    this.profiler?.kill();
    this.reading = 'reading';
    this.readProgress = null;
    this.error = null;
    this.fire();
    try {
      const { previewCsv } = await import(/* webpackMode: "eager" */ '../../data/preview');
      const preview = await previewCsv(this.file);
      if (outdated()) return;
      this.useProfile(preview);
      if (!this.training) await this.showRun(runFolder, outdated);
      const profile = await this.profileWholeFile();
      if (outdated()) return;
      this.useProfile(profile);
      this.reading = profile.rows < fewestRows ? 'tooShort' : 'ready';
    } catch (error) {
      if (outdated()) return;
      const report = this.note(error);
      this.reading = report.code && tooShortCodes.has(report.code) ? 'tooShort' : 'failed';
      this.error = report;
    }
    this.readProgress = null;
    this.fire();
  }

  /** Takes a page's draft; answers what is wrong with it and the shapes of its layers. */
  edit(draft: unknown, origin: object | null = null): CheckedDraft {
    const checked = checkDraft(draft, this.profile);
    this.edited = true;
    this.checked = checked;
    if (checked.experiment) this.draft = checked.experiment;
    this.fire(origin);
    return checked;
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
      onChange: () => this.fire(),
    });
    this.training = training;
    this.fire();
    const finished = this.finish(training);
    finished.catch(() => undefined);
    return { folder: training.folder, finished };
  }

  stop(): void {
    this.training?.stop();
  }

  /** Shows a run of this file as it lies on the disk. */
  async showRun(runFolder: string | null, outdated: () => boolean = () => false): Promise<void> {
    const runs = await this.findRuns();
    const run = runFolder === null ? runs[0] : runs.find((item) => item.folder === runFolder);
    const result = run ? await readRunResult(run, runs, true) : noResult;
    if (outdated() || this.training) return;
    this.result = result;
    this.error = null;
    if (result.experiment && !this.edited)
      this.useDraft({ ...result.experiment, name: '', data: this.own(result.experiment) });
    this.fire();
  }

  /** Points of one target in one part, for a zoomed chart. */
  async predictions(query: PredictionQuery): Promise<PredictionSeries> {
    const { run } = this.result;
    if (!run) throw new UserError(l10n.t('There are no predictions yet.'), l10n.t('Train a network first.'));
    return readSeries(run.folder, query);
  }

  /** The CSV changed on the disk: its columns are read again; the run that is shown stays and says so. */
  async reread(): Promise<void> {
    await this.load(this.runFolder);
  }

  /** Runs of this file changed on the disk: the one that is shown trains elsewhere, or was deleted. */
  async rereadRuns(): Promise<void> {
    const { run } = this.result;
    if (this.training || !run) return;
    if (!fs.existsSync(run.folder)) await this.showRun(null);
    else if (run.summary.state === 'running') await this.showRun(run.folder);
  }

  /** Trust was granted, or a setting changed. */
  refresh(): void {
    this.fire();
  }

  dispose(): void {
    this.readGeneration++;
    this.profiler?.kill();
    this.training?.kill();
    this.changed.dispose();
    this.progressed.dispose();
  }

  private async finish(training: Training): Promise<Summary> {
    try {
      const summary = await training.finished;
      await this.showFinished(training, null);
      return summary;
    } catch (error) {
      const report = this.note(error);
      await this.showFinished(training, report);
      throw error instanceof ReportedError ? error : new ReportedError(report);
    }
  }

  /** The run is over: what is shown from now on is what lies on the disk. */
  private async showFinished(training: Training, error: ErrorReport | null): Promise<void> {
    const runs = await this.findRuns().catch(() => []);
    const run = runs.find((item) => item.folder === training.folder);
    const result = run ? await readRunResult(run, runs, false).catch(() => null) : null;
    this.result = result ?? { ...noResult, history: training.history };
    this.training = null;
    this.error = error;
    this.host.runsChanged();
    this.fire();
  }

  private findRuns(): Promise<RunItem[]> {
    return runsOf(this.file, this.host.settings(this.file).outputFolder);
  }

  private async profileWholeFile(): Promise<DataProfile> {
    const trainer = this.host.startTrainer();
    this.profiler = trainer;
    try {
      const dateOrder = this.draft?.data.dateOrder ?? null;
      return await trainer.profile({ file: this.file, dateOrder }, (progress) => {
        this.readProgress = progress;
        this.fire();
      });
    } finally {
      trainer.kill();
      if (this.profiler === trainer) this.profiler = null;
    }
  }

  private useProfile(profile: DataProfile): void {
    this.profile = profile;
    if (this.draft && this.edited) {
      this.checked = checkDraft(this.draft, profile);
    } else if (this.draft && this.result.experiment) {
      this.checked = checkDraft(this.draft, profile);
    } else {
      this.useDraft({ ...proposeExperiment(profile), engine: this.host.settings(this.file).engine });
    }
    this.fire();
  }

  private useDraft(draft: Experiment): void {
    this.draft = draft;
    this.checked = { ...checkDraft(draft, this.profile), layers: describeLayers(draft) };
  }

  /** A run's data section as a draft for this file. */
  private own(experiment: Experiment): Experiment['data'] {
    return { ...experiment.data, file: this.file, sha256: null };
  }

  private note(error: unknown): ErrorReport {
    const report = reportOf(error);
    this.host.log.error(report.defect && error instanceof Error && error.stack ? error.stack : report.message);
    return report;
  }

  private fire(origin: object | null = null): void {
    this.changed.fire({ origin });
  }
}

import type { InspectQuery } from '../../src/protocol/inspection';
import type { SeriesResult, TrainProgress, TrainSamples } from '../../src/protocol/trainer';
import {
  type CodeParams,
  type CodeResult,
  type Openable,
  type PageGenerateParams,
  type PageSeriesParams,
  type PanelState,
  type Phase,
  type PredictionQuery,
  type PredictionSeries,
  type ResultTable,
  type TableQuery,
  savedStateSchema,
} from '../../src/protocol/webview';
import type { ErrorReport } from '../../src/spec/errors';
import type { Experiment, Task } from '../../src/spec/experiment';
import type { Inspection } from '../../src/spec/inspection';
import type { LayerShape } from '../../src/spec/layers';
import type { Problem } from '../../src/spec/problem';
import type { ModelShapes } from '../../src/spec/shapes';
import type { ComparisonKind } from '../../src/spec/variants';
import { GradientHistory } from '../inspect/gradientHistory';
import type { NumberField } from './fields';
import { Host, reportOf } from './host';
import { LossHistory } from './lossHistory';
import { numberProblem, parseNumber } from './parseNumber';
import { setAt } from './paths';
import { type Typed, isValid, readUnfinished, saveUnfinished } from './unfinished';
import { vscode } from './vscodeApi';

/** Phases in which a run goes on and the form waits. */
const running: readonly Phase[] = ['starting', 'training', 'stopping'];

/**
 * What the page shows: the host's state, the draft as edited here, and texts that are not (yet) valid.
 * The host owns everything but those texts; the page is rebuilt from `ready` → state.
 */
export class PageStore {
  state: PanelState | null = null;
  draft: Experiment | null = null;
  progress: TrainProgress | null = null;
  problems: readonly Problem[] = [];
  layers: readonly LayerShape[] = [];
  /** Sizes that the layers are counted for, and whether they are estimates. */
  shapes: ModelShapes | null = null;
  about = false;
  /** Texts that the network has written, newest last. */
  samples: readonly TrainSamples[] = [];
  /** Changes with everything but progress, so that the form is left alone while figures come in. */
  formVersion = 0;
  readonly history = new LossHistory();
  /** How far gradients reach back, of the run that trains or is shown. */
  readonly gradients = new GradientHistory();
  /** An error of a request that has no place in the state, shown as a line that can be dismissed. */
  notice: ErrorReport | null = null;
  /** Texts as typed: path → text, and what is wrong with it where it is no value at all. */
  readonly #texts = new Map<string, Typed>();

  readonly #host: Host;
  readonly #listeners = new Set<() => void>();
  /** The drafts of other tasks of this file, so that looking at another one loses nothing. */
  readonly #drafts = new Map<Task, Experiment>();
  #editPending = false;
  #proposing = false;
  #editTimer: ReturnType<typeof setTimeout> | undefined;
  #edits = 0;
  #frame = 0;

  constructor() {
    this.#host = new Host({
      onState: (state) => this.#receive(state),
      onProgress: (progress) => this.#advance(progress),
      onSamples: (samples) => {
        this.samples = [...this.samples, samples];
        this.#render();
      },
      onTrace: (trace) => {
        this.gradients.append(trace);
        this.#render();
      },
      onDefect: (error) => this.#tell(error),
    });
    void this.#ask(this.#host.ready());
  }

  /** Called at most once an animation frame, however many messages arrive. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get phase(): Phase | null {
    return this.state?.phase ?? null;
  }
  get running(): boolean {
    return this.phase !== null && running.includes(this.phase);
  }
  /** All that stops training, with what the fields themselves found first. */
  get allProblems(): readonly Problem[] {
    const own = [...this.#texts.values()].flatMap(({ problem }) => (problem ? [problem] : []));
    const ownPaths = new Set(own.map(({ path }) => path));
    return [...own, ...this.problems.filter(({ path }) => !ownPaths.has(path))];
  }
  problemsAt(path: string): readonly Problem[] {
    return this.allProblems.filter((problem) => problem.path === path);
  }
  /** Why Train is off, in one sentence; null when it is on. */
  get trainBlocked(): string | null {
    const { state, draft } = this;
    if (!state || !draft) return 'There is nothing to train on yet.';
    if (!state.trusted) return 'Training is off in Restricted Mode. Trust this workspace to train.';
    if (state.phase === 'reading') return 'The file is still being read.';
    if (state.phase === 'tooShort') return 'The file is too short to train on.';
    const [first] = this.allProblems;
    return first ? `${sentence(first.message)} ${first.hint}` : null;
  }

  /** What a field shows: the text as typed while it stands for the draft's value (`0.10`) or for none. */
  textOf(path: string, value: unknown): string {
    const typed = this.#texts.get(path);
    if (typed && (typed.problem || typed.value === value)) return typed.text;
    return typeof value === 'number' ? String(value) : '';
  }

  /** Takes a number field's text: into the draft where it is a value, otherwise beside it with what is wrong. */
  typeNumber(field: NumberField, text: string): void {
    const { path, kind, label, change } = field;
    const empty = text.trim() === '';
    const value = empty ? null : parseNumber(text, kind);
    if (value === null && !(empty && field.emptyMeans !== undefined)) {
      const hint = empty ? 'Enter one.' : `"${text.trim()}" is not one.`;
      this.#texts.set(path, { text, value, problem: { path, message: numberProblem(label, kind), hint } });
      this.#changed();
      return;
    }
    if (change) change(value);
    else this.edit(path, value);
    this.#texts.set(path, { text, value, problem: null });
  }

  edit(path: string, value: unknown): void {
    this.#texts.delete(path);
    if (this.draft) this.replaceDraft(setAt(this.draft, path, value) as Experiment);
  }

  /** Takes over a whole draft, e.g. a preset. What was typed below `forget` belongs to the old one. */
  replaceDraft(draft: Experiment, forget?: string): void {
    if (forget !== undefined) {
      for (const path of this.#texts.keys()) if (path.startsWith(forget)) this.#texts.delete(path);
    }
    this.draft = draft;
    this.#editPending = true;
    this.#changed();
    clearTimeout(this.#editTimer);
    // A pause in typing, so that `0.001` is not marked as wrong at `0.`.
    this.#editTimer = setTimeout(() => void this.#sendEdit(), 200);
  }

  /** Goes over to another task: to its draft as it was left, or to a new one that the host proposes. */
  chooseTask(task: Task): void {
    const { draft } = this;
    if (!draft || draft.task === task || this.running) return;
    this.#drafts.set(draft.task, draft);
    const known = this.#drafts.get(task);
    if (known) this.replaceDraft(known, '');
    else void this.propose(task);
  }

  /** A draft for a task that the host proposes, for a target where one is named. */
  async propose(task: Task, target: string | null = null): Promise<void> {
    clearTimeout(this.#editTimer);
    this.#proposing = true;
    this.#edits += 1;
    await this.#ask(this.#host.propose({ task, target }));
    this.#proposing = false;
  }

  /** The code that a run of a draft would leave, or why it could not be asked for. */
  async code(params: CodeParams): Promise<CodeResult> {
    return this.#host.code(params).catch((error: unknown) => {
      const { message, hint } = reportOf(error);
      return { pieces: [], refused: { message, hint } };
    });
  }
  exportRun(): void {
    void this.#ask(this.#host.exportRun());
  }
  runProgram(): void {
    void this.#ask(this.#host.runProgram());
  }
  train(): void {
    if (this.running || this.trainBlocked !== null) return;
    clearTimeout(this.#editTimer);
    void this.#ask(this.#host.train(this.draft));
  }
  stop(): void {
    void this.#ask(this.#host.stop());
  }
  open(what: Openable, line?: number): void {
    void this.#ask(this.#host.open(what, line));
  }
  chooseFile(): void {
    void this.#ask(this.#host.chooseFile());
  }
  trySample(): void {
    void this.#ask(this.#host.trySample());
  }
  reload(): void {
    void this.#ask(this.#host.reload());
  }
  /** More points of a range, for a chart that was zoomed; null when the host could not answer (and the page says why). */
  async predictions(query: PredictionQuery): Promise<PredictionSeries | null> {
    return (await this.#ask(this.#host.predictions(query))) ?? null;
  }
  /** Rows of the predictions; null when the host could not answer. */
  async table(query: TableQuery): Promise<ResultTable | null> {
    return (await this.#ask(this.#host.table(query))) ?? null;
  }
  /** Texts by the shown run's network; null when it could not write. */
  async generate(params: PageGenerateParams): Promise<string[] | null> {
    return (await this.#ask(this.#host.generate(params))) ?? null;
  }
  /** One series of a file of several, or why it cannot be drawn. */
  async series(params: PageSeriesParams): Promise<SeriesResult | { readonly error: ErrorReport }> {
    return this.#host.series(params).catch((error: unknown) => ({ error: reportOf(error) }));
  }
  backtest(): void {
    void this.#ask(this.#host.backtest());
  }
  cancelBacktest(): void {
    void this.#ask(this.#host.cancelBacktest());
  }
  predict(): void {
    void this.#ask(this.#host.predict());
  }
  cancelPrediction(): void {
    void this.#ask(this.#host.cancelPrediction());
  }
  /** What the shown network does with an example, or why that cannot be told. */
  async inspect(query: InspectQuery): Promise<Inspection | { readonly error: ErrorReport }> {
    return this.#host.inspect(query).catch((error: unknown) => ({ error: reportOf(error) }));
  }
  /** Asks for the gradients of the run that trains or is shown, once. */
  loadGradients(): void {
    this.gradients.load(
      () => this.#host.gradients().catch((error: unknown) => ({ error: reportOf(error) })),
      () => this.#render(),
    );
  }
  compare(kind: ComparisonKind): void {
    void this.#ask(this.#host.compare({ kind }));
  }
  /** Called with a field's path; the page opens its section and puts the focus there. */
  showField: (path: string) => void = () => undefined;

  /** Renders anew after something changed that is not in the store. */
  refresh(): void {
    this.#changed();
  }
  dismissNotice(): void {
    this.notice = null;
    this.#changed();
  }

  async #sendEdit(): Promise<void> {
    const edit = ++this.#edits;
    const answer = await this.#ask(this.#host.edit(this.draft));
    // A newer edit is on its way: its answer counts.
    if (!answer || edit !== this.#edits) return;
    this.#editPending = false;
    this.problems = answer.problems;
    this.layers = answer.layers;
    this.shapes = answer.shapes;
    this.about = answer.about;
    this.#changed();
  }

  #receive(state: PanelState): void {
    const otherFile = state.filePath !== this.state?.filePath;
    const otherRun = state.run?.folder !== this.state?.run?.folder;
    const unfinished = this.state ? null : readUnfinished(state.filePath);
    if (otherFile && this.state) this.#texts.clear();
    this.state = state;
    // The host keeps valid drafts only, and while an edit is on its way its draft is the older one.
    const keepOwn = !otherFile && !otherRun && !this.#proposing && (this.#editPending || !isValid(this.draft));
    if (this.#proposing) {
      this.#texts.clear();
      this.#editPending = false;
    }
    if (otherFile) this.#drafts.clear();
    this.samples = state.samples;
    if (otherFile || otherRun || state.phase === 'starting') this.gradients.reset();
    if (!keepOwn) {
      this.draft = state.draft;
      this.problems = state.problems;
      this.layers = state.layers;
      this.shapes = state.shapes;
      this.about = state.about;
    }
    this.progress = state.progress;
    this.history.replace(state.history, otherFile || otherRun);
    if (state.progress) this.history.append(state.progress.epochs);
    this.#save(state);
    if (unfinished && state.draft && !this.running) {
      for (const [path, typed] of unfinished.texts) this.#texts.set(path, typed);
      this.replaceDraft(unfinished.draft);
    }
    this.#changed();
  }

  #advance(progress: TrainProgress): void {
    this.progress = progress;
    this.history.append(progress.epochs);
    if (this.state?.phase === 'starting') {
      this.state = { ...this.state, phase: 'training' };
      this.formVersion += 1;
    }
    this.#render();
  }

  /** VS Code hands this to the panel's serializer after a window reload. */
  #save({ filePath, run }: PanelState): void {
    if (filePath === null) return;
    const kept = savedStateSchema.loose().safeParse(vscode.getState());
    vscode.setState({ ...(kept.success ? kept.data : {}), filePath, runFolder: run?.folder ?? null });
  }

  async #ask<T>(request: Promise<T>): Promise<T | undefined> {
    try {
      return await request;
    } catch (error) {
      this.#tell(reportOf(error));
      return undefined;
    }
  }

  #tell(error: ErrorReport): void {
    this.notice = error;
    this.#changed();
  }

  #changed(): void {
    this.formVersion += 1;
    if (this.state) saveUnfinished(this.state.filePath, this.draft, this.#texts);
    this.#render();
  }

  #render(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** A problem's message as a sentence: `timeSteps must be at least 1` → `Time steps must be at least 1.` */
export function sentence(message: string): string {
  const words = message.replace(/^[a-z]+([A-Z][a-z]+)+/, (name) =>
    name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`),
  );
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.?…]$/.test(text) ? text : `${text}.`;
}

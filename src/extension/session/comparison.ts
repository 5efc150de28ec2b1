import type { ComparedRun, ComparisonState } from '../../protocol/inspection';
import type { RunItem } from '../../protocol/webview';
import { lastGradients } from '../../runs/readGradients';
import { RunFolder } from '../../runs/runFolder';
import type { Experiment } from '../../spec/experiment';
import type { Summary } from '../../spec/run';
import { type ComparisonKind, trainsTheSame, type Variant } from '../../spec/variants';
import { reportOf } from '../errors';

interface Hooks {
  /** Starts a run. @throws UserError when it cannot be started */
  train(experiment: Experiment): { readonly folder: string; readonly finished: Promise<Summary> };
  onChange(): void;
}

/** Trains networks that differ in one thing one after the other; those that are there already are taken as they are. */
export class Comparison {
  private readonly runs: ComparedRun[];
  private isStopped = false;
  private isRunning = true;

  /**
   * @param base folder of the run that the comparison was started from
   * @param known finished runs on the same content of the same file
   */
  constructor(
    readonly kind: ComparisonKind,
    readonly base: string,
    private readonly variants: readonly Variant[],
    known: readonly RunItem[],
    private readonly hooks: Hooks,
  ) {
    this.runs = variants.map(({ label, experiment }) => {
      const waiting: ComparedRun = {
        ...{ label, name: experiment.name, state: 'waiting' },
        ...{ summary: null, loss: null, valLoss: null, gradients: null, error: null },
      };
      const there = known.find(({ summary, folder }) => summary.state === 'done' && isOf(folder, experiment));
      return there ? withResults({ ...waiting, name: there.name }, there.folder, there.summary) : waiting;
    });
  }

  get running(): boolean {
    return this.isRunning;
  }

  get state(): ComparisonState {
    return { kind: this.kind, running: this.isRunning, runs: [...this.runs] };
  }

  /** No further run is started; the one that trains is ended by whoever trains it. */
  stop(): void {
    this.isStopped = true;
  }

  /**
   * Trains what is missing. A network that cannot be trained is told beside the others, and the next is tried.
   * It counts as running until `end`, so that none of its runs is taken for what is shown while the base is read again.
   */
  async run(): Promise<void> {
    for (const [i, { experiment }] of this.variants.entries()) {
      if (this.runs[i]?.state !== 'waiting') continue;
      if (this.isStopped) this.change(i, { state: 'left-out' });
      else await this.train(i, experiment);
    }
  }

  /** All is trained, and the run that it was started from can be shown again. */
  end(): void {
    this.isRunning = false;
  }

  private async train(i: number, experiment: Experiment): Promise<void> {
    try {
      const { folder, finished } = this.hooks.train(experiment);
      this.change(i, { state: 'training' });
      const summary = await finished;
      const run = this.runs[i];
      if (run) this.change(i, withResults(run, folder, summary));
    } catch (error) {
      this.change(i, { state: 'failed', error: reportOf(error) });
    }
  }

  private change(i: number, change: Partial<ComparedRun>): void {
    const run = this.runs[i];
    if (!run) return;
    this.runs[i] = { ...run, ...change };
    this.hooks.onChange();
  }
}

/** Whether a run was made by this experiment; a damaged one was not. */
function isOf(folder: string, experiment: Experiment): boolean {
  try {
    return trainsTheSame(RunFolder.open(folder).readExperiment(), experiment);
  } catch {
    return false;
  }
}

/** @throws UserError when a file of the run is damaged */
function withResults(run: ComparedRun, folder: string, summary: Summary): ComparedRun {
  const opened = RunFolder.open(folder);
  const last = opened.readMetrics().at(-1);
  return {
    ...run,
    state: summary.state === 'running' ? 'stopped' : summary.state,
    summary,
    loss: last?.loss ?? null,
    valLoss: last?.valLoss ?? null,
    gradients: lastGradients(opened),
    error: summary.error,
  };
}

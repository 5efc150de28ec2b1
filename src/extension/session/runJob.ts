import type { ErrorReport } from '../../spec/errors';
import type { TrainerProcess } from '../trainer/trainerProcess';
import type { SessionHost } from './host';
import { noted } from './noted';

/** What is to be done with a run, and what the page shows of it. */
export interface Work<State> {
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly begun: State;
  /** Does it; what it shows on the way is dropped once it is outdated. */
  run(process: TrainerProcess, threads: number, show: (state: State) => void): Promise<State>;
  failed(error: ErrorReport): State;
}

/** Work on the finished run that is shown, in a process of its own: one at a time. */
export class RunJob<State> {
  private process: TrainerProcess | null = null;
  private folder: string | null = null;
  private shown: State | null = null;

  constructor(
    private readonly file: string,
    private readonly host: SessionHost,
    private readonly onChange: () => void,
  ) {}

  /** null while nobody has asked for any. */
  get state(): State | null {
    return this.shown;
  }

  /** Ends what is under way; a result stays. */
  cancel(): void {
    if (this.process === null) return;
    this.end();
    this.onChange();
  }

  /** What another run has come to is not this one's. */
  keepOnly(folder: string | null): void {
    if (this.folder !== folder) this.end();
  }

  /** Ends it, and forgets its result; files that it has written stay. */
  end(): void {
    this.process?.kill();
    this.process = null;
    this.folder = null;
    this.shown = null;
  }

  /** Settles when it is over; how it went is in `state`. What is under way ends. */
  protected async start(work: Work<State>): Promise<void> {
    this.end();
    this.folder = work.folder;
    let process: TrainerProcess | null = null;
    const show = (state: State): void => {
      if (this.process !== process) return;
      this.shown = state;
      this.onChange();
    };
    try {
      process = this.process = this.host.startTrainer();
      show(work.begun);
      const { threads } = this.host.settings(this.file);
      show(await work.run(process, threads, show));
    } catch (error) {
      if (this.process === process) show(work.failed(noted(error, this.host.log)));
    } finally {
      process?.kill();
      if (this.process === process) this.process = null;
    }
  }
}

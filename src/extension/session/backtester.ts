import type { BacktestState } from '../../protocol/webview';
import type { TrainerProcess } from '../trainer/trainerProcess';
import type { SessionHost } from './host';
import { noted } from './noted';

/** A backtest of the run that is shown, in a process of its own. */
export class Backtester {
  private process: TrainerProcess | null = null;
  private folder: string | null = null;
  private shown: BacktestState | null = null;

  constructor(
    private readonly file: string,
    private readonly host: SessionHost,
    private readonly onChange: () => void,
  ) {}

  /** null while nobody has asked for one. */
  get state(): BacktestState | null {
    return this.shown;
  }

  /** Settles when it is over; how it went is in `state`. Another one that is under way ends. */
  async run(folder: string): Promise<void> {
    this.end();
    this.folder = folder;
    let process: TrainerProcess | null = null;
    const outdated = (): boolean => this.process !== process;
    try {
      process = this.process = this.host.startTrainer();
      this.show({ state: 'running', started: Date.now() });
      const { threads } = this.host.settings(this.file);
      const result = await process.backtest({ runFolder: folder, threads });
      if (!outdated()) this.show({ state: 'done', result });
    } catch (error) {
      if (!outdated()) this.show({ state: 'failed', error: noted(error, this.host.log) });
    } finally {
      process?.kill();
      if (!outdated()) this.process = null;
    }
  }

  /** Ends one that is under way; a result stays. */
  cancel(): void {
    if (this.process === null) return;
    this.end();
    this.onChange();
  }

  /** What another run has come to is not this one's. */
  keepOnly(folder: string | null): void {
    if (this.folder !== folder) this.end();
  }

  /** Ends it, and forgets its result. */
  end(): void {
    this.process?.kill();
    this.process = null;
    this.folder = null;
    this.shown = null;
  }

  private show(state: BacktestState): void {
    this.shown = state;
    this.onChange();
  }
}

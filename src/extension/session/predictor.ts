import type { PredictionState } from '../../protocol/webview';
import type { TrainerProcess } from '../trainer/trainerProcess';
import type { SessionHost } from './host';
import { noted } from './noted';

/** Another CSV predicted by the network that is shown, in a process of its own. */
export class Predictor {
  private process: TrainerProcess | null = null;
  private folder: string | null = null;
  private shown: PredictionState | null = null;

  constructor(
    private readonly file: string,
    private readonly host: SessionHost,
    private readonly onChange: () => void,
  ) {}

  /** null while nobody has asked for one. */
  get state(): PredictionState | null {
    return this.shown;
  }

  /**
   * Settles when it is over; how it went is in `state`. Another one that is under way ends.
   * @param folder the run's
   * @param data the CSV, and `out`, where its predictions are written; absolute
   */
  async run(folder: string, data: string, out: string): Promise<void> {
    this.end();
    this.folder = folder;
    let process: TrainerProcess | null = null;
    const outdated = (): boolean => this.process !== process;
    try {
      process = this.process = this.host.startTrainer();
      this.show({ state: 'running', data, phase: 'reading', share: 0 });
      const { threads } = this.host.settings(this.file);
      const result = await process.predict({ runFolder: folder, threads, data, out }, ({ phase, share }) => {
        if (!outdated()) this.show({ state: 'running', data, phase, share });
      });
      if (!outdated()) this.show({ state: 'done', result });
    } catch (error) {
      if (!outdated()) this.show({ state: 'failed', data, error: noted(error, this.host.log) });
    } finally {
      process?.kill();
      if (!outdated()) this.process = null;
    }
  }

  /** Ends one that is under way; what was written before stays. */
  cancel(): void {
    if (this.process === null) return;
    this.end();
    this.onChange();
  }

  /** What another run has come to is not this one's. */
  keepOnly(folder: string | null): void {
    if (this.folder !== folder) this.end();
  }

  /** Ends it, and forgets its result; the file that it has written stays. */
  end(): void {
    this.process?.kill();
    this.process = null;
    this.folder = null;
    this.shown = null;
  }

  private show(state: PredictionState): void {
    this.shown = state;
    this.onChange();
  }
}

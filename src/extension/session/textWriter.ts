import type { PageGenerateParams } from '../../protocol/webview';
import type { TrainerProcess } from '../trainer/trainerProcess';
import type { SessionHost } from './host';

/** Texts by trained networks, each from a process of its own; one writes at a time. */
export class TextWriter {
  private process: TrainerProcess | null = null;

  constructor(
    private readonly file: string,
    private readonly host: SessionHost,
  ) {}

  /**
   * A second request ends the first.
   * @throws UserError when the run has no such network, or the process ends before it has written
   */
  async write(runFolder: string, params: PageGenerateParams): Promise<string[]> {
    this.dispose();
    const process = this.host.startTrainer();
    this.process = process;
    try {
      const { threads } = this.host.settings(this.file);
      return (await process.generate({ ...params, runFolder, threads })).texts;
    } finally {
      process.kill();
      if (this.process === process) this.process = null;
    }
  }

  dispose(): void {
    this.process?.kill();
    this.process = null;
  }
}

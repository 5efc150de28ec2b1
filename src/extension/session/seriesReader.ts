import type { SeriesParams, SeriesResult } from '../../protocol/trainer';
import type { TrainerProcess } from '../trainer/trainerProcess';

/** What is needed of a trainer process. */
export type SeriesProcess = Pick<TrainerProcess, 'series' | 'kill'>;

/** A process that nobody has asked for so long is given back, with the file it holds. */
const silenceMs = 60_000;

/** One series of a file after the other, for the chart: a process reads the file once and is kept for the next. */
export class SeriesReader {
  private process: SeriesProcess | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly start: () => SeriesProcess) {}

  /** @throws ReportedError for what is wrong with the file, or when the process ends before it has answered */
  async read(params: SeriesParams): Promise<SeriesResult> {
    clearTimeout(this.silence);
    const process = (this.process ??= this.start());
    try {
      return await process.series(params);
    } catch (error) {
      // Whatever it was, the next request starts afresh.
      if (this.process === process) this.end();
      throw error;
    } finally {
      if (this.process === process) {
        clearTimeout(this.silence);
        this.silence = setTimeout(() => this.end(), silenceMs);
      }
    }
  }

  /** The file is another one now, or nobody looks at it any more. */
  end(): void {
    clearTimeout(this.silence);
    this.process?.kill();
    this.process = null;
  }
}

import type { InspectQuery } from '../../protocol/inspection';
import type { Inspection } from '../../spec/inspection';
import type { TrainerProcess } from '../trainer/trainerProcess';

/** What a look needs of a trainer process. */
export type InspectingProcess = Pick<TrainerProcess, 'inspect' | 'kill' | 'exited'>;

/** A process that nobody has asked for so long is given back, with the data it holds. */
export const silenceMs = 60_000;

/** Looks into finished runs: a process opens the run once and is kept for the next look. */
export class RunInspector {
  private open: { readonly folder: string; readonly process: InspectingProcess } | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly start: () => InspectingProcess,
    private readonly threads: () => number,
  ) {}

  /**
   * What the network of a run does with an example; one look after the other.
   * @throws ReportedError when the run cannot be opened, or the process ends before it has answered
   */
  look(runFolder: string, query: InspectQuery): Promise<Inspection> {
    const answer = this.last.then(() => this.ask(runFolder, query));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process, unless it has this run open. */
  keepOnly(runFolder: string | null): void {
    if (this.open?.folder !== runFolder) this.end();
  }

  end(): void {
    clearTimeout(this.silence);
    this.open?.process.kill();
    this.open = null;
  }

  private async ask(folder: string, query: InspectQuery): Promise<Inspection> {
    this.keepOnly(folder);
    clearTimeout(this.silence);
    const { process } = (this.open ??= this.started(folder));
    try {
      return await process.inspect({ ...query, runFolder: folder, threads: this.threads() });
    } finally {
      if (this.open?.process === process) this.silence = setTimeout(() => this.end(), silenceMs);
    }
  }

  private started(folder: string): { folder: string; process: InspectingProcess } {
    const process = this.start();
    const gone = (): void => {
      if (this.open?.process === process) this.end();
    };
    process.exited.then(gone, gone);
    return { folder, process };
  }
}

import type { ErrorReport } from '../../src/spec/errors';
import type { GradientTrace } from '../../src/spec/inspection';

/** Gradients by step of one run, in the order of epochs: those of its file, and those that come while it trains. */
export class GradientHistory {
  traces: readonly GradientTrace[] = [];
  /** Why the file could not be read. */
  error: ErrorReport | null = null;
  #asked = false;
  #loading = false;
  /** What was asked for another run is not this one's. */
  #run = 0;

  get loading(): boolean {
    return this.#loading;
  }

  /** Another run. */
  reset(): void {
    this.#run += 1;
    this.traces = [];
    this.error = null;
    this.#asked = false;
    this.#loading = false;
  }

  append(trace: GradientTrace): void {
    this.traces = [...this.traces, trace];
  }

  /** Reads what was written before, once a run. @param read never rejects */
  load(read: () => Promise<GradientTrace[] | { readonly error: ErrorReport }>, changed: () => void): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#loading = true;
    const run = this.#run;
    void read().then((answer) => {
      if (run !== this.#run) return;
      this.#loading = false;
      if ('error' in answer) this.error = answer.error;
      else this.traces = merged(answer, this.traces);
      changed();
    });
  }
}

/** What came while the file was read may stand in it, too. */
function merged(earlier: readonly GradientTrace[], live: readonly GradientTrace[]): GradientTrace[] {
  const last = earlier.at(-1)?.epoch ?? 0;
  return [...earlier, ...live.filter(({ epoch }) => epoch > last)];
}

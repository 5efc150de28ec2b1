import type { PredictionSeries } from '../../src/protocol/webview';
import type { PageStore } from './store';

/** Enough points for a chart; a zoom asks for the rest. */
const points = 2000;

/** Which predictions are looked at: a part and target, a step ahead, a series. What is not at hand is asked for. */
export class PredictionChoice {
  #key: string | null = null;
  #step = 1;
  #series: string | null = null;
  #asked: PredictionSeries | null = null;
  #folder: string | null = null;

  constructor(
    private readonly store: PageStore,
    private readonly changed: () => void,
  ) {}

  static keyOf = ({ split, target }: Pick<PredictionSeries, 'split' | 'target'>): string => `${split}/${target}`;

  get step(): number {
    return this.#step;
  }

  get series(): string | null {
    return this.#series ?? this.store.state?.seriesNames[0] ?? null;
  }

  /** What is drawn: the chosen predictions, or until they are there those that were sent with the state. */
  get shown(): PredictionSeries | undefined {
    this.#forgetOtherRuns();
    const all = this.store.state?.predictions ?? [];
    // The test part judges, so it is shown first.
    const own =
      all.find((one) => PredictionChoice.keyOf(one) === this.#key) ??
      all.find(({ split }) => split === 'test') ??
      all[0];
    if (!own || (this.#step === own.step && this.series === own.series)) return own;
    return this.#asked && PredictionChoice.keyOf(this.#asked) === PredictionChoice.keyOf(own) ? this.#asked : own;
  }

  choose(choice: { readonly key?: string; readonly step?: number; readonly series?: string }): void {
    this.#key = choice.key ?? this.#key;
    this.#step = choice.step ?? this.#step;
    this.#series = choice.series ?? this.#series;
    this.changed();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { shown } = this;
    const [step, series] = [this.#step, this.series];
    if (!shown || (shown.step === step && shown.series === series)) return;
    const { split, target } = shown;
    const to = Number.MAX_SAFE_INTEGER;
    const answer = await this.store.predictions({ split, target, step, series, from: 0, to, points });
    if (!answer || step !== this.#step || series !== this.series) return;
    this.#asked = answer;
    this.changed();
  }

  /** Another run has other steps and series. */
  #forgetOtherRuns(): void {
    const folder = this.store.state?.run?.folder ?? null;
    if (folder === this.#folder) return;
    this.#folder = folder;
    [this.#step, this.#series, this.#asked] = [1, null, null];
  }
}

import type { Scores } from '../../spec/run';

/**
 * Scores of numbers that come one by one, with the sums alone kept: as `scores` of `tasks/forecast/metrics.ts` gives them,
 * without MASE, which needs the training rows.
 */
export class RunningScores {
  private count = 0;
  private squares = 0;
  private absolute = 0;
  private relative = 0;
  private share = 0;
  private mean = 0;
  private variation = 0;
  private loss = 0;
  private inside = 0;

  /** @param levels quantiles that are predicted; none but for the quantile loss */
  constructor(private readonly levels: readonly number[] = []) {}

  get values(): number {
    return this.count;
  }

  /** @param quantiles of the prediction, one a level */
  add(actual: number, predicted: number, quantiles: readonly number[] = []): void {
    const error = Math.abs(actual - predicted);
    const size = Math.abs(actual) + Math.abs(predicted);
    this.count++;
    this.squares += error * error;
    this.absolute += error;
    this.relative += size === 0 ? 0 : error / size;
    this.share += error / Math.abs(actual);
    // Welford 1962: the variation around a mean that is not known yet.
    const before = actual - this.mean;
    this.mean += before / this.count;
    this.variation += before * (actual - this.mean);
    this.levels.forEach((level, i) => {
      const above = actual - (quantiles[i] ?? NaN);
      this.loss += Math.max(level * above, (level - 1) * above);
    });
    if (actual >= (quantiles[0] ?? NaN) && actual <= (quantiles.at(-1) ?? NaN)) this.inside++;
  }

  scores(): Scores {
    const n = this.count;
    if (n === 0) return {};
    const several = this.levels.length;
    return {
      rmse: finite(Math.sqrt(this.squares / n)),
      mae: finite(this.absolute / n),
      smape: finite((200 * this.relative) / n),
      r2: this.variation === 0 ? null : finite(1 - this.squares / this.variation),
      mape: finite((100 * this.share) / n),
      ...(several > 0 ? { pinball: finite(this.loss / (n * several)) } : {}),
      ...(several > 1 ? { coverage: this.inside / n } : {}),
    };
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

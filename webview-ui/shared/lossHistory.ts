import type { EpochMetrics } from '../../src/spec/run';

/**
 * The losses of a run, epoch by epoch, in growing typed arrays: 10,000 epochs and more cost some hundred kilobytes
 * and no objects. Not-a-number stands for a loss that is missing.
 */
export class LossHistory {
  length = 0;
  /** Some epoch has a validation loss. */
  hasValidation = false;
  /** Grows with every change, so that a chart knows when it has to be drawn anew. */
  version = 0;
  epochs = new Float64Array(256);
  losses = new Float64Array(256);
  validationLosses = new Float64Array(256);
  learningRates = new Float64Array(256);
  gradientNorms = new Float64Array(256);

  get lastEpoch(): number {
    return this.length === 0 ? 0 : (this.epochs[this.length - 1] as number);
  }

  /** Takes over a whole history; a shorter one of the same run (an older message) changes nothing. */
  replace(metrics: readonly EpochMetrics[], otherRun: boolean): void {
    if (!otherRun && metrics.length > 0 && (metrics.at(-1) as EpochMetrics).epoch < this.lastEpoch) return;
    this.length = 0;
    this.hasValidation = false;
    this.version += 1;
    this.append(metrics);
  }

  /** Adds later epochs; those that are already there (state and progress overlap after a tab switch) are left out. */
  append(metrics: readonly EpochMetrics[]): void {
    for (const metric of metrics) {
      if (metric.epoch <= this.lastEpoch) continue;
      if (this.length === this.epochs.length) this.#grow();
      const i = this.length++;
      this.epochs[i] = metric.epoch;
      this.losses[i] = metric.loss ?? NaN;
      this.validationLosses[i] = metric.valLoss ?? NaN;
      this.hasValidation ||= metric.valLoss !== null;
      this.learningRates[i] = metric.learningRate;
      this.gradientNorms[i] = metric.gradientNorm ?? NaN;
    }
    if (metrics.length > 0) this.version += 1;
  }

  #grow(): void {
    const grown = (values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(values.length * 2);
      larger.set(values);
      return larger;
    };
    this.epochs = grown(this.epochs);
    this.losses = grown(this.losses);
    this.validationLosses = grown(this.validationLosses);
    this.learningRates = grown(this.learningRates);
    this.gradientNorms = grown(this.gradientNorms);
  }
}

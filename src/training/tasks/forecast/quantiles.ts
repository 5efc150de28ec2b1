import type { Experiment } from '../../../spec/experiment';

/** The quantiles that a network predicts; none but for their own loss. */
export function quantilesOf({ training }: Experiment): readonly number[] {
  return training.loss === 'quantile' ? training.quantiles : [];
}

/** Place of the one that stands for the prediction: the median, or the one nearest to it. */
export function medianOf(quantiles: readonly number[]): number {
  let best = 0;
  quantiles.forEach((quantile, i) => {
    if (Math.abs(quantile - 0.5) < Math.abs((quantiles[best] ?? Infinity) - 0.5)) best = i;
  });
  return best;
}

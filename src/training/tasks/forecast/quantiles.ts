import type { Experiment } from '../../../spec/experiment';

/** The quantiles that a network predicts; none but for their own loss. */
export function quantilesOf({ training }: Experiment): readonly number[] {
  return training.loss === 'quantile' ? training.quantiles : [];
}

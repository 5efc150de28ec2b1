import type { Scaling } from '../../spec/experiment';
import { moments } from '../statistics';

/** scaled = (raw - shift) / scale */
export interface Affine {
  readonly shift: number;
  readonly scale: number;
}

export type FittedScaling = Exclude<Scaling, 'window'>;

/** A spread of so many roundings of the largest value is none. */
const noSpread = 10 * Number.EPSILON;

/**
 * Fits a scaling to values, as scikit-learn's MinMaxScaler, StandardScaler (population standard deviation) and RobustScaler
 * (median, quartiles by linear interpolation) do. Values without any spread get the scale 1, so that they become 0 and not NaN.
 * (scikit-learn takes any spread below 2.2e-15 for none; here it is relative to the values, which may be small themselves.)
 * @param values finite
 */
export function fitScaling(scaling: FittedScaling, values: Float64Array): Affine {
  if (scaling === 'none' || values.length === 0) return { shift: 0, scale: 1 };
  const { shift, scale } = fits[scaling](values);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { shift, scale: scale > noSpread * largest ? scale : 1 };
}

const fits: Readonly<Record<Exclude<FittedScaling, 'none'>, (values: Float64Array) => Affine>> = {
  minmax: (values) => {
    let [min, max] = [Infinity, -Infinity];
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { shift: min, scale: max - min };
  },
  standard: (values) => {
    const { mean, standardDeviation } = moments(values);
    return { shift: mean, scale: standardDeviation };
  },
  robust: (values) => {
    const sorted = values.slice().sort();
    return { shift: quantile(sorted, 0.5), scale: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
  },
};

/** Linear interpolation between the two nearest of the sorted values (numpy's default). */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (high - low) * (place - below);
}

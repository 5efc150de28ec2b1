import type { MetricName, Scores } from '../../../spec/run';

/** The scores that every forecast has. */
export type ForecastScores = Record<'rmse' | 'mae' | 'smape' | 'mase' | 'r2' | 'mape', number | null>;

/**
 * Scores of predictions in the data's own units.
 * - rmse, mae, r2: as scikit-learn's `root_mean_squared_error`, `mean_absolute_error`, `r2_score`
 * - smape: mean of 200·|y − ŷ| / (|y| + |ŷ|), 0 to 200 %, as in the M4 competition; 0 where both are 0
 * - mase: mae / `maseScale` (Hyndman & Koehler 2006, with the seasonal scale of M4)
 * - mape: mean of 100·|y − ŷ| / |y|; not defined where a y is 0
 *
 * @param maseScale see `maseScale`; null where it is not defined
 * @returns null for each score that is not defined (no rows, r2 of constant actuals, mape of a 0)
 */
export function scores(actual: Float64Array, predicted: Float64Array, maseScale: number | null): ForecastScores {
  const n = actual.length;
  if (n === 0) return { rmse: null, mae: null, smape: null, mase: null, r2: null, mape: null };
  const mean = sum(actual) / n;
  let squares = 0;
  let absolute = 0;
  let relative = 0;
  let share = 0;
  let variation = 0;
  for (let i = 0; i < n; i++) {
    const y = actual[i] ?? NaN;
    const guess = predicted[i] ?? NaN;
    const error = Math.abs(y - guess);
    const size = Math.abs(y) + Math.abs(guess);
    squares += error * error;
    absolute += error;
    relative += size === 0 ? 0 : error / size;
    share += error / Math.abs(y);
    variation += (y - mean) ** 2;
  }
  return {
    rmse: finite(Math.sqrt(squares / n)),
    mae: finite(absolute / n),
    smape: finite((200 * relative) / n),
    mase: maseScale === null ? null : finite(absolute / n / maseScale),
    r2: variation === 0 ? null : finite(1 - squares / variation),
    mape: finite((100 * share) / n),
  };
}

/**
 * What an error is measured against for MASE: mean |y[t] − y[t − m]| over the training rows, m rows a season (1 without).
 * @param values unscaled target, all rows
 * @param trainRows rows [0, trainRows) are the training part
 * @param segmentStarts no difference is taken across a hole
 * @returns null where there are no such rows, or the series does not change
 */
export function maseScale(
  values: Float64Array,
  trainRows: number,
  period: number,
  segmentStarts: Int32Array = Int32Array.of(0),
): number | null {
  let total = 0;
  let count = 0;
  segmentStarts.forEach((from, i) => {
    const to = Math.min(segmentStarts[i + 1] ?? trainRows, trainRows);
    for (let t = from + period; t < to; t++, count++)
      total += Math.abs((values[t] ?? NaN) - (values[t - period] ?? NaN));
  });
  const scale = total / count;
  return scale > 0 ? finite(scale) : null;
}

/** Scores of quantiles. */
export type IntervalScores = Record<'pinball' | 'coverage', number | null>;

/**
 * - pinball: mean over values and quantiles q of max(q·e, (q − 1)·e), e = y − ŷ (scikit-learn's `mean_pinball_loss`, averaged)
 * - coverage: share of the values between the outer quantiles, borders included; not defined for one quantile
 * @param predicted one array a quantile
 */
export function intervalScores(
  actual: Float64Array,
  predicted: readonly Float64Array[],
  quantiles: readonly number[],
): IntervalScores {
  const n = actual.length;
  if (n === 0 || quantiles.length === 0) return { pinball: null, coverage: null };
  let loss = 0;
  quantiles.forEach((q, at) => {
    for (let i = 0; i < n; i++) {
      const error = actual[i]! - predicted[at]![i]!;
      loss += Math.max(q * error, (q - 1) * error);
    }
  });
  const [lower, upper] = [predicted[0]!, predicted.at(-1)!];
  let inside = 0;
  for (let i = 0; i < n; i++) if (actual[i]! >= lower[i]! && actual[i]! <= upper[i]!) inside++;
  return { pinball: finite(loss / (n * quantiles.length)), coverage: quantiles.length < 2 ? null : inside / n };
}

/** Mean of scores, of several targets or series; a score that is not defined for one of them is left out of its mean. */
export function meanScores(all: readonly Scores[]): Scores {
  const names = new Set(all.flatMap((one) => Object.keys(one) as MetricName[]));
  return Object.fromEntries(
    [...names].map((name) => {
      const defined = all.flatMap((one) => one[name] ?? []);
      return [name, defined.length === 0 ? null : defined.reduce((a, b) => a + b, 0) / defined.length];
    }),
  );
}

/** Pearson's correlation, or null where one of them is constant. */
export function correlation(a: Float64Array, b: Float64Array): number | null {
  const n = a.length;
  const meanA = sum(a) / n;
  const meanB = sum(b) / n;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    const da = (a[i] ?? NaN) - meanA;
    const db = (b[i] ?? NaN) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? finite(ab / Math.sqrt(aa * bb)) : null;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

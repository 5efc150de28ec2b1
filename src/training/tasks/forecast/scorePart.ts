import type { Prepared } from '../../../data/prepared';
import type { Scores, SplitName } from '../../../spec/run';
import { naive, seasonalNaive } from './baselines';
import { intervalScores, maseScale, meanScores, scores } from './metrics';
import type { PartPredictions } from './predictParts';

/** Values of one target in one part, predicted by one method. */
export interface Method {
  readonly predicted: Float64Array;
  /** One array a quantile, or none. */
  readonly quantiles: readonly Float64Array[];
}

/** One target in one part: what came, what was predicted, and what two simple methods would have said. */
export interface PartTarget {
  readonly split: SplitName;
  readonly actual: Float64Array;
  readonly horizon: number;
  readonly network: Method;
  readonly naive: Method;
  readonly seasonalNaive: Method | null;
  /** Values of each series, half-open, in the order of the series. */
  readonly ranges: readonly SeriesRange[];
  readonly levels: readonly number[];
}

export interface SeriesRange {
  readonly series: number;
  readonly from: number;
  readonly to: number;
  /** See `maseScale`. */
  readonly scale: number | null;
}

/** @param k number of the target */
export function partTarget(
  part: PartPredictions,
  prepared: Prepared,
  k: number,
  scales: readonly (number | null)[],
  levels: readonly number[],
): PartTarget {
  const values = prepared.targetValues[k] ?? new Float64Array(0);
  const { segmentStarts, seasonalPeriod: period } = prepared;
  const season =
    period === null || period < 2 ? null : seasonalNaive(values, part.rows, part.lastKnown, period, segmentStarts);
  return {
    split: part.split,
    actual: part.actual[k] ?? new Float64Array(0),
    horizon: part.horizon,
    network: { predicted: part.predicted[k] ?? new Float64Array(0), quantiles: part.quantiles[k] ?? [] },
    naive: { predicted: naive(values, part.lastKnown), quantiles: [] },
    seasonalNaive: season === null ? null : { predicted: season, quantiles: [] },
    ranges: seriesRanges(part, scales),
    levels,
  };
}

function seriesRanges({ series, horizon }: PartPredictions, scales: readonly (number | null)[]): SeriesRange[] {
  const ranges: { series: number; from: number; to: number; scale: number | null }[] = [];
  series.forEach((own, window) => {
    const last = ranges.at(-1);
    if (last?.series === own) last.to += horizon;
    else ranges.push({ series: own, from: window * horizon, to: (window + 1) * horizon, scale: scales[own] ?? null });
  });
  return ranges;
}

/**
 * What errors of each series are measured against for MASE. A series that no row of is trained on (a split by series) is
 * measured against all of its own.
 */
export function maseScales(
  { series, targetValues, segmentStarts, seasonalPeriod }: Prepared,
  k: number,
): (number | null)[] {
  const values = targetValues[k] ?? new Float64Array(0);
  let segment = 0;
  return series.map(({ from, to, parts }) => {
    const first = segment;
    while (segment < segmentStarts.length && segmentStarts[segment]! < to) segment++;
    const starts = segmentStarts.subarray(first, segment).map((start) => start - from);
    const trained = parts.train[1] - parts.train[0];
    return maseScale(
      values.subarray(from, to),
      trained > 0 ? parts.train[1] - from : to - from,
      seasonalPeriod ?? 1,
      starts,
    );
  });
}

/**
 * Scores of one method over a part, at one step (0-based) or over the whole horizon. Of several series, sMAPE and MASE are
 * means over the series, as in the M4 competition; the other scores are over all values together.
 */
export function scorePart(target: PartTarget, method: Method, step: number | null = null): Scores {
  const { ranges, actual, levels } = target;
  const [only] = ranges;
  if (ranges.length === 1 && only) return scoreRange(target, method, only, step);
  const all = { series: -1, from: 0, to: actual.length, scale: null };
  const together = scoreRange(target, method, all, step, levels);
  const each = meanScores(ranges.map((range) => scoreRange(target, method, range, step, [])));
  return { ...together, smape: each.smape ?? null, mase: each.mase ?? null };
}

export function scoreRange(
  target: PartTarget,
  { predicted, quantiles }: Method,
  { from, to, scale }: SeriesRange,
  step: number | null = null,
  levels: readonly number[] = target.levels,
): Scores {
  const pick = (values: Float64Array): Float64Array => {
    if (step === null) return values.subarray(from, to);
    const { horizon } = target;
    return Float64Array.from({ length: (to - from) / horizon }, (_, i) => values[from + i * horizon + step]!);
  };
  const actual = pick(target.actual);
  const own = scores(actual, pick(predicted), scale);
  return quantiles.length === 0 || levels.length === 0
    ? own
    : { ...own, ...intervalScores(actual, quantiles.map(pick), levels) };
}

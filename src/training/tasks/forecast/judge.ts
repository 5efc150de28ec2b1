import type { Prepared } from '../../../data/prepared';
import type { MetricName, Scores, SplitName } from '../../../spec/run';
import type { Judged } from '../task';
import { correlation, meanScores } from './metrics';
import type { PartPredictions } from './predictParts';
import { maseScales, type Method, partTarget, type PartTarget, scorePart } from './scorePart';
import { verdict } from './verdict';

type BySplit = Partial<Record<SplitName, Scores>>;

/** Scores of the network and of what it has to beat, by part; of one target, or the mean over several. */
export interface Judgement {
  readonly metrics: BySplit;
  readonly naive: BySplit;
  readonly seasonalNaive: BySplit | null;
}

/** Parts of each target, ready to be scored: [target][part]. */
export function partTargets(
  parts: readonly PartPredictions[],
  prepared: Prepared,
  levels: readonly number[],
): PartTarget[][] {
  return prepared.targetScalers.map((_, k) => {
    const scales = maseScales(prepared, k);
    return parts.map((part) => partTarget(part, prepared, k, scales, levels));
  });
}

/** The score that runs are compared by: of several series the one that no series with large numbers decides alone. */
export const forecastMetric = ({ series }: { readonly series: readonly unknown[] }): MetricName & ('rmse' | 'mase') =>
  series.length > 1 ? 'mase' : 'rmse';

/** Compares predictions with what came, with repeating the last value, and with repeating the last season. */
export function judge(targets: readonly (readonly PartTarget[])[], prepared: Prepared): Judged {
  const names = prepared.targetScalers.map(({ column }) => column);
  const judged = targets.map((parts) => judgeTarget(parts, (prepared.seasonalPeriod ?? 1) > 1));
  const split = (['test', 'validation', 'train'] as const).find((name) => judged[0]?.metrics[name]) ?? null;
  const lagged = split !== null && targets.every((parts) => isLagged(parts.find((part) => part.split === split)));
  const [first] = judged;
  const overall = judged.length === 1 && first ? first : meanJudgement(judged);
  return {
    metrics: overall.metrics,
    baselines: { naive: overall.naive, seasonalNaive: overall.seasonalNaive },
    byTarget: judged.length === 1 ? {} : Object.fromEntries(names.map((name, k) => [name, judged[k] ?? overall])),
    verdict: split === null ? '' : verdict(judged, split, lagged, forecastMetric(prepared)),
    lagged,
  };
}

function judgeTarget(parts: readonly PartTarget[], seasonal: boolean): Judgement {
  const bySplit = (methodOf: (part: PartTarget) => Method | null): BySplit =>
    Object.fromEntries(
      parts.flatMap((part) => {
        const method = methodOf(part);
        return method ? [[part.split, scorePart(part, method)]] : [];
      }),
    );
  return {
    metrics: bySplit((part) => part.network),
    naive: bySplit((part) => part.naive),
    seasonalNaive: seasonal ? bySplit((part) => part.seasonalNaive) : null,
  };
}

/**
 * The forecast only repeats the last value: one step ahead it goes together more closely with the values that were known
 * last than with those that came; of several series, in most of them. A series that does not change, and a prediction that
 * does not, repeat nothing.
 */
function isLagged(part: PartTarget | undefined): boolean {
  if (!part) return false;
  const { horizon, actual, network, naive, ranges } = part;
  const lagged = ranges.filter(({ from, to }) => {
    const first = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: (to - from) / horizon }, (_, i) => values[from + i * horizon]!);
    const predicted = first(network.predicted);
    const withActual = correlation(predicted, first(actual));
    const withLast = correlation(predicted, first(naive.predicted));
    return withActual !== null && withLast !== null && withLast > withActual;
  });
  return lagged.length > ranges.length / 2;
}

function meanJudgement(all: readonly Judgement[]): Judgement {
  const mean = (pick: (one: Judgement) => BySplit | null): BySplit =>
    Object.fromEntries(
      (['train', 'validation', 'test'] as const).flatMap((split) => {
        const defined = all.flatMap((one) => pick(one)?.[split] ?? []);
        return defined.length === 0 ? [] : [[split, meanScores(defined)]];
      }),
    );
  return {
    metrics: mean((one) => one.metrics),
    naive: mean((one) => one.naive),
    seasonalNaive: all.every((one) => one.seasonalNaive === null) ? null : mean((one) => one.seasonalNaive),
  };
}

import type { Prepared } from '../../../data/prepared';
import type { Scores, SplitName } from '../../../spec/run';
import { naive, seasonalNaive } from './baselines';
import { correlation, maseScale, meanScores, scores } from './metrics';
import type { PartPredictions } from './predictParts';
import type { Judged } from '../task';
import { verdict } from './verdict';

type BySplit = Partial<Record<SplitName, Scores>>;

/** Scores of the network and of what it has to beat, by part; of one target, or the mean over several. */
export interface Judgement {
  readonly metrics: BySplit;
  readonly naive: BySplit;
  readonly seasonalNaive: BySplit | null;
}

/** Compares predictions with what came, with repeating the last value, and with repeating the last season. */
export function judge(parts: readonly PartPredictions[], prepared: Prepared): Judged {
  const names = prepared.targetScalers.map(({ column }) => column);
  const targets = names.map((_, k) => judgeTarget(parts, prepared, k));
  const split = (['test', 'validation', 'train'] as const).find((name) => targets[0]?.metrics[name]) ?? null;
  const lagged = split !== null && names.every((_, k) => isLagged(parts, prepared, split, k));
  const [first] = targets;
  const overall = targets.length === 1 && first ? first : meanJudgement(targets);
  return {
    metrics: overall.metrics,
    baselines: { naive: overall.naive, seasonalNaive: overall.seasonalNaive },
    byTarget: targets.length === 1 ? {} : Object.fromEntries(names.map((name, k) => [name, targets[k] ?? overall])),
    verdict: split === null ? '' : verdict(targets, split, lagged),
    lagged,
  };
}

function judgeTarget(parts: readonly PartPredictions[], prepared: Prepared, k: number): Judgement {
  const values = prepared.targetValues[k] ?? new Float64Array(0);
  const { segmentStarts, seasonalPeriod } = prepared;
  const scale = maseScale(values, prepared.parts.train[1], seasonalPeriod ?? 1, segmentStarts);
  const bySplit = (predict: (part: PartPredictions) => Float64Array | null): BySplit =>
    Object.fromEntries(
      parts.flatMap((part) => {
        const predicted = predict(part);
        return predicted ? [[part.split, scores(part.actual[k] ?? new Float64Array(0), predicted, scale)]] : [];
      }),
    );
  return {
    metrics: bySplit((part) => part.predicted[k] ?? null),
    naive: bySplit((part) => naive(values, part.at)),
    seasonalNaive:
      seasonalPeriod === null || seasonalPeriod < 2
        ? null
        : bySplit((part) => seasonalNaive(values, part.at, seasonalPeriod, segmentStarts)),
  };
}

/**
 * The forecast only repeats the last value: it goes together more closely with the values that were known last than
 * with those that came. A series that does not change, and a prediction that does not, repeat nothing.
 */
function isLagged(parts: readonly PartPredictions[], prepared: Prepared, split: SplitName, k: number): boolean {
  const part = parts.find((candidate) => candidate.split === split);
  const predicted = part?.predicted[k];
  const actual = part?.actual[k];
  const values = prepared.targetValues[k];
  if (!part || !predicted || !actual || !values) return false;
  const withActual = correlation(predicted, actual);
  const withLast = correlation(predicted, naive(values, part.at));
  return withActual !== null && withLast !== null && withLast > withActual;
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

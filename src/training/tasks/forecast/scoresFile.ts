import type { PreparedSeries } from '../../../data/prepared';
import type { Scores, SplitName } from '../../../spec/run';
import type { ScoresDetail, ScoresFile } from '../../../spec/scores';
import { forecastMetric } from './judge';
import { meanScores } from './metrics';
import { type Method, type PartTarget, scorePart, scoreRange } from './scorePart';

/** Series with scores of their own: some hundred kilobytes a part. */
const mostSeries = 500;

interface SeriesNames {
  readonly series: readonly Pick<PreparedSeries, 'name'>[];
}

type StepScores = NonNullable<ScoresDetail['byStep']>[number];

/**
 * `scores.json`: by step ahead, and by series where there are several; of several targets the mean. Of very many series
 * those with the worst and the best scores.
 * @param targets [target][part]
 */
export function scoresFile(targets: readonly (readonly PartTarget[])[], prepared: SeriesNames): ScoresFile {
  const details = (targets[0] ?? []).map((part, i): [SplitName, ScoresDetail] => {
    const own = targets.flatMap((parts) => parts[i] ?? []);
    return [part.split, { byStep: byStep(own), ...(prepared.series.length > 1 ? bySeries(own, prepared) : {}) }];
  });
  return { version: 1, ...Object.fromEntries(details) };
}

/** @param parts the same part of each target */
export function byStep(parts: readonly PartTarget[]): StepScores[] {
  return Array.from({ length: parts[0]?.horizon ?? 0 }, (_, step) => ({
    step: step + 1,
    ...compared(parts, (part, method) => scorePart(part, method, step)),
  }));
}

/** The series as they stand in the file; of more than fit those with the worst and the best scores, as many of each. */
function bySeries(parts: readonly PartTarget[], prepared: SeriesNames): Pick<ScoresDetail, 'bySeries' | 'seriesCount'> {
  const ranges = parts[0]?.ranges ?? [];
  const scoresOf = (i: number) =>
    compared(parts, (part, method) => scoreRange(part, method, part.ranges[i] ?? ranges[i]!));
  const shown = ranges.length <= mostSeries ? [...ranges.keys()] : outermost(parts, forecastMetric(prepared));
  return {
    bySeries: shown.map((i) => ({ series: prepared.series[ranges[i]!.series]?.name ?? '', ...scoresOf(i) })),
    ...(shown.length < ranges.length ? { seriesCount: ranges.length } : {}),
  };
}

/** Places of the series with the lowest and the highest scores, rising; of those without a score none. */
function outermost(parts: readonly PartTarget[], metric: 'rmse' | 'mase'): number[] {
  const scored = (parts[0]?.ranges ?? []).flatMap((_, i) => {
    const own = parts.map((part) => scoreRange(part, part.network, part.ranges[i]!, null, []));
    const score = meanScores(own)[metric] ?? null;
    return score === null ? [] : [{ i, score }];
  });
  scored.sort((a, b) => a.score - b.score || a.i - b.i);
  const half = mostSeries / 2;
  const ends = scored.length <= mostSeries ? scored : [...scored.slice(0, half), ...scored.slice(-half)];
  return ends.map(({ i }) => i).sort((a, b) => a - b);
}

/** The network's scores beside those of the naive forecasts. */
function compared(parts: readonly PartTarget[], score: (part: PartTarget, method: Method) => Scores) {
  const mean = (methodOf: (part: PartTarget) => Method | null): Scores[] => {
    const all = parts.flatMap((part) => {
      const method = methodOf(part);
      return method === null ? [] : [score(part, method)];
    });
    return all.length === 0 ? [] : [all.length === 1 && all[0] ? all[0] : meanScores(all)];
  };
  const [season] = mean((part) => part.seasonalNaive);
  return {
    scores: mean((part) => part.network)[0] ?? {},
    naive: mean((part) => part.naive)[0] ?? {},
    ...(season ? { seasonalNaive: season } : {}),
  };
}

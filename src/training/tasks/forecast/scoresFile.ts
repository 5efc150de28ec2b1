import type { Prepared } from '../../../data/prepared';
import type { Scores, SplitName } from '../../../spec/run';
import type { ScoresDetail, ScoresFile } from '../../../spec/scores';
import { meanScores } from './metrics';
import { type Method, type PartTarget, scorePart, scoreRange } from './scorePart';

type StepScores = NonNullable<ScoresDetail['byStep']>[number];

/**
 * `scores.json`: by step ahead, and by series where there are several; of several targets the mean.
 * @param targets [target][part]
 */
export function scoresFile(targets: readonly (readonly PartTarget[])[], prepared: Prepared): ScoresFile {
  const details = (targets[0] ?? []).map((part, i): [SplitName, ScoresDetail] => {
    const own = targets.flatMap((parts) => parts[i] ?? []);
    return [
      part.split,
      { byStep: byStep(own), ...(prepared.series.length > 1 ? { bySeries: bySeries(own, prepared) } : {}) },
    ];
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

function bySeries(parts: readonly PartTarget[], { series }: Prepared): ScoresDetail['bySeries'] {
  return (parts[0]?.ranges ?? []).map((range, i) => ({
    series: series[range.series]?.name ?? '',
    ...compared(parts, (part, method) => scoreRange(part, method, part.ranges[i] ?? range)),
  }));
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

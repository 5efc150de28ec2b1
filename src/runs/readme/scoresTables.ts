import { metricInfo } from '../../spec/mainScore';
import { type MetricName, metricNames, type Scores, type SplitName, type Summary } from '../../spec/run';
import { taskWords } from '../../spec/taskWords';
import { asTable, asText } from './markdown';
import { figure } from './numbers';

const partNames: Record<SplitName, string> = { test: 'test', validation: 'validation', train: 'training' };
/** More targets than a person reads the scores of. */
const mostTargets = 20;

type Scored = Pick<Summary['byTarget'][string], 'metrics' | 'naive' | 'seasonalNaive'>;

/**
 * The scores of each part beside those of answers that need no network; then those of each target, where there are several,
 * on the part that judges.
 */
export function scoresTables(summary: Summary): string[] {
  const { metrics, baselines, byTarget } = summary;
  const names = metricNames.filter((name) => Object.values(metrics).some((scores) => scores?.[name] !== undefined));
  const parts = (['test', 'validation', 'train'] as const).filter((split) => metrics[split]);
  const [judging] = parts;
  const head = (of: string): string[] => [of, '', ...names.map((name) => metricInfo[name].label)];
  const rows = (of: string, split: SplitName, scored: Scored): string[][] =>
    answers(summary, split, scored).map(([who, scores]) => [of, who, ...names.map((name) => cell(name, scores[name]))]);
  const byPart = parts.flatMap((split) => rows(partNames[split], split, { metrics, ...baselines }));
  const ofTargets = Object.entries(byTarget)
    .slice(0, mostTargets)
    .flatMap(([name, scored]) => (judging ? rows(asText(name), judging, scored) : []));
  return [
    ...(byPart.length > 0 ? [asTable([head('Part'), ...byPart])] : []),
    ...(judging && ofTargets.length > 0
      ? [`On the ${partNames[judging]} part:`, asTable([head('Column'), ...ofTargets])]
      : []),
  ];
}

/** The network and what it has to beat, as far as they have scores on a part. */
function answers(summary: Summary, split: SplitName, { metrics, naive, seasonalNaive }: Scored): [string, Scores][] {
  const all: [string, Scores | undefined][] = [
    ['**network**', metrics[split]],
    [taskWords(summary).naive, naive[split]],
    ['repeat the last season', seasonalNaive?.[split]],
  ];
  return all.flatMap(([who, scores]) => (scores && Object.keys(scores).length > 0 ? [[who, scores]] : []));
}

function cell(metric: MetricName, value: number | null | undefined): string {
  const { unit } = metricInfo[metric];
  if (value == null) return '–';
  if (unit === 'share') return `${figure(100 * value)} %`;
  return unit === 'percent' ? `${figure(value)} %` : figure(value);
}

import { metricInfo } from '../../spec/mainScore';
import { type MetricName, metricNames, type Scores, type SplitName, type Summary } from '../../spec/run';
import { taskWords } from '../../spec/taskWords';
import { asTable, asText } from './markdown';
import { figure } from './numbers';

const partNames: Record<SplitName, string> = { test: 'test', validation: 'validation', train: 'training' };
/** More targets than a person reads the scores of. */
const mostTargets = 20;

type Scored = Pick<Summary['byTarget'][string], 'metrics' | 'naive' | 'seasonalNaive'>;

/** The scores of each part beside those of answers that need no network; then those of each target where there are several. */
export function scoresTables(summary: Summary): string[] {
  const { metrics, baselines, byTarget } = summary;
  const targets = Object.entries(byTarget).slice(0, mostTargets);
  return [
    ...tableOf(summary, { metrics, ...baselines }),
    ...targets.flatMap(([name, scored]) => {
      const [table] = tableOf(summary, scored);
      return table === undefined ? [] : [`${asText(name)}:`, table];
    }),
  ];
}

function tableOf(summary: Summary, { metrics, naive, seasonalNaive }: Scored): string[] {
  const names = metricNames.filter((name) => Object.values(metrics).some((scores) => scores?.[name] !== undefined));
  const words = taskWords(summary);
  const rows = (['test', 'validation', 'train'] as const).flatMap((split) => {
    const row = (who: string, scores: Scores | undefined): string[][] =>
      scores && Object.keys(scores).length > 0
        ? [[partNames[split], who, ...names.map((name) => cell(name, scores[name]))]]
        : [];
    return [
      ...row('**network**', metrics[split]),
      ...row(words.naive, naive[split]),
      ...row('repeat the last season', seasonalNaive?.[split]),
    ];
  });
  return rows.length === 0 ? [] : [asTable([['Part', '', ...names.map((name) => metricInfo[name].label)], ...rows])];
}

function cell(metric: MetricName, value: number | null | undefined): string {
  const { unit } = metricInfo[metric];
  if (value == null) return '–';
  if (unit === 'share') return `${figure(100 * value)} %`;
  return unit === 'percent' ? `${figure(value)} %` : figure(value);
}

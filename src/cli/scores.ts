import { mainMetricOf, mainScore, metricInfo } from '../spec/mainScore';
import { type MetricName, type Scores, type SplitName, type Summary, metricNames } from '../spec/run';
import { number, table } from './format';
import { taskWords } from '../spec/taskWords';

/** The part that judges a run: test where there is one. */
export const judgedSplit = ({ metrics }: Pick<Summary, 'metrics'>): SplitName =>
  metrics.test ? 'test' : metrics.validation ? 'validation' : 'train';

/** `RMSE`, `sMAPE %`. */
export function scoreHeading(metric: MetricName): string {
  const { label, unit } = metricInfo[metric];
  return unit === 'percent' || unit === 'share' ? `${label} %` : label;
}

/** A score without its unit, as it stands under `scoreHeading`. */
export function scoreCell(metric: MetricName, value: number | null | undefined): string {
  if (value == null || metricInfo[metric].unit !== 'share') return number(value);
  return number(Number((100 * value).toPrecision(4)));
}

/** `Accuracy 87.5 %`. */
export function scoreText(metric: MetricName, value: number): string {
  const unit = scoreHeading(metric).endsWith(' %') ? ' %' : '';
  return `${metricInfo[metric].label} ${scoreCell(metric, value)}${unit}`;
}

/** Scores of the network beside those of what it has to beat, on the part that judges. */
export function scoresTable(summary: Summary): string {
  const { metrics, baselines, windows, judged = windows, targets } = summary;
  const split = judgedSplit(summary);
  const names = metricNames.filter((name) => metrics[split]?.[name] !== undefined);
  const words = taskWords(summary);
  const row = (label: string, scores: Scores | undefined): string[][] =>
    scores && Object.keys(scores).length > 0 ? [[label, ...names.map((name) => scoreCell(name, scores[name]))]] : [];
  const what = targets.length === 1 ? targets[0] : `mean of ${targets.length} columns`;
  return table([
    [`${what}, ${split} part (${number(judged[split])} ${words.examples})`, ...names.map(scoreHeading)],
    ...row('network', metrics[split]),
    ...row(words.naive, baselines.naive[split]),
    ...row('repeat the last season', baselines.seasonalNaive?.[split]),
  ]);
}

/** Cells of a list of runs: the main score and that of the naive answer, on the part that judges. */
export function listedScore(summary: Summary, withName: boolean): [string, string] {
  const metric = mainMetricOf(summary);
  const score = mainScore(summary, judgedSplit(summary));
  if (!score) return ['–', '–'];
  return [withName ? scoreText(metric, score.value) : scoreCell(metric, score.value), scoreCell(metric, score.naive)];
}

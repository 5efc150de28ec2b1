import type { Backtest } from '../spec/backtest';
import { metricNames, type MetricName, type Scores } from '../spec/run';
import { number, table } from './format';
import { scoreCell, scoreHeading } from './scores';

/** Scores by step ahead that are shown: beyond that, evenly spread ones, and the last. */
const mostSteps = 12;

/** What a person reads of a backtest: over all steps beside the naive forecasts, and step by step. */
export function backtestReport({ scores, naive, seasonalNaive, byStep, ...about }: Backtest): string {
  const { origins, series, horizon, from, to, verdict } = about;
  const names = metricNames.filter((name) => scores[name] !== undefined);
  const overall = table([
    ['all steps', ...names.map(scoreHeading)],
    ['network', ...cells(names, scores)],
    ['repeat the last value', ...cells(names, naive)],
    ...(seasonalNaive ? [['repeat the last season', ...cells(names, seasonalNaive)]] : []),
  ]);
  const steps = shownSteps(byStep.map(({ step }) => step));
  const rows = byStep.filter(({ step }) => steps.has(step));
  const hasSeason = rows.some((row) => row.seasonalNaive);
  const [main = 'rmse'] = names;
  const stepwise = table([
    ['step', ...names.map(scoreHeading), `${scoreHeading(main)}, last value`, ...(hasSeason ? ['last season'] : [])],
    ...rows.map((row) => [
      String(row.step),
      ...cells(names, row.scores),
      scoreCell(main, row.naive?.[main]),
      ...(hasSeason ? [scoreCell(main, row.seasonalNaive?.[main])] : []),
    ]),
  ]);
  const many = series > 1 ? ` of ${number(series)} series` : '';
  const ahead = horizon === 1 ? 'one step ahead' : `${horizon} steps ahead`;
  return [
    `${number(origins)} origins${many}, ${ahead} each, ${from} to ${to}`,
    '',
    verdict,
    '',
    overall,
    ...(byStep.length > 1 ? ['', stepwise] : []),
  ].join('\n');
}

const cells = (names: readonly MetricName[], scores: Scores): string[] =>
  names.map((name) => scoreCell(name, scores[name]));

function shownSteps(steps: readonly number[]): Set<number> {
  if (steps.length <= mostSteps) return new Set(steps);
  const place = (i: number): number => Math.round((i * (steps.length - 1)) / (mostSteps - 1));
  return new Set(Array.from({ length: mostSteps }, (_, i) => steps[place(i)] ?? 0));
}

import { type TemplateResult, html, nothing } from 'lit';

import type { RunItem } from '../../../src/protocol/webview';
import { mainMetricOf, metricInfo } from '../../../src/spec/mainScore';
import { type MetricName, type Scores, type SplitName, type Summary, metricNames } from '../../../src/spec/run';
import { alignedScores } from '../../shared/format';
import type { PageStore } from '../../shared/store';
import { terms } from '../../shared/terms';

export interface Row {
  readonly label: string;
  readonly explanation: string;
  readonly scores: Scores;
  /** A run that a click shows. */
  readonly best?: RunItem;
}

/** The part that judges: test, or what there is instead. */
export function judgedSplit({ metrics }: Pick<Summary, 'metrics'>): SplitName | null {
  return (['test', 'validation', 'train'] as const).find((split) => metrics[split]) ?? null;
}

/** More scores than these stand below each other, not side by side. */
const mostColumns = 4;

/** Scores of numbers that are told where the file has them; the others say the same in other units. */
const ofNumbers: readonly MetricName[] = ['rmse', 'mae', 'smape', 'mase', 'pinball', 'coverage'];

/** The scores that a run has and that are shown. */
export function shownMetrics({ mainMetric }: Pick<Summary, 'mainMetric'>, scores: Scores): MetricName[] {
  const main = mainMetricOf({ mainMetric });
  const shown = metricInfo[main].family === 'numbers' ? ofNumbers : metricNames;
  const usual = main === 'rmse' ? ['rmse', 'mae', 'smape', 'mase'] : [];
  return metricNames.filter(
    (name) => name === main || usual.includes(name) || (shown.includes(name) && scores[name] != null),
  );
}

/** What needs no network, by what is predicted. */
export function naiveWords({ mainMetric, task }: Pick<Summary, 'mainMetric' | 'task'>): {
  label: string;
  explanation: string;
} {
  if (task === 'translate') return { label: 'Most alike text', explanation: terms.mostAlike };
  if (task === 'generate') return { label: 'Frequencies', explanation: terms.frequencies };
  if (task === 'label' && mainMetric === 'rmse') return { label: 'Mean', explanation: terms.mean };
  const classes = metricInfo[mainMetricOf({ mainMetric })].family === 'classes';
  return classes
    ? { label: 'Most frequent', explanation: terms.mostFrequent }
    : { label: 'Naive', explanation: terms.naive };
}

/** The network beside what needs none and the best earlier run. */
export function scoresTable(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const split = judgedSplit(summary);
  if (!split) return nothing;
  const { baselines, metrics } = summary;
  const earlier = store.state?.bestEarlier ?? null;
  const candidates: readonly (Omit<Row, 'scores'> & { scores: Scores | undefined })[] = [
    { label: 'Network', explanation: `This run on the ${split} part.`, scores: metrics[split] },
    { ...naiveWords(summary), scores: baselines.naive[split] },
    { label: 'Seasonal naive', explanation: terms.seasonalNaive, scores: baselines.seasonalNaive?.[split] },
    {
      label: 'Best earlier run',
      explanation: `The earlier run on this file with the best ${metricInfo[mainMetricOf(summary)].label} on the test part: ${earlier?.name ?? ''}.`,
      scores: earlier?.summary.metrics[split],
      ...(earlier ? { best: earlier } : {}),
    },
  ];
  const rows = candidates.filter((row): row is Row => row.scores !== undefined && Object.keys(row.scores).length > 0);
  const shown = shownMetrics(summary, metrics[split] ?? {});
  const openBest = (): void => store.open('bestEarlier');
  const caption = `${partNames[split]} part${inUnits(shown)}. ${betterWords(shown)}`;
  return html`<table class="data scores">
    <caption>
      ${caption}
    </caption>
    ${shown.length > mostColumns ? methodColumns(rows, shown, openBest) : metricColumns(rows, shown, openBest)}
  </table>`;
}

const partNames = { test: 'Test', validation: 'Validation', train: 'Training' } as const;

/** Tells of scores that have a unit. */
export const inUnits = (shown: readonly MetricName[]): string =>
  shown.some((name) => metricInfo[name].unit === 'data') ? ', in the data’s own units' : '';

/** Whether low or high is good, in a sentence. */
export function betterWords(shown: readonly MetricName[]): string {
  const higher = shown.filter((name) => metricInfo[name].better === 'higher');
  if (higher.length === 0) return 'Lower is better.';
  if (higher.length === shown.length) return 'Higher is better.';
  const [few, rest, word] =
    higher.length * 2 > shown.length
      ? [shown.filter((name) => !higher.includes(name)), 'Higher', 'lower']
      : [higher, 'Lower', 'higher'];
  return `${rest} is better, for ${few.map((name) => metricInfo[name].label).join(' and ')} ${word}.`;
}

/** A row a method, a column a score. */
export function metricColumns(
  rows: readonly Row[],
  shown: readonly MetricName[],
  openBest: () => void = () => undefined,
): TemplateResult {
  return html`<thead>
      <tr>
        <td></td>
        ${shown.map((name) => html`<th scope="col" title=${terms[name]}>${metricLabel(name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row, i) =>
          html`<tr class=${i === 0 ? 'own' : ''}>
            <th scope="row" title=${row.explanation}>${rowLabel(row, openBest)}</th>
            ${shown.map((name) => html`<td>${scoreOf(rows, row, name)}</td>`)}
          </tr>`,
      )}
    </tbody>`;
}

/** A row a score, a column a method: for many scores. */
function methodColumns(rows: readonly Row[], shown: readonly MetricName[], openBest: () => void): TemplateResult {
  return html`<thead>
      <tr>
        <td></td>
        ${rows.map((row) => html`<th scope="col" title=${row.explanation}>${rowLabel(row, openBest)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (name) =>
          html`<tr>
            <th scope="row" title=${terms[name]}>${metricLabel(name)}</th>
            ${rows.map((row, i) => html`<td class=${i === 0 ? 'own' : ''}>${scoreOf(rows, row, name)}</td>`)}
          </tr>`,
      )}
    </tbody>`;
}

function rowLabel({ best, label }: Row, openBest: () => void): TemplateResult | string {
  return best ? html`<button class="link" @click=${openBest}>${label}</button>` : label;
}

const scoreOf = (rows: readonly Row[], { scores }: Row, name: MetricName): string =>
  alignedScores(
    name,
    rows.map((row) => row.scores[name]),
  )(scores[name]);

/** Per cent stands in the heading, and shares carry it themselves. */
export function metricLabel(name: MetricName): string {
  const { label, unit } = metricInfo[name];
  return unit === 'percent' ? `${label} (%)` : label;
}

/** The main score of each target where there are several. */
export function targetScores({ byTarget, ...summary }: Summary): TemplateResult | typeof nothing {
  const targets = Object.entries(byTarget);
  const split = judgedSplit(summary);
  if (targets.length < 2 || !split) return nothing;
  const main = mainMetricOf(summary);
  const columns = [
    { label: 'Network', of: (target: (typeof byTarget)[string]) => target.metrics[split]?.[main] },
    { label: naiveWords(summary).label, of: (target: (typeof byTarget)[string]) => target.naive[split]?.[main] },
    { label: 'Seasonal naive', of: (target: (typeof byTarget)[string]) => target.seasonalNaive?.[split]?.[main] },
  ];
  return html`<table class="data scores">
    <caption>
      ${metricLabel(main)} of each target${metricInfo[main].unit === 'data' ? ', in its own unit' : ''}
    </caption>
    <thead>
      <tr>
        <td></td>
        ${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${targets.map(([name, scores]) => {
        const values = columns.map(({ of }) => of(scores) ?? null);
        const format = alignedScores(main, values);
        return html`<tr>
          <th scope="row">${name}</th>
          ${values.map((value) => html`<td>${format(value)}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

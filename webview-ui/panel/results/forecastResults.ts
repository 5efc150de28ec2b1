import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { type TemplateResult, html, nothing } from 'lit';

import { mainMetricOf, metricInfo } from '../../../src/spec/mainScore';
import type { Summary } from '../../../src/spec/run';
import '../../shared/charts/forecastChart';
import type { FutureStep } from '../../shared/charts/forecastChart';
import '../../shared/charts/stepChart';
import { alignedScores, formatCount } from '../../shared/format';
import { memoized } from '../../shared/memoized';
import { PredictionChoice } from '../../shared/predictionChoice';
import type { PageStore } from '../../shared/store';
import { terms } from '../../shared/terms';
import './backtestView';
import { judgedSplit, metricLabel, shownMetrics } from './scores';

const partNames = { test: 'Test', validation: 'Validation', train: 'Training' } as const;

/** Actual and predicted, by step ahead, and after the end of the data. */
export function forecastResults(store: PageStore, summary: Summary, choice: PredictionChoice): TemplateResult {
  const series = choice.shown;
  const split = judgedSplit(summary);
  const detail = split ? store.state?.scores?.[split] : undefined;
  const steps = detail?.byStep ?? [];
  return html`${series ? choices(store, choice, steps.length) : nothing}
  ${
    series
      ? html`<lab-prediction-chart
          .series=${series}
          .query=${(query: Parameters<PageStore['predictions']>[0]) => store.predictions(query)}
        ></lab-prediction-chart>`
      : nothing
  }
  ${steps.length > 1 ? html`<lab-step-chart .steps=${steps} .metric=${mainMetricOf(summary)}></lab-step-chart>` : nothing}
  ${futureChart(store, choice)} ${backtestView(store, summary)}`;
}

/** Part and target, step ahead, series: each only where there is a choice. */
function choices(store: PageStore, choice: PredictionChoice, horizon: number): TemplateResult | typeof nothing {
  const all = store.state?.predictions ?? [];
  const names = store.state?.seriesNames ?? [];
  const shown = choice.shown;
  if (!shown || (all.length < 2 && horizon < 2 && names.length < 2)) return nothing;
  const several = new Set(all.map(({ target }) => target)).size > 1;
  const parts = all.map((one) => ({
    value: PredictionChoice.keyOf(one),
    label: several ? `${partNames[one.split]}: ${one.target}` : partNames[one.split],
  }));
  const steps = Array.from({ length: horizon }, (_, i) => ({
    value: String(i + 1),
    label: i === 0 ? '1 step ahead' : `${formatCount(i + 1)} steps ahead`,
  }));
  return html`<div class="series-choice">
    ${
      parts.length > 1
        ? select('Part and target shown', terms.test, parts, PredictionChoice.keyOf(shown), (key) =>
            choice.choose({ key }),
          )
        : nothing
    }
    ${
      steps.length > 1
        ? select('Step ahead shown', terms.stepAhead, steps, String(choice.step), (step) =>
            choice.choose({ step: Number(step) }),
          )
        : nothing
    }
    ${
      names.length > 1
        ? select(
            'Series shown',
            terms.series,
            names.map((name) => ({ value: name, label: name })),
            choice.series ?? '',
            (name) => choice.choose({ series: name }),
          )
        : nothing
    }
  </div>`;
}

function select(
  label: string,
  explanation: string,
  options: readonly { value: string; label: string }[],
  value: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<vscode-single-select
    .label=${label}
    title=${explanation}
    .options=${memoized(options)}
    .value=${value}
    ?combobox=${options.length > 12}
    @change=${(event: Event) => choose((event.currentTarget as VscodeSingleSelect).value)}
  ></vscode-single-select>`;
}

/** `forecast.csv` of the chosen series and target. */
function futureChart(store: PageStore, choice: PredictionChoice): TemplateResult | typeof nothing {
  const table = store.state?.forecast;
  if (!table) return nothing;
  const at = (name: string): number => table.columns.indexOf(name);
  const target = choice.shown?.target ?? store.state?.run?.summary.targets[0] ?? '';
  const number = (cell: string | undefined): number | null =>
    cell === undefined || cell === '' || Number.isNaN(Number(cell)) ? null : Number(cell);
  const rows = table.rows.filter(
    (cells) =>
      (at('target') < 0 || cells[at('target')] === target) &&
      (at('series') < 0 || choice.series === null || cells[at('series')] === choice.series),
  );
  const steps = rows.map((cells): FutureStep => ({
    time: cells[at('time')] ?? '',
    predicted: number(cells[at('predicted')]) ?? NaN,
    lower: number(cells[at('lower')]),
    upper: number(cells[at('upper')]),
  }));
  // A single step is told by the table of predictions; a line needs two.
  if (steps.length < 2) return nothing;
  return html`<lab-forecast-chart .steps=${steps} .target=${target}></lab-forecast-chart>`;
}

/** For a forecast whose weights and test part are there. */
function backtestView(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const { state } = store;
  const forecasts = (summary.task ?? 'forecast') === 'forecast';
  if (!state || !forecasts || !summary.metrics.test) return nothing;
  if (state.available && !state.available.includes('model')) return nothing;
  const blocked = state.trusted ? null : 'Backtests are off in Restricted Mode. Trust this workspace to make one.';
  return html`<lab-backtest
    .backtest=${state.backtest}
    .metric=${mainMetricOf(summary)}
    .blocked=${blocked}
    .start=${() => store.backtest()}
    .cancel=${() => store.cancelBacktest()}
  ></lab-backtest>`;
}

/** Scores of each series, the worst first. */
export function seriesScores(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const split = judgedSplit(summary);
  const detail = split ? store.state?.scores?.[split] : undefined;
  const all = detail?.bySeries ?? [];
  if (!split || all.length < 2) return nothing;
  const main = mainMetricOf(summary);
  const shown = shownMetrics(summary, summary.metrics[split] ?? {})
    .filter((name) => ['rmse', 'smape', 'mase', main].includes(name))
    .slice(0, 3);
  const worse = metricInfo[main].better === 'lower' ? -1 : 1;
  const value = (i: number): number => all[i]?.scores[main] ?? -worse * Infinity;
  const order = all.map((_, i) => i).sort((a, b) => worse * (value(a) - value(b)));
  const formats = shown.map((name) =>
    alignedScores(
      name,
      all.map(({ scores }) => scores[name]),
    ),
  );
  return html`<details class="as-table">
    <summary>
      <span class="chevron codicon codicon-chevron-right" aria-hidden="true"></span>Scores of each series
    </summary>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Scores of each series">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Series, worst first</th>
            ${shown.map((name) => html`<th scope="col" title=${terms[name]}>${metricLabel(name)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${order.map(
            (i) =>
              html`<tr>
                <th scope="row">${all[i]?.series ?? ''}</th>
                ${shown.map((name, k) => html`<td>${formats[k]?.(all[i]?.scores[name]) ?? ''}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      detail?.seriesCount
        ? html`<p class="note">
            The ${formatCount(all.length)} series with the worst and the best scores, of
            ${formatCount(detail.seriesCount)}.
          </p>`
        : nothing
    }
  </details>`;
}

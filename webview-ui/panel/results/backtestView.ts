import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import type { BacktestState } from '../../../src/protocol/webview';
import type { Backtest } from '../../../src/spec/backtest';
import { type MetricName, metricNames } from '../../../src/spec/run';
import '../../shared/charts/stepChart';
import { formatSeconds, plural } from '../../shared/format';
import { messageView } from '../../shared/message';
import { sentence } from '../../shared/store';
import { terms } from '../../shared/terms';
import { betterWords, inUnits, metricColumns } from './scores';

/** Scores that are told; the others say the same in other units. */
const told: readonly MetricName[] = ['rmse', 'mae', 'mape', 'smape', 'mase', 'pinball', 'coverage'];

/** A backtest from every row of the test part: the button, how it goes, and what came out. */
@customElement('lab-backtest')
export class BacktestView extends LitElement {
  @property({ attribute: false }) backtest: BacktestState | null = null;
  @property({ attribute: false }) metric: MetricName = 'rmse';
  /** Why it cannot be started; null when it can. */
  @property({ attribute: false }) blocked: string | null = null;
  @property({ attribute: false }) start: () => void = () => undefined;
  @property({ attribute: false }) cancel: () => void = () => undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopClock();
  }

  protected override updated(): void {
    if (this.backtest?.state === 'running') this.#clock ??= setInterval(() => this.requestUpdate(), 1000);
    else this.#stopClock();
  }

  #stopClock(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  protected override render(): TemplateResult {
    const { backtest, blocked } = this;
    const running = backtest?.state === 'running';
    const result = backtest?.state === 'done' ? backtest.result : null;
    return html`<section class="backtest" aria-label="Backtest">
      <div class="backtest-head">
        <h2 title=${terms.backtest}>Backtest</h2>
        ${running ? html`<span class="note elapsed">${elapsedWords(backtest.started)}</span>` : nothing}
        ${
          running
            ? html`<vscode-button secondary icon="close" @click=${this.cancel}>Cancel</vscode-button>`
            : html`<vscode-button
                ?secondary=${result !== null}
                icon="history"
                title=${blocked ?? terms.backtest}
                ?disabled=${blocked !== null}
                aria-disabled=${String(blocked !== null)}
                @click=${this.start}
                >${result ? 'Backtest again' : 'Backtest'}</vscode-button
              >`
        }
      </div>
      ${backtest === null ? html`<p class="note">${blocked ?? terms.backtest}</p>` : nothing}
      ${running ? html`<vscode-progress-bar aria-label="Backtest" indeterminate></vscode-progress-bar>` : nothing}
      ${
        backtest?.state === 'failed'
          ? messageView({ kind: 'error', text: backtest.error.message, hint: backtest.error.hint })
          : nothing
      }
      <div class="backtest-result" role="status">
        ${running ? html`<span class="visually-hidden">The backtest runs.</span>` : nothing}
        ${result ? this.#result(result) : nothing}
      </div>
    </section>`;
  }

  #result(result: Backtest): TemplateResult {
    const shown = told.filter((name) => result.scores[name] !== undefined || name === this.metric);
    const rows = [
      { label: 'Network', explanation: 'The network as it was trained.', scores: result.scores },
      { label: 'Naive', explanation: terms.naive, scores: result.naive },
      ...(result.seasonalNaive
        ? [{ label: 'Seasonal naive', explanation: terms.seasonalNaive, scores: result.seasonalNaive }]
        : []),
    ];
    return html`<p>${extentWords(result)} ${sentence(result.verdict)}</p>
      <div class="table-scroll" tabindex="0" role="region" aria-label="Scores of the backtest">
        <table class="data scores">
          <caption>
            All steps${inUnits(shown)}. ${betterWords(shown)}
          </caption>
          ${metricColumns(rows, shown)}
        </table>
      </div>
      ${
        result.byStep.length > 1
          ? html`<lab-step-chart .steps=${result.byStep} .metric=${this.#stepMetric(result)}></lab-step-chart>`
          : nothing
      }`;
  }

  /** The main score, or the first that there is. */
  #stepMetric({ byStep }: Backtest): MetricName {
    const has = (name: MetricName): boolean => byStep.some(({ scores }) => scores[name] != null);
    return has(this.metric) ? this.metric : (metricNames.find(has) ?? this.metric);
  }
}

const elapsedWords = (started: number): string =>
  `Forecasting from every row of the test part… ${formatSeconds(Math.max(0, Math.round((Date.now() - started) / 1000)))}`;

/** How much it is made of, so that figures can be judged. */
function extentWords({ origins, series, horizon, from, to }: Backtest): string {
  const ofSeries = series > 1 ? ` of ${plural(series, 'series', 'series')}` : '';
  return `${plural(origins, 'origin')}${ofSeries}, ${plural(horizon, 'step')} ahead from each, ${from} to ${to}.`;
}

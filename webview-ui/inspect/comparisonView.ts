import { type TemplateResult, html, nothing } from 'lit';

import type { ComparedRun, ComparisonState } from '../../src/protocol/inspection';
import { isBetter, mainScore } from '../../src/spec/mainScore';
import type { Summary } from '../../src/spec/run';
import { type ComparisonKind, whyOneDirection } from '../../src/spec/variants';
import { alignedFormat, alignedScores, formatScore, formatSeconds } from '../shared/format';
import { messageView } from '../shared/message';
import { judgedSplit, metricLabel } from '../panel/results/scores';
import type { PageStore } from '../shared/store';
import type { GradientLine } from './gradientChart';
import { lastLayer, sharePercent, shareLeft } from './gradientWords';
import { waiting } from './waiting';

/** Other networks on the same data: what to compare with, how far that is, and what came out side by side. */
export function comparisonView(store: PageStore, summary: Summary | undefined): TemplateResult {
  const comparison = store.state?.comparison ?? null;
  return html`<section class="comparison" aria-label="Comparison">
    <h3>Compare</h3>
    ${summary && comparison?.running !== true ? choiceView(store, summary) : nothing}
    ${comparison ? resultView(store, comparison) : nothing}
  </section>`;
}

/** Nothing to offer and nothing to show: a run of its own trains. */
export const hasComparison = (store: PageStore, summary: Summary | undefined): boolean =>
  summary !== undefined || (store.state?.comparison ?? null) !== null;

function choiceView(store: PageStore, { task = 'forecast' }: Summary): TemplateResult {
  const untrusted = store.state?.trusted === false;
  const why = whyOneDirection(task);
  const button = (kind: ComparisonKind, text: string, title: string): TemplateResult =>
    html`<vscode-button
      secondary
      data-compare=${kind}
      title=${title}
      ?disabled=${untrusted}
      aria-disabled=${String(untrusted)}
      @click=${() => !untrusted && store.compare(kind)}
      >${text}</vscode-button
    >`;
  return html`<div class="compare-buttons">
      ${button('cells', 'Compare SimpleRNN, GRU and LSTM', 'The same model with each kind of cell')}
      ${why === null ? button('directions', 'Compare one direction with both', 'The same model with and without the backward direction') : nothing}
    </div>
    <p class="note">
      ${
        untrusted
          ? 'Training is off in Restricted Mode. Trust this workspace to compare.'
          : 'Trains what is missing on the same data with the same settings, one after the other.'
      }
      ${why === null ? nothing : `There is no backward direction here. ${why}`}
      ${
        task === 'forecast'
          ? 'Backwards, a forecast reads the same past once more: the future that it predicts it never sees.'
          : nothing
      }
    </p>`;
}

function resultView(store: PageStore, comparison: ComparisonState): TemplateResult {
  const { runs, running } = comparison;
  const now = runs.findIndex(({ state }) => state === 'training');
  const name = runs[now]?.label;
  const isMore = runs.some(({ state }) => state === 'waiting');
  const between = isMore ? 'Going on with the next…' : 'Showing the first one again…';
  return html`${
    running
      ? html`<div class="compare-progress">
          ${waiting(name === undefined ? between : `Training ${name}, ${now + 1} of ${runs.length}…`)}
          <vscode-button secondary ?disabled=${store.phase === 'stopping'} @click=${() => store.stop()}
            >${store.phase === 'stopping' ? 'Stopping…' : 'Stop comparing'}</vscode-button
          >
        </div>`
      : nothing
  }
  ${running ? nothing : html`<p class="says">${verdict(comparison)}</p>`} ${runsTable(runs)}
  ${runs.flatMap(({ label, error }) =>
    error ? [messageView({ kind: 'error', text: `${label}: ${error.message}`, hint: error.hint })] : [],
  )}
  ${gradientsOf(comparison)}`;
}

const stateWords: Record<ComparedRun['state'], string> = {
  waiting: 'waits',
  training: 'trains',
  done: '',
  stopped: 'stopped early',
  failed: 'failed',
  'left-out': 'not trained',
};

function scoreOf({ summary }: ComparedRun): ReturnType<typeof mainScore> {
  const split = summary ? judgedSplit(summary) : null;
  return summary && split ? mainScore(summary, split) : null;
}

/** Of the finished ones, the one with the best main score; null where fewer than two can be compared. */
function bestOf(runs: readonly ComparedRun[]): ComparedRun | null {
  const scored = runs.filter((run) => run.state === 'done' && scoreOf(run) !== null);
  if (scored.length < 2) return null;
  return scored.reduce((best, run) => {
    const [a, b] = [scoreOf(run), scoreOf(best)];
    return a && b && isBetter(a.metric, a.value, b.value) ? run : best;
  });
}

function verdict({ runs, kind }: ComparisonState): string {
  const best = bestOf(runs);
  const score = best && scoreOf(best);
  if (!best || !score) return 'Fewer than two of them were trained to the end, so they are not compared.';
  const others = runs.filter((run) => run !== best && run.state === 'done');
  const beside = others.map((run) => `${run.label} ${formatScore(score.metric, scoreOf(run)?.value)}`).join(', ');
  const what =
    kind === 'cells'
      ? `${best.label} is best here`
      : best.label === 'Forwards'
        ? 'The backward direction does not help here'
        : 'The backward direction helps here';
  return `${what}: ${score.label} ${formatScore(score.metric, score.value)}, beside ${beside}.${remaining(runs, kind)}`;
}

/** What reaches the first step, where that is what the comparison is about. */
function remaining(runs: readonly ComparedRun[], kind: ComparisonKind): string {
  if (kind !== 'cells') return '';
  const shares = runs.flatMap(({ label, gradients }) => {
    const share = shareLeft(lastLayer(gradients)?.norms ?? []);
    return share === null ? [] : [`${label} ${sharePercent(share)}`];
  });
  return shares.length < 2 ? '' : ` Of the last step’s gradient there is at the first: ${shares.join(', ')}.`;
}

function runsTable(runs: readonly ComparedRun[]): TemplateResult {
  const best = bestOf(runs);
  const metric = runs.map(scoreOf).find((score) => score !== null)?.metric ?? null;
  const withValidation = runs.some(({ valLoss }) => valLoss !== null);
  const loss = alignedFormat(runs.flatMap(({ loss: one, valLoss }) => [one, valLoss]));
  const score = metric
    ? alignedScores(
        metric,
        runs.map((run) => scoreOf(run)?.value),
      )
    : null;
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Networks side by side">
    <table class="data compared">
      <thead>
        <tr>
          <th scope="col">Network</th>
          <th scope="col">Final loss</th>
          ${withValidation ? html`<th scope="col">Validation loss</th>` : nothing}
          ${metric ? html`<th scope="col">${metricLabel(metric)}</th>` : nothing}
          <th scope="col">Trained in</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => {
          const words = run === best ? 'best' : stateWords[run.state];
          return html`<tr class=${run === best ? 'own' : ''}>
            <th scope="row" title=${run.name}>
              ${run.label}${words === '' ? nothing : html` <span class="note">(${words})</span>`}
            </th>
            <td>${loss(run.loss)}</td>
            ${withValidation ? html`<td>${loss(run.valLoss)}</td>` : nothing}
            ${metric ? html`<td>${score?.(scoreOf(run)?.value)}</td>` : nothing}
            <td>${run.summary ? formatSeconds(run.summary.durations.train) : '–'}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

const made = new Map<string, GradientLine[]>();

/** Lines of all that have some; the same ones for the same runs, so that the chart is drawn once. */
function gradientsOf({ runs }: ComparisonState): TemplateResult | typeof nothing {
  const there = runs.flatMap(({ label, gradients }) => {
    const norms = lastLayer(gradients)?.norms ?? [];
    return norms.length > 1 ? [{ label, norms }] : [];
  });
  if (there.length === 0) return nothing;
  const key = JSON.stringify(there);
  const lines = made.get(key) ?? there;
  made.clear();
  made.set(key, lines);
  return html`<lab-gradient-chart .lines=${lines}></lab-gradient-chart>
    <p class="note">Of the last recurrent layer, at the end of the training.</p>`;
}

import { type TemplateResult, html, nothing } from 'lit';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';

import type { Openable, PredictionSeries } from '../../src/protocol/webview';
import type { Summary } from '../../src/spec/run';
import { engineWords, speedWords } from '../shared/engineWords';
import { formatCount, formatSeconds } from '../shared/format';
import { memoized } from '../shared/memoized';
import { type PageStore, sentence } from '../shared/store';
import { terms } from '../shared/terms';
import { scoresTable, targetScores } from './scores';

const links: readonly { what: Openable; label: string; title: string }[] = [
  {
    what: 'predictions',
    label: 'predictions.csv',
    title: 'Actual and predicted of every step, in the data’s own units',
  },
  { what: 'keras', label: 'Keras', title: 'A Python program that trains the same network' },
  { what: 'tensorflow', label: 'TensorFlow.js', title: 'A JavaScript program that trains the same network' },
  { what: 'model', label: 'Model', title: 'The trained network, in the format of TensorFlow.js' },
  { what: 'folder', label: 'Run folder', title: 'All files of this run' },
  { what: 'log', label: 'Log', title: 'What the trainer said' },
];
const partNames = { test: 'Test', validation: 'Validation', train: 'Training' } as const;

export const seriesKey = ({ split, target }: PredictionSeries): string => `${split}/${target}`;

export interface ResultsChoice {
  /** Part and target that are looked at. */
  readonly chosen: string | null;
  readonly choose: (key: string) => void;
}

/** What came out: one sentence, actual and predicted, the scores beside those of naive forecasts, and the files. */
export function resultsView(store: PageStore, { chosen, choose }: ResultsChoice): TemplateResult | typeof nothing {
  const { state } = store;
  const summary = state?.run?.summary;
  if (!state || !summary || summary.state === 'running' || store.running) return nothing;
  const series = state.predictions.find((candidate) => seriesKey(candidate) === chosen) ?? first(state.predictions);
  return html`<section class="results" aria-labelledby="results-heading">
    <h2 id="results-heading" class="visually-hidden">Result</h2>
    ${verdictView(summary)}
    <div class="results-grid">
      <div class="prediction">${series ? predictionCharts(store, series, choose) : nothing}</div>
      <div class="numbers">
        ${scoresTable(store, summary)} ${targetScores(summary)} ${linksView(store, summary)} ${detailsView(summary)}
        ${series ? html`<lab-scatter-chart .series=${series}></lab-scatter-chart>` : nothing}
      </div>
    </div>
  </section>`;
}

/** Whether the network helped, large; what else there is to say of it, below. */
function verdictView({ verdict, lagged }: Summary): TemplateResult | typeof nothing {
  if (!verdict) return nothing;
  const [first = '', ...more] = sentence(verdict).split(/(?<=[.?!])\s+/);
  return html`<p class="verdict">${first}</p>
    ${
      more.length > 0
        ? html`<p class="verdict-more">
            ${lagged ? html`<span class="codicon codicon-warning" role="img" aria-label="Warning"></span>` : nothing}
            <span>${more.join(' ')}</span>
          </p>`
        : nothing
    }`;
}

/** The test part judges, so it is shown first. */
function first(all: readonly PredictionSeries[]): PredictionSeries | undefined {
  return all.find(({ split }) => split === 'test') ?? all[0];
}

function predictionCharts(store: PageStore, series: PredictionSeries, choose: (key: string) => void): TemplateResult {
  const all = store.state?.predictions ?? [];
  const several = new Set(all.map(({ target }) => target)).size > 1;
  const options = all.map((candidate) => ({
    value: seriesKey(candidate),
    label: several ? `${partNames[candidate.split]}: ${candidate.target}` : partNames[candidate.split],
  }));
  return html`${
      all.length > 1
        ? html`<div class="series-choice">
            <vscode-single-select
              .label=${'Part and target shown'}
              .options=${memoized(options)}
              .value=${seriesKey(series)}
              @change=${(event: Event) => choose((event.currentTarget as VscodeSingleSelect).value)}
            ></vscode-single-select>
          </div>`
        : nothing
    }
    <lab-prediction-chart
      .series=${series}
      .query=${(query: Parameters<PageStore['predictions']>[0]) => store.predictions(query)}
    ></lab-prediction-chart>`;
}

/** A run that failed before it predicted has its folder and its log, and nothing else to open. */
function linksView(store: PageStore, { state, metrics }: Summary): TemplateResult {
  const bare = state === 'failed' && Object.keys(metrics).length === 0;
  const shown = bare ? links.filter(({ what }) => what === 'folder' || what === 'log') : links;
  return html`<p class="links">
    <span>Open:</span>
    ${shown.map(
      ({ what, label, title }) =>
        html`<button class="link" data-open=${what} title=${title} @click=${() => store.open(what)}>${label}</button>`,
    )}
  </p>`;
}

/** How it was trained, and what the trainer wants to have said. */
function detailsView(summary: Summary): TemplateResult {
  const { bestEpoch, rows } = summary;
  const best = bestEpoch === null ? '' : `Best epoch ${formatCount(bestEpoch)}. `;
  const dropped =
    rows.dropped > 0 ? ` ${formatCount(rows.dropped)} of ${formatCount(rows.total)} rows were dropped.` : '';
  return html`<p class="note run-details">${best}${engineView(summary)}${dropped}</p>
    ${summary.notes.map((note) => html`<p class="note">${note}</p>`)}`;
}

/** Nothing for a run that failed before it had an engine. */
function engineView({ durations, engine }: Summary): TemplateResult | typeof nothing {
  if (engine.name === '') return nothing;
  const speed = speedWords(engine);
  const speedView = speed === null ? nothing : html`, <span title=${terms.gflops}>${speed}</span>`;
  return html`Trained in ${formatSeconds(durations.train)} on ${engineWords(engine)}${speedView}.`;
}

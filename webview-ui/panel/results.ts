import { type TemplateResult, html, nothing } from 'lit';

import type { Openable } from '../../src/protocol/webview';
import type { Scores, Summary } from '../../src/spec/run';
import { formatNumber } from '../shared/format';
import { type PageStore, sentence } from '../shared/store';
import { terms } from '../shared/terms';

const measures: readonly { key: keyof Scores; label: string; explanation: string }[] = [
  { key: 'rmse', label: 'RMSE', explanation: terms.rmse },
  { key: 'mae', label: 'MAE', explanation: terms.mae },
  { key: 'smape', label: 'sMAPE (%)', explanation: terms.smape },
  { key: 'mase', label: 'MASE', explanation: terms.mase },
];

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

/** What came out: one sentence, the scores beside those of naive forecasts, and where the files are. */
export function resultsView(store: PageStore): TemplateResult | typeof nothing {
  const summary = store.state?.run?.summary;
  if (!summary || summary.state === 'running' || store.running) return nothing;
  return html`<section class="results" aria-labelledby="results-heading">
    <h2 id="results-heading">Result</h2>
    ${summary.verdict ? html`<p class="verdict">${sentence(summary.verdict)}</p>` : nothing}
    ${scoresTable(store, summary)} ${linksView(store)}
  </section>`;
}

function scoresTable(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const split = summary.metrics.test ? 'test' : summary.metrics.validation ? 'validation' : 'train';
  const rows: { label: string; explanation: string; scores: Scores | undefined }[] = [
    { label: 'Network', explanation: `This run on the ${split} part.`, scores: summary.metrics[split] },
    { label: 'Naive', explanation: terms.naive, scores: summary.baselines.naive[split] },
    { label: 'Seasonal naive', explanation: terms.seasonalNaive, scores: summary.baselines.seasonalNaive?.[split] },
    {
      label: 'Best earlier run',
      explanation: 'The earlier run on this file with the lowest test RMSE.',
      scores: store.state?.bestEarlier?.summary.metrics[split],
    },
  ];
  if (!rows[0]?.scores) return nothing;
  return html`<table class="data scores">
    <caption>
      On the ${split} part, in the data’s own units; lower is better
    </caption>
    <thead>
      <tr>
        <td></td>
        ${measures.map(({ label, explanation }) => html`<th scope="col" title=${explanation}>${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows
        .filter(({ scores }) => scores)
        .map(
          ({ label, explanation, scores }) =>
            html`<tr>
              <th scope="row" title=${explanation}>${label}</th>
              ${measures.map(({ key }) => html`<td>${formatNumber(scores?.[key])}</td>`)}
            </tr>`,
        )}
    </tbody>
  </table>`;
}

function linksView(store: PageStore): TemplateResult {
  return html`<p class="links">
    <span>Open:</span>
    ${links.map(
      ({ what, label, title }) =>
        html`<button class="link" data-open=${what} title=${title} @click=${() => store.open(what)}>${label}</button>`,
    )}
  </p>`;
}

import { type TemplateResult, html, nothing } from 'lit';

import { exclusionWords } from '../../../src/spec/exclusionWords';
import type { Prediction } from '../../../src/spec/prediction';
import { metricNames } from '../../../src/spec/run';
import type { Summary } from '../../../src/spec/run';
import { formatCount, plural } from '../../shared/format';
import { messageView } from '../../shared/message';
import type { PageStore } from '../../shared/store';
import { metricColumns } from './scores';

/** Another CSV predicted with the network that is shown: the button, how far it is, and what came of it. */
export function predictionView(store: PageStore, summary: Summary): TemplateResult | typeof nothing {
  const { state } = store;
  if (!state || summary.task === 'generate' || summary.state === 'failed') return nothing;
  const { prediction } = state;
  const running = prediction?.state === 'running';
  const blocked = state.trusted ? null : 'Predicting is off in Restricted Mode. Trust this workspace to do it.';
  return html`<section class="backtest predict-file" aria-label="Predict another CSV">
    <div class="backtest-head">
      <h2>Other data</h2>
      ${
        running
          ? html`<vscode-button secondary icon="close" @click=${() => store.cancelPrediction()}>Cancel</vscode-button>`
          : html`<vscode-button
              secondary
              icon="go-to-file"
              data-predict
              title=${blocked ?? explanation}
              ?disabled=${blocked !== null}
              aria-disabled=${String(blocked !== null)}
              @click=${() => store.predict()}
              >Predict another CSV…</vscode-button
            >`
      }
    </div>
    ${prediction === null ? html`<p class="note">${blocked ?? explanation}</p>` : nothing}
    ${
      running
        ? html`<p class="note">
              ${prediction.phase === 'reading' ? 'Checking' : 'Predicting'} ${baseName(prediction.data)}…
            </p>
            <vscode-progress-bar
              aria-label="Predicting"
              .value=${Math.round(100 * prediction.share)}
            ></vscode-progress-bar>`
        : nothing
    }
    ${
      prediction?.state === 'failed'
        ? messageView({ kind: 'error', text: prediction.error.message, hint: prediction.error.hint })
        : nothing
    }
    <div class="backtest-result" role="status">
      ${running ? html`<span class="visually-hidden">The file is predicted.</span>` : nothing}
      ${prediction?.state === 'done' ? resultView(store, prediction.result) : nothing}
    </div>
  </section>`;
}

const explanation =
  'Reads a CSV with the same columns, scaled as in training, and writes what the network predicts beside it.';

function resultView(store: PageStore, result: Prediction): TemplateResult {
  const { rows, predictions, ahead, judged, scores, naive, excluded, notes } = result;
  const shown = metricNames.filter((name) => scores[name] !== undefined);
  const after = ahead > 0 ? `, ${formatCount(ahead)} of them after the end of the data` : '';
  const scored = [
    { label: 'Network', explanation: 'The network as it was trained.', scores },
    ...(naive ? [{ label: 'Naive', explanation: 'The last value, repeated.', scores: naive }] : []),
  ];
  return html`<p>
      ${plural(predictions, 'prediction')}${after}, of ${plural(rows, 'row')} of ${baseName(result.data)}:
      <button class="link" data-open="newPredictions" title=${result.file} @click=${() => store.open('newPredictions')}>
        ${baseName(result.file)}
      </button>
    </p>
    ${
      judged === 0
        ? html`<p class="note">The file does not say what is to be predicted, so there are no scores.</p>`
        : html`<div class="table-scroll" tabindex="0" role="region" aria-label="Scores of the other data">
            <table class="data scores">
              <caption>
                ${plural(judged, 'prediction')} with a known value.
              </caption>
              ${metricColumns(scored, shown)}
            </table>
          </div>`
    }
    ${result.own && judged > 0 ? html`<p class="note">The network was trained on this file.</p>` : nothing}
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
    ${excluded.map(
      (one) =>
        html`<p class="note">
          Left out: ${formatCount(one.count)}
          ${exclusionWords(one)}${one.examples.length > 0 ? ` (${one.examples.join(', ')}${one.count > one.examples.length ? ', …' : ''})` : ''}
        </p>`,
    )}`;
}

const baseName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;

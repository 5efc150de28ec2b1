import { type TemplateResult, html, nothing } from 'lit';

import { alignedFormat } from '../shared/format';
import { type PageStore, sentence } from '../shared/store';
import { terms } from '../shared/terms';

/** The last run's main score beside that of repeating the last value, and whether the network helped. */
export function lastScore(store: PageStore): TemplateResult | typeof nothing {
  const summary = store.state?.run?.summary;
  const rmse = summary?.metrics.test?.rmse ?? null;
  if (!summary || store.running || summary.state === 'running' || rmse === null) return nothing;
  const naive = summary.baselines.naive.test?.rmse ?? null;
  const format = alignedFormat([rmse, naive]);
  return html`<section class="last" aria-label="Last result">
    ${summary.verdict ? html`<p>${sentence(summary.verdict)}</p>` : nothing}
    <p class="facts">
      <span title=${terms.rmse}>RMSE ${format(rmse)}</span> · <span title=${terms.naive}>naive ${format(naive)}</span>
    </p>
    <p><button class="link" @click=${() => store.open('panel')}>Open the results</button></p>
  </section>`;
}

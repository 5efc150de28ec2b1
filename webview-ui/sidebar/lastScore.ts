import { type TemplateResult, html, nothing } from 'lit';

import { mainScore } from '../../src/spec/mainScore';
import { naiveWords } from '../panel/results/scores';
import { alignedScores } from '../shared/format';
import { type PageStore, sentence } from '../shared/store';
import { terms } from '../shared/terms';

/** The last run's main score beside that of repeating the last value, and whether the network helped. */
export function lastScore(store: PageStore): TemplateResult | typeof nothing {
  const summary = store.state?.run?.summary;
  const score = summary ? mainScore(summary) : null;
  if (!summary || store.running || summary.state === 'running' || score === null) return nothing;
  const format = alignedScores(score.metric, [score.value, score.naive]);
  return html`<section class="last" aria-label="Last result">
    ${summary.verdict ? html`<p>${sentence(summary.verdict)}</p>` : nothing}
    <p class="facts">
      <span title=${terms[score.metric]}>${score.label} ${format(score.value)}</span>${
        score.naive === null
          ? nothing
          : html` ·
              <span title=${naiveWords(summary).explanation}
                >${naiveWords(summary).label.toLowerCase()} ${format(score.naive)}</span
              >`
      }
    </p>
    <p><button class="link" @click=${() => store.open('panel')}>Open the results</button></p>
  </section>`;
}

import { type TemplateResult, html, nothing } from 'lit';

import type { TrainSamples } from '../../../src/protocol/trainer';
import { formatCount } from '../../shared/format';

/** Texts that the network has written, the newest first. */
export function samplesView(samples: readonly TrainSamples[]): TemplateResult | typeof nothing {
  if (samples.length === 0) return nothing;
  const [newest, ...older] = samples.toReversed();
  return html`<figure class="samples">
    <figcaption><h2>Texts by the network</h2></figcaption>
    ${newest ? group(newest) : nothing}
    ${
      older.length > 0
        ? html`<details class="as-table">
            <summary>
              <span class="chevron codicon codicon-chevron-right" aria-hidden="true"></span>Earlier ones
              (${formatCount(older.length)})
            </summary>
            ${older.map(group)}
          </details>`
        : nothing
    }
  </figure>`;
}

function group({ epoch, texts }: TrainSamples): TemplateResult {
  return html`<p class="note">${epoch > 0 ? `After epoch ${formatCount(epoch)}` : 'After training'}</p>
    ${textList(texts)}`;
}

/** Texts as they were written, line breaks and all. */
export function textList(texts: readonly string[]): TemplateResult {
  return html`<ol class="text-list">
    ${texts.map(
      (text) =>
        html`<li>
          <pre tabindex="0">${text}</pre>
          ${isEmpty(text) ? html`<p class="note">An empty text: the network ended it at once.</p>` : nothing}
        </li>`,
    )}
  </ol>`;
}

/** Nothing after the condition, which stands in brackets on a line of its own. */
const isEmpty = (text: string): boolean => text.trim() === '' || /^\(.*\)\n$/.test(text);

import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import { exampleCounts } from '../shared/exampleCounts';
import { exampleNoun } from '../shared/exampleNoun';
import { formatCount, plural } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';

/** What will happen on Train, in numbers; nothing while the draft or the file is not known well enough. */
export function planView(store: PageStore, draft: Experiment): TemplateResult | typeof nothing {
  const profile = store.state?.profile;
  if (!profile?.complete || store.allProblems.length > 0 || store.layers.length === 0) return nothing;
  const { train, validation, test, about } = exampleCounts(draft, profile);
  if (train === 0) return nothing;
  const updates = Math.ceil(train / draft.training.batchSize);
  const parameters = store.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const roughly = about ? 'about ' : '';
  return html`<p class="plan">
    <span title=${terms.train}>${about ? 'About ' : ''}${plural(train, exampleNoun(draft))} to learn from</span>${
      validation > 0 ? html`, <span title=${terms.validation}>${formatCount(validation)} to watch</span>` : nothing
    }${test > 0 ? html`, <span title=${terms.test}>${formatCount(test)} to judge</span>` : nothing}
    · <span title=${terms.parameters}>${store.about ? 'about ' : ''}${plural(parameters, 'parameter')}</span> ·
    <span title=${terms.batchSize}>${roughly}${plural(updates, 'update')} an epoch</span>
  </p>`;
}

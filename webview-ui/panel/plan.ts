import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import { formatCount, plural } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';

/** What will happen on Train, in numbers; nothing while the draft or the file is not known well enough. */
export function planView(store: PageStore, draft: Experiment): TemplateResult | typeof nothing {
  const profile = store.state?.profile;
  if (!profile?.complete || store.allProblems.length > 0 || store.layers.length === 0) return nothing;
  const { train, validation, test } = windowCounts(draft, profile.rows);
  if (train === 0) return nothing;
  const updates = Math.ceil(train / draft.training.batchSize);
  const parameters = store.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return html`<p class="plan">
    <span title=${terms.train}>${plural(train, 'window')} to learn from</span>${
      validation > 0 ? html`, <span title=${terms.validation}>${formatCount(validation)} to watch</span>` : nothing
    }, <span title=${terms.test}>${formatCount(test)} to judge</span> ·
    <span title=${terms.parameters}>${plural(parameters, 'parameter')}</span> ·
    <span title=${terms.batchSize}>${plural(updates, 'update')} an epoch</span>
  </p>`;
}

/** Windows a part, as they are cut when no row is dropped. */
function windowCounts({ data, window }: Experiment, rows: number): { train: number; validation: number; test: number } {
  const { split } = data;
  const trainEnd = Math.round(rows * split.train);
  const validationEnd = Math.round(rows * (split.train + split.validation));
  const inPart = (from: number, to: number, lookBack: boolean): number => {
    const first = lookBack ? from : from + window.timeSteps;
    return Math.max(0, Math.floor((to - first - window.horizon) / window.stride) + 1);
  };
  return {
    train: inPart(0, trainEnd, false),
    validation: split.validation > 0 ? inPart(trainEnd, validationEnd, split.context) : 0,
    test: split.test > 0 ? inPart(validationEnd, rows, split.context) : 0,
  };
}

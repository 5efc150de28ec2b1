import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import { numberField, textField } from '../shared/fields';
import { formatNumber, plural } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { sectionView } from './section';

/** Generate only: the texts that are written while it trains and at the end. */
export function samplingSection(store: PageStore, draft: Experiment): TemplateResult | typeof nothing {
  if (draft.task !== 'generate') return nothing;
  const { count, length, temperature } = draft.sampling;
  return sectionView(
    store,
    {
      id: 'sampling',
      heading: 'Samples',
      description: `${plural(count, 'text')} of ${plural(length, 'token')}, temperature ${formatNumber(temperature)}`,
      paths: ['sampling'],
      locked: true,
    },
    () =>
      html`<div class="fields">
        ${numberField(store, {
          path: 'sampling.every',
          label: 'Every',
          explanation: terms.sampleEvery,
          kind: 'count',
          digits: 7,
          emptyMeans: 'at the end',
          unit: 'epochs',
        })}
        ${numberField(store, { path: 'sampling.count', label: 'Texts', explanation: terms.sampleCount, kind: 'count', digits: 7 })}
        ${numberField(store, {
          path: 'sampling.length',
          label: 'Length',
          explanation: terms.sampleLength,
          kind: 'count',
          digits: 7,
          unit: 'tokens',
          step: 50,
        })}
        ${numberField(store, {
          path: 'sampling.temperature',
          label: 'Temperature',
          explanation: terms.temperature,
          kind: 'number',
          digits: 7,
          step: 0.1,
        })}
        ${numberField(store, {
          path: 'sampling.topK',
          label: 'Top-k',
          explanation: terms.topK,
          kind: 'count',
          digits: 7,
          emptyMeans: 'all',
        })}
        ${textField(store, { path: 'sampling.start', label: 'Start', explanation: terms.start, emptyMeans: 'from nothing' })}
      </div>`,
  );
}

import { type TemplateResult, html, nothing } from 'lit';

import type { Summary } from '../../src/spec/run';
import { sectionView } from '../panel/section';
import type { PageStore } from '../shared/store';
import { isOpen } from '../shared/uiState';
import { comparisonView, hasComparison } from './comparisonView';
import './gradientView';
import './memoryView';

const id = 'inspect';

/**
 * Inside the network: what it remembers, how far its gradients reach back, and what others make of the same data.
 * Folded, and nothing is asked for before it is opened; while it trains there are gradients only.
 */
export function inspectSection(store: PageStore): TemplateResult | typeof nothing {
  const { state } = store;
  const run = state?.run ?? null;
  const finished = run && !store.running && hasNetwork(run.summary) ? run : null;
  if (!state || (!store.running && !finished)) return nothing;
  const open = isOpen(id, false);
  const content = (): TemplateResult => {
    store.loadGradients();
    const { traces, loading, error } = store.gradients;
    return html`${
        finished
          ? html`<lab-memory
              .run=${finished.folder}
              .windows=${finished.summary.windows}
              .look=${(query: Parameters<PageStore['inspect']>[0]) => store.inspect(query)}
            ></lab-memory>`
          : nothing
      }
      <lab-gradients .traces=${traces} .error=${error} ?loading=${loading} ?running=${store.running}></lab-gradients>
      ${hasComparison(store, finished?.summary) ? comparisonView(store, finished?.summary) : nothing}`;
  };
  return html`<div class="inspect">
    ${sectionView(store, { id, heading: 'Inspect', description: 'Memory, gradients, comparisons' }, () =>
      open ? content() : nothing,
    )}
  </div>`;
}

/** One that was stopped early has learned something; one that failed may have no weights. */
const hasNetwork = ({ state, finished }: Summary): boolean =>
  finished !== null && (state === 'done' || state === 'stopped');

import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';

import type { PageSeriesParams } from '../../src/protocol/webview';
import '../shared/charts/lossChart';
import '../shared/charts/predictionChart';
import '../shared/charts/scatterChart';
import '../shared/charts/seriesChart';
import { codeSection } from '../code/codeSection';
import { inspectSection } from '../inspect/inspectSection';
import { emptyState } from '../shared/emptyState';
import { engineWords } from '../shared/engineWords';
import { PredictionChoice } from '../shared/predictionChoice';
import { PageStore } from '../shared/store';
import { trainOnKey } from '../shared/trainButton';
import { keepScroll } from '../shared/uiState';
import { dataSection } from './dataSection';
import { headerView } from './header';
import { messagesView } from './messages';
import { modelSection } from './modelSection';
import { planView } from './plan';
import { headView } from './headView';
import { resultsView } from './results/results';
import { samplesView } from './results/samplesView';
import { showField } from './section';
import { sentenceView } from './sentence';
import { samplingSection } from './samplingSection';
import { taskChoice } from './taskChoice';
import { trainingSection } from './trainingSection';

/** The panel of one CSV. It renders the store; all state is there or in VS Code's `setState`. */
@customElement('lab-panel')
export class PanelApp extends LitElement {
  readonly #store = new PageStore();
  @state() private narrow = false;
  readonly #loadSeries = (query: PageSeriesParams) => this.#store.series(query);
  readonly #choice = new PredictionChoice(this.#store, () => this.requestUpdate());

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store.subscribe(() => this.requestUpdate());
    this.#store.showField = showField;
    trainOnKey(this.#store);
    keepScroll();
    const query = matchMedia('(max-width: 699px)');
    const adapt = (): void => void (this.narrow = query.matches);
    query.addEventListener('change', adapt);
    adapt();
  }

  protected override render(): TemplateResult | typeof nothing {
    const store = this.#store;
    const { state: panel, draft } = store;
    if (!panel) return store.notice ? html`<main>${messagesView(store)}</main>` : nothing;
    if (panel.phase === 'noFile') return html`<main>${messagesView(store)} ${emptyState(store)}</main>`;
    // In the order in which they are seen, so that Tab goes the same way as the eye.
    const columns = this.narrow ? (['charts', 'form'] as const) : (['form', 'charts'] as const);
    return html`${headerView(store)}
      <main class=${this.narrow ? 'narrow' : 'wide'}>
        ${messagesView(store)}
        ${
          draft
            ? guard(
                [store.formVersion],
                () => html`${taskChoice(store, draft)} ${sentenceView(store, draft)} ${planView(store, draft)}`,
              )
            : nothing
        }
        <div class="columns">
          ${repeat(
            columns,
            (name) => name,
            (name) => (name === 'form' ? guard([store.formVersion], () => this.#form()) : this.#charts()),
          )}
          ${this.narrow ? codeSection(store) : nothing}
        </div>
      </main>`;
  }

  #form(): TemplateResult | typeof nothing {
    const store = this.#store;
    const { draft } = store;
    if (!draft) return nothing;
    return html`<div class="form">
      ${dataSection(store, draft)} ${modelSection(store, draft)} ${trainingSection(store, draft)}
      ${samplingSection(store, draft)}
    </div>`;
  }

  #charts(): TemplateResult {
    const store = this.#store;
    const { state: panel, draft, history } = store;
    const profile = panel?.profile;
    return html`<div class="charts">
      ${
        profile && draft && profile.plots.length > 0 && draft.model.tokens === null
          ? html`<lab-series-chart
              .profile=${profile}
              .split=${draft.data.split}
              .target=${draft.data.targets[0] ?? ''}
              .timeColumn=${draft.data.time}
              .seriesColumn=${draft.data.series}
              .load=${this.#loadSeries}
            ></lab-series-chart>`
          : nothing
      }
      ${profile && draft?.model.tokens ? headView(draft, profile) : nothing}
      ${
        store.running || history.length > 0
          ? html`<lab-loss-chart
              .history=${history}
              .version=${history.version}
              .progress=${store.running ? store.progress : null}
              .engine=${store.running && store.progress?.engine ? engineWords(store.progress.engine) : null}
              .epochs=${panel?.run?.summary.epochs ?? draft?.training.epochs ?? 1}
            ></lab-loss-chart>`
          : nothing
      }
      ${store.running ? samplesView(store.samples) : nothing} ${resultsView(store, this.#choice)}
      ${inspectSection(store)} ${this.narrow ? nothing : codeSection(store)}
    </div>`;
  }
}

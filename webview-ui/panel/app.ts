import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import '../shared/charts/lossChart';
import { keepScroll } from '../shared/uiState';
import { PageStore } from '../shared/store';
import { trainOnKey } from '../shared/trainButton';
import { headerView } from './header';
import { resultsView } from './results';
import { sentenceView } from './sentence';

/** The panel of one CSV. It renders the store; all state is there or in VS Code's `setState`. */
@customElement('lab-panel')
export class PanelApp extends LitElement {
  readonly #store = new PageStore();
  @state() private narrow = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store.subscribe(() => this.requestUpdate());
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
    if (!panel) return nothing;
    return html`${headerView(store)}
      <main class=${this.narrow ? 'narrow' : 'wide'}>
        ${draft ? sentenceView(store, draft) : nothing} ${this.#charts()} ${resultsView(store)}
      </main>`;
  }

  #charts(): TemplateResult | typeof nothing {
    const store = this.#store;
    if (!store.running && store.history.length === 0) return nothing;
    return html`<lab-loss-chart
      .history=${store.history}
      .version=${store.history.version}
      .progress=${store.running ? store.progress : null}
      .epochs=${store.state?.run?.summary.epochs ?? store.draft?.training.epochs ?? 1}
    ></lab-loss-chart>`;
  }
}

import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { sentenceView } from '../panel/sentence';
import { PageStore } from '../shared/store';
import { statusLine } from '../shared/status';
import { trainButton, trainOnKey } from '../shared/trainButton';

/** The view "Train": the current CSV in short. */
@customElement('lab-sidebar')
export class SidebarApp extends LitElement {
  readonly #store = new PageStore();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store.subscribe(() => this.requestUpdate());
    trainOnKey(this.#store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const store = this.#store;
    const { state, draft } = store;
    if (!state) return nothing;
    return html`<main>
      ${draft ? sentenceView(store, draft) : nothing} ${trainButton(store, true)}
      <p class="status" role="status">${statusLine(store)}</p>
    </main>`;
  }
}

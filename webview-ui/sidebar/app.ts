import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';

import { sentenceView } from '../panel/sentence';
import '../shared/charts/lossChart';
import { emptyState } from '../shared/emptyState';
import { formatSpan, plural } from '../shared/format';
import { messageView } from '../shared/message';
import { announcement, doneShare, statusLine } from '../shared/status';
import { PageStore } from '../shared/store';
import { trainButton, trainOnKey } from '../shared/trainButton';
import { lastScore } from './lastScore';

/** The view "Train": the current CSV in short, with the sentence, Train or Stop, and how it goes. */
@customElement('lab-sidebar')
export class SidebarApp extends LitElement {
  readonly #store = new PageStore();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store.subscribe(() => this.requestUpdate());
    // The panel has the field, its section and the words around it.
    this.#store.showField = () => this.#store.open('panel');
    trainOnKey(this.#store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const store = this.#store;
    const { state, draft } = store;
    if (!state) return store.notice ? html`<main>${this.#notice()}</main>` : nothing;
    if (state.phase === 'noFile') return html`<main>${this.#notice()} ${emptyState(store)}</main>`;
    return html`<main>
      ${this.#file()} ${this.#notice()}
      ${draft ? guard([store.formVersion], () => sentenceView(store, draft)) : nothing} ${this.#train()} ${this.#loss()}
      ${lastScore(store)}
    </main>`;
  }

  #file(): TemplateResult {
    const { state, draft } = this.#store;
    const profile = state?.profile;
    const span = profile ? formatSpan(profile, draft?.data.time ?? null) : null;
    return html`<header class="file">
      <h1>
        <button
          class="link"
          title="Open the panel of ${state?.filePath ?? ''}"
          @click=${() => this.#store.open('panel')}
        >
          ${state?.fileName ?? ''}
        </button>
      </h1>
      ${
        profile
          ? html`<p class="facts">
              ${profile.complete ? '' : 'about '}${plural(profile.rows, 'row')}${span ? html`<br />${span}` : nothing}
            </p>`
          : nothing
      }
    </header>`;
  }

  #notice(): TemplateResult | typeof nothing {
    const store = this.#store;
    const error = store.notice ?? (store.running ? null : store.state?.error);
    if (!error) return nothing;
    return messageView({
      kind: 'error',
      text: error.message,
      hint: error.hint,
      ...(store.notice ? { dismiss: () => store.dismissNotice() } : {}),
      actions: store.phase === 'failed' ? [{ label: 'Open the log', run: () => store.open('log') }] : [],
    });
  }

  #train(): TemplateResult {
    const store = this.#store;
    const blocked = store.running || store.phase === 'reading' ? null : store.trainBlocked;
    const share = doneShare(store);
    const status = statusLine(store);
    return html`<div class="train">
      ${trainButton(store, true)}
      ${
        store.running || store.phase === 'reading'
          ? html`<vscode-progress-bar
              aria-label=${store.phase === 'reading' ? 'Reading the file' : 'Training'}
              .value=${share === null ? undefined : share * 100}
              .indeterminate=${share === null}
            ></vscode-progress-bar>`
          : nothing
      }
      <p class="status">${status}</p>
      <p class="visually-hidden" role="status">${announcement(store)}</p>
      ${
        blocked === null
          ? nothing
          : html`<p id="train-blocked">
              ${blocked}
              ${
                store.state?.trusted === false
                  ? html`<button class="link" @click=${() => store.open('trust')}>Manage workspace trust</button>`
                  : nothing
              }
            </p>`
      }
    </div>`;
  }

  #loss(): TemplateResult | typeof nothing {
    const store = this.#store;
    const { history, state, draft } = store;
    if (!store.running && history.length === 0) return nothing;
    return html`<lab-loss-chart
      small
      .history=${history}
      .version=${history.version}
      .progress=${store.running ? store.progress : null}
      .epochs=${state?.run?.summary.epochs ?? draft?.training.epochs ?? 1}
    ></lab-loss-chart>`;
  }
}

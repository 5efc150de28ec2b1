import { type TemplateResult, html } from 'lit';

import type { PageStore } from './store';

/** No file yet: what to do first, as two buttons. */
export function emptyState(store: PageStore): TemplateResult {
  return html`<section class="empty">
    <h1>Open a CSV to begin</h1>
    <p>Sequence Lab trains a recurrent network on it and shows whether that helps.</p>
    <p class="buttons">
      <vscode-button icon="folder-opened" @click=${() => store.chooseFile()}>Open a file</vscode-button>
      <vscode-button secondary icon="beaker" @click=${() => store.trySample()}>Try a sample</vscode-button>
    </p>
  </section>`;
}

import { type TemplateResult, html, nothing } from 'lit';

import type { PageStore } from './store';

export const modifierKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl+';

/** Train, or Stop while it trains. When Train is off, the element with id `train-blocked` says why. */
export function trainButton(store: PageStore, block = false): TemplateResult | typeof nothing {
  const { phase } = store;
  if (phase === null || phase === 'noFile') return nothing;
  if (store.running) {
    const stopping = phase === 'stopping';
    return html`<vscode-button
      id="stop"
      icon="debug-stop"
      secondary
      ?block=${block}
      ?disabled=${stopping}
      aria-disabled=${String(stopping)}
      title="Stop after the running batch and keep the results so far"
      @click=${() => store.stop()}
      >Stop</vscode-button
    >`;
  }
  const blocked = store.trainBlocked;
  return html`<vscode-button
    id="train"
    icon="play"
    ?block=${block}
    ?disabled=${blocked !== null}
    aria-disabled=${String(blocked !== null)}
    aria-describedby=${blocked === null ? nothing : 'train-blocked'}
    title="Train (${modifierKey}Enter)"
    @click=${() => store.train()}
    >Train</vscode-button
  >`;
}

/** Ctrl/Cmd+Enter trains from anywhere on the page. */
export function trainOnKey(store: PageStore): void {
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    store.train();
  });
}

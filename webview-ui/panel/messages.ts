import { type TemplateResult, html } from 'lit';

import type { PanelState } from '../../src/protocol/webview';
import { formatMoment } from '../shared/format';
import { type MessageAction, messageView } from '../shared/message';
import type { PageStore } from '../shared/store';
import { showField } from './section';

/** What a person has to know before anything else: failures, a changed file, a run that was read back. */
export function messagesView(store: PageStore): TemplateResult {
  const { state, notice } = store;
  const messages: TemplateResult[] = [];
  if (notice) {
    messages.push(
      messageView({ kind: 'error', text: notice.message, hint: notice.hint, dismiss: () => store.dismissNotice() }),
    );
  }
  if (state?.error && !store.running) {
    messages.push(
      messageView({
        kind: 'error',
        text: state.error.message,
        hint: state.error.hint,
        actions: errorActions(store, state.error),
      }),
    );
  }
  if (state?.fileChanged && !store.running) {
    messages.push(
      messageView({
        kind: 'warning',
        text: 'The file has changed since this run.',
        hint: 'The results belong to the file as it was.',
        actions: [{ label: 'Read the file again', run: () => store.reload() }],
      }),
    );
  }
  if (state?.restored && state.run && !store.running) {
    const { started } = state.run.summary;
    messages.push(
      messageView({
        kind: 'info',
        text: `Run of ${formatMoment(Date.parse(started))}, read back from its folder.`,
      }),
    );
  }
  return html`<div class="messages">${messages}</div>`;
}

function errorActions(store: PageStore, error: NonNullable<PanelState['error']>): MessageAction[] {
  const { phase } = store;
  const actions: MessageAction[] = [];
  const { path, line } = error;
  if (path !== undefined && store.draft)
    actions.push({ label: 'Show the field', run: () => showField(path), primary: true });
  if (line !== undefined)
    actions.push({ label: `Show line ${line}`, run: () => store.open('csv', line), primary: true });
  if (phase === 'failed' && store.state?.run) actions.push({ label: 'Open the log', run: () => store.open('log') });
  if (phase === 'tooShort' || !store.state?.profile) {
    actions.push({ label: 'Read the file again', run: () => store.reload() });
    actions.push({ label: 'Open another file', run: () => store.chooseFile() });
  }
  return actions;
}

import { type TemplateResult, html, nothing } from 'lit';

import { formatSpan, plural } from '../shared/format';
import { announcement, doneShare, statusLine } from '../shared/status';
import type { PageStore } from '../shared/store';
import { trainButton } from '../shared/trainButton';

/** Stays on top while scrolling: the file, how far it is, Train or Stop. */
export function headerView(store: PageStore): TemplateResult {
  const { state } = store;
  const busy = store.running || state?.phase === 'reading';
  const share = doneShare(store);
  const status = statusLine(store);
  const blocked = store.running ? null : store.trainBlocked;
  return html`<header class="top">
    <div class="title">
      <h1 title=${state?.filePath ?? ''}>${state?.fileName ?? 'Sequence Lab'}</h1>
      <p class="facts">${facts(store)}</p>
    </div>
    <p class="status" id="status">${status}</p>
    <p class="visually-hidden" role="status">${announcement(store)}</p>
    <div class="actions">${trainButton(store)}</div>
    ${
      blocked === null || state?.phase === 'reading'
        ? nothing
        : html`<p class=${state?.error && !store.draft ? 'visually-hidden' : 'blocked'} id="train-blocked">
            <span class="codicon codicon-info" aria-hidden="true"></span><span>${blocked}</span>${blockedAction(store)}
          </p>`
    }
    ${
      busy
        ? html`<vscode-progress-bar
            aria-label=${state?.phase === 'reading' ? 'Reading the file' : 'Training'}
            .value=${share === null ? undefined : share * 100}
            .indeterminate=${share === null}
          ></vscode-progress-bar>`
        : nothing
    }
  </header>`;
}

function facts({ state, draft }: PageStore): string {
  const profile = state?.profile;
  if (!profile) return '';
  const rows = `${profile.complete ? '' : 'about '}${plural(profile.rows, 'row')}`;
  const span = formatSpan(profile, draft?.data.time ?? null);
  return span ? `${rows} · ${span}` : rows;
}

/** The button that leads to what mends it. */
function blockedAction(store: PageStore): TemplateResult | typeof nothing {
  if (store.state?.trusted === false) {
    return html`<button class="link" @click=${() => store.open('trust')}>Manage workspace trust</button>`;
  }
  const [problem] = store.allProblems;
  return problem
    ? html`<button class="link" @click=${() => store.showField(problem.path)}>Show the field</button>`
    : nothing;
}

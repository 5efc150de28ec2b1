import { type TemplateResult, html, nothing } from 'lit';

import type { PageStore } from '../shared/store';
import { isOpen, setOpen } from '../shared/uiState';

export interface Section {
  readonly id: string;
  readonly heading: string;
  /** What it holds, in a few words, while it is folded. */
  readonly description?: string;
  readonly openByDefault?: boolean;
  /** Paths of the draft that are edited in it: a problem below one of them is shown at the folded section. */
  readonly paths?: readonly string[];
  /** Content that cannot be edited while it trains. */
  readonly locked?: boolean;
  readonly level?: 2 | 3;
}

/**
 * A section that folds. A native `<details>`: keyboard, roles and find-in-page come with it, which the library's
 * collapsible does not have. Whether it is open survives a tab switch.
 */
export function sectionView(store: PageStore, section: Section, content: () => unknown): TemplateResult {
  const { id, heading, description, level = 2 } = section;
  const open = isOpen(id, section.openByDefault ?? false);
  const wrong = store.allProblems.some(({ path }) =>
    section.paths?.some((own) => path === own || path.startsWith(`${own}.`)),
  );
  const toggled = (event: Event): void => {
    setOpen(id, (event.currentTarget as HTMLDetailsElement).open);
    store.refresh();
  };
  return html`<details class="section level-${level}" data-section=${id} ?open=${open} @toggle=${toggled}>
    <summary>
      <span class="chevron codicon codicon-chevron-right" aria-hidden="true"></span>
      ${level === 2 ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
      ${wrong ? html`<span class="codicon codicon-error wrong" role="img" aria-label="has a problem"></span>` : nothing}
      ${description ? html`<span class="description">${description}</span>` : nothing}
    </summary>
    <div class="body" ?inert=${section.locked === true && store.running}>${content()}</div>
  </details>`;
}

/** Opens the sections around a field and puts the focus there. */
export function showField(path: string): void {
  const keys = path.split('.');
  for (let length = keys.length; length > 0; length--) {
    const name = keys.slice(0, length).join('-');
    const field = document.getElementById(`field-${name}`) ?? document.getElementById(`sentence-${name}`);
    if (!field) continue;
    for (let around = field.closest('details'); around; around = around.parentElement?.closest('details') ?? null) {
      around.open = true;
    }
    field.scrollIntoView({ block: 'center' });
    field.focus();
    return;
  }
}

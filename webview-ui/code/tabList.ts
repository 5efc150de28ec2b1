import { type TemplateResult, html } from 'lit';

export interface TabList<T extends string> {
  readonly label: string;
  /** Id of the panel that the tabs show. */
  readonly panel: string;
  readonly tabs: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

/** Tabs of one panel: one stop for Tab, arrows, Home and End choose (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/). */
export function tabList<T extends string>({ label, panel, tabs, value, choose }: TabList<T>): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // From the tab that has the focus: keys may come faster than pages are drawn.
    const at = tabs.findIndex((tab) => `tab-${tab.value}` === (event.target as HTMLElement).id);
    if (at < 0) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[to % tabs.length];
    if (!next) return;
    event.preventDefault();
    choose(next.value);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${next.value}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${key}>
    ${tabs.map(
      (tab) =>
        html`<button
          class="tab"
          role="tab"
          type="button"
          id="tab-${tab.value}"
          aria-selected=${String(tab.value === value)}
          aria-controls=${panel}
          tabindex=${tab.value === value ? '0' : '-1'}
          @click=${() => choose(tab.value)}
        >
          ${tab.label}
        </button>`,
    )}
  </div>`;
}

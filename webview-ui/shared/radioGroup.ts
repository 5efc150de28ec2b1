import { type TemplateResult, html, nothing } from 'lit';

export interface RadioChoice<T extends string> {
  readonly value: T;
  readonly content: unknown;
  /** What is read out, and shown on hover. */
  readonly name: string;
}

export interface RadioGroup<T extends string> {
  readonly label: string;
  readonly className: string;
  readonly choices: readonly RadioChoice<T>[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

/** Cards of which one is chosen: one stop for Tab, arrows go round, as in a native group of radio buttons. */
export function radioGroup<T extends string>({
  label,
  className,
  choices,
  value,
  choose,
}: RadioGroup<T>): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const at = choices.findIndex((choice) => choice.value === value);
    const next = choices[(at + by + choices.length) % choices.length];
    if (!next) return;
    const group = event.currentTarget as HTMLElement;
    choose(next.value);
    // The chosen card takes the focus along; it is the one that Tab comes back to.
    group.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
  };
  const chosen = choices.some((choice) => choice.value === value);
  return html`<div class="cards ${className}" role="radiogroup" aria-label=${label} @keydown=${key}>
    ${choices.map(
      (choice, i) =>
        html`<button
          class="card"
          role="radio"
          type="button"
          data-value=${choice.value}
          aria-checked=${String(choice.value === value)}
          aria-label=${choice.name || nothing}
          title=${choice.name}
          tabindex=${choice.value === value || (!chosen && i === 0) ? '0' : '-1'}
          @click=${() => choose(choice.value)}
        >
          ${choice.content}
        </button>`,
    )}
  </div>`;
}

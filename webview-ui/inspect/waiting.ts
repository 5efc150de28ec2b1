import { type TemplateResult, html } from 'lit';

/** A sign of life beside what is waited for. */
export function waiting(text: string): TemplateResult {
  return html`<p class="waiting" role="status">
    <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true"></span> ${text}
  </p>`;
}

import { type TemplateResult, html, nothing } from 'lit';

export interface MessageAction {
  readonly label: string;
  readonly run: () => void;
  readonly primary?: boolean;
}

export interface Message {
  readonly kind: 'error' | 'warning' | 'info';
  readonly text: string;
  /** The next step. */
  readonly hint?: string;
  readonly actions?: readonly MessageAction[];
  readonly dismiss?: () => void;
}

const names = { error: 'Error', warning: 'Warning', info: 'Information' } as const;

/** What happened, the next step, and the buttons that lead there. */
export function messageView({ kind, text, hint, actions = [], dismiss }: Message): TemplateResult {
  return html`<div class="message ${kind}" role=${kind === 'error' ? 'alert' : 'status'}>
    <span class="codicon codicon-${kind}" role="img" aria-label=${names[kind]}></span>
    <div class="words">
      <p><strong>${text}</strong> ${hint ?? nothing}</p>
      ${
        actions.length > 0
          ? html`<p class="actions">
              ${actions.map(
                ({ label, run, primary }) =>
                  html`<vscode-button ?secondary=${primary !== true} @click=${run}>${label}</vscode-button>`,
              )}
            </p>`
          : nothing
      }
    </div>
    ${
      dismiss
        ? html`<button class="icon-button" title="Dismiss" aria-label="Dismiss" @click=${dismiss}>
            <span class="codicon codicon-close" aria-hidden="true"></span>
          </button>`
        : nothing
    }
  </div>`;
}

import { css } from 'lit';

/** The program before training. VS Code gives pages no colours of its tokens; those of its debugger are of the theme, too. */
export const codeStyles = css`
  lab-code-preview {
    display: grid;
    gap: 8px;
    grid-template-columns: minmax(0, 1fr);
  }
  .code-head {
    align-items: center;
    border-bottom: 1px solid var(--line);
    column-gap: 8px;
    display: flex;
    justify-content: space-between;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    min-width: 0;
  }
  .tab {
    background: none;
    border: 0;
    border-bottom: 2px solid transparent;
    color: var(--muted);
    cursor: pointer;
    font: inherit;
    margin-bottom: -1px;
    padding: 4px 10px 5px;
  }
  .tab:hover {
    color: var(--vscode-foreground);
  }
  .tab:focus-visible {
    outline-offset: -1px;
  }
  .tab[aria-selected='true'] {
    border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
    color: var(--vscode-foreground);
  }
  .icon-button:disabled {
    cursor: default;
    opacity: 0.4;
  }
  .code-refused {
    column-gap: 6px;
    display: flex;
    margin: 4px 0;
    overflow-wrap: anywhere;
  }
  .code-refused .codicon {
    color: var(--vscode-editorInfo-foreground);
    flex: none;
  }
  .code-lines {
    background: var(--vscode-editor-background);
    border: 1px solid var(--line);
    border-radius: 4px;
    color: var(--vscode-editor-foreground);
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: var(--vscode-editor-font-size, 12px);
    line-height: 1.5;
    max-height: min(60vh, 560px);
    overflow: auto;
    padding: 8px 0;
    position: relative;
    tab-size: 4;
  }
  .code-lines.outdated {
    opacity: 0.6;
  }
  .code-piece {
    counter-reset: line;
    font: inherit;
    margin: 0;
    min-width: max-content;
  }
  .code-piece + .code-piece {
    border-top: 1px solid var(--line);
    margin-top: 8px;
    padding-top: 8px;
  }
  .code-piece.markdown {
    color: var(--muted);
    font-family: var(--vscode-font-family, sans-serif);
    min-width: 0;
    white-space: pre-wrap;
  }
  .code-line {
    display: block;
    padding-inline: 12px;
  }
  .code-piece:not(.markdown) > .code-line {
    counter-increment: line;
    padding-inline-start: 0;
  }
  .code-piece:not(.markdown) > .code-line::before {
    color: var(--vscode-editorLineNumber-foreground, var(--muted));
    content: counter(line);
    display: inline-block;
    margin-inline-end: 14px;
    text-align: end;
    user-select: none;
    width: 4ch;
  }
  .code-line {
    transition: background-color 0.6s;
  }
  .code-line.changed {
    background: color-mix(in srgb, var(--vscode-charts-blue) 22%, transparent);
    box-shadow: inset 3px 0 0 var(--vscode-charts-blue);
    transition: none;
  }
  .code-keyword {
    color: var(--vscode-debugTokenExpression-name, inherit);
  }
  .code-string {
    color: var(--vscode-debugTokenExpression-string, inherit);
  }
  .code-number {
    color: var(--vscode-debugTokenExpression-number, inherit);
  }
  .code-literal {
    color: var(--vscode-debugTokenExpression-boolean, inherit);
  }
  .code-comment {
    color: var(--muted);
    font-style: italic;
  }
  .code-title {
    color: var(--vscode-symbolIcon-functionForeground, inherit);
  }
  .code-foot {
    column-gap: 12px;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    min-height: 1.45em;
  }
`;

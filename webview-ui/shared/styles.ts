import { css } from 'lit';

import { chartStyles } from './chartStyles';
import { formStyles } from './formStyles';

/** The page's frame and text: theme variables only, spacing in steps of 4 px. */
const layoutStyles = css`
  :root {
    --gap: 16px;
    --line: var(--vscode-contrastBorder, var(--vscode-panel-border, rgba(128, 128, 128, 0.35)));
    --muted: var(--vscode-descriptionForeground);
  }
  body {
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font: var(--vscode-font-weight, normal) var(--vscode-font-size, 13px) / 1.5 var(--vscode-font-family, sans-serif);
    margin: 0;
    padding: 0;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  figure {
    margin: 0;
    padding: 0;
  }
  h1,
  h2,
  h3 {
    font-size: 1em;
    font-weight: 600;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  lab-panel,
  lab-sidebar {
    display: block;
    margin: 0 auto;
    max-width: 1600px;
  }
  .top {
    align-items: center;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--line);
    column-gap: var(--gap);
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    padding: 8px 20px;
    position: sticky;
    row-gap: 2px;
    top: 0;
    z-index: 3;
  }
  .title {
    align-items: baseline;
    column-gap: 10px;
    display: flex;
    flex-wrap: wrap;
    min-width: 0;
  }
  .title h1 {
    font-size: 1.15em;
    overflow-wrap: anywhere;
  }
  .facts,
  .status {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .actions {
    align-items: center;
    column-gap: 12px;
    display: flex;
    flex-wrap: wrap;
    margin-left: auto;
  }
  .blocked {
    align-items: center;
    column-gap: 6px;
    display: flex;
    flex-basis: 100%;
    justify-content: flex-end;
  }
  .top vscode-progress-bar {
    bottom: -2px;
    left: 0;
    position: absolute;
    right: 0;
  }
  main {
    padding: 16px 20px 40px;
  }
  .link {
    background: none;
    border: 0;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    font: inherit;
    padding: 0;
    text-align: start;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
`;

export const pageStyles: CSSStyleSheet = combined();

function combined(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([layoutStyles, formStyles, chartStyles].map(({ cssText }) => cssText).join('\n'));
  return sheet;
}

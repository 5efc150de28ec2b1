import { css } from 'lit';

import { codeStyles } from '../code/codeStyles';
import { inspectStyles } from '../inspect/inspectStyles';
import { chartStyles } from './chartStyles';
import { choiceStyles } from './choiceStyles';
import { formStyles } from './formStyles';
import { resultStyles } from './resultStyles';

/** The page's frame and text: theme variables only, spacing in steps of 4 px. */
const layoutStyles = css`
  :root {
    --line: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 14%, transparent));
    --muted: var(--vscode-descriptionForeground);
    --orange: var(--vscode-charts-orange, var(--vscode-editorWarning-foreground));
  }
  body {
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    font-weight: var(--vscode-font-weight, normal);
    line-height: 1.45;
    margin: 0;
    padding: 0;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
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
  ul,
  ol {
    list-style: none;
  }
  strong {
    font-weight: 600;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none;
      transition: none;
    }
  }
  .visually-hidden {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }
  lab-panel,
  lab-sidebar {
    display: block;
  }

  .top {
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--line);
    align-items: center;
    column-gap: 16px;
    display: grid;
    grid-template-areas: 'title status actions' 'blocked blocked blocked';
    grid-template-columns: minmax(0, 1fr) auto auto;
    padding: 8px 20px;
    position: sticky;
    top: 0;
    z-index: 3;
  }
  .title {
    align-items: baseline;
    column-gap: 12px;
    display: flex;
    flex-wrap: wrap;
    grid-area: title;
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
  .top .status {
    grid-area: status;
  }
  .top .actions {
    grid-area: actions;
  }
  .blocked {
    align-items: baseline;
    column-gap: 6px;
    display: flex;
    grid-area: blocked;
    justify-content: flex-end;
    margin-top: 4px;
  }
  .blocked .codicon {
    align-self: center;
  }
  .top vscode-progress-bar {
    bottom: -1px;
    left: 0;
    position: absolute;
    right: 0;
  }

  main {
    margin: 0 auto;
    max-width: 1680px;
    padding: 16px 20px 40px;
  }
  .columns {
    display: grid;
    gap: 24px 32px;
    grid-template-columns: minmax(0, 1fr);
    margin-top: 16px;
  }
  .columns > * {
    min-width: 0;
  }
  .wide .columns {
    align-items: start;
    grid-template-columns: minmax(320px, 400px) minmax(0, 1fr);
  }
  .charts {
    display: grid;
    gap: 20px;
    grid-template-columns: minmax(0, 1fr);
  }
  .charts > * {
    display: block;
    min-width: 0;
  }
  @media (max-width: 699px) {
    .top {
      align-items: start;
      grid-template-areas: 'title actions' 'status status' 'blocked blocked';
      grid-template-columns: minmax(0, 1fr) auto;
      padding: 8px 12px;
    }
    main {
      padding: 12px 12px 32px;
    }
  }
  @media (max-width: 280px) {
    .top {
      grid-template-areas: 'title' 'status' 'actions' 'blocked';
      grid-template-columns: minmax(0, 1fr);
      row-gap: 4px;
    }
  }
  @media (max-width: 699px) {
    .blocked {
      justify-content: flex-start;
    }
  }

  [data-page='sidebar'] {
    --vscode-editor-background: var(--vscode-sideBar-background);
  }
  [data-page='sidebar'] main {
    display: grid;
    gap: 12px;
    padding: 8px 16px 16px;
  }
  [data-page='sidebar'] main > * {
    min-width: 0;
  }
  [data-page='sidebar'] .file h1 {
    font-size: 1em;
    overflow-wrap: anywhere;
  }
  [data-page='sidebar'] .sentence > p {
    font-size: 1em;
  }
  [data-page='sidebar'] .train {
    display: grid;
    gap: 6px;
  }
  [data-page='sidebar'] .status:empty {
    display: none;
  }
  [data-page='sidebar'] .message {
    margin: 0;
  }
  [data-page='sidebar'] .empty {
    justify-items: start;
    padding: 0;
    text-align: start;
  }
  [data-page='sidebar'] .empty h1 {
    font-size: 1em;
    font-weight: 600;
  }
  [data-page='sidebar'] .empty .buttons {
    justify-content: flex-start;
    margin-top: 4px;
  }
  vscode-button[secondary] {
    --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
  }

  .messages:not(:empty) {
    display: grid;
    gap: 8px;
  }
  .messages .message:last-child {
    margin-bottom: 16px;
  }
  .message {
    align-items: flex-start;
    border: 1px solid var(--line);
    border-radius: 4px;
    column-gap: 8px;
    display: flex;
    padding: 8px 12px;
  }
  .message .words {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .message > .codicon {
    line-height: 1.2;
  }
  .message.error > .codicon {
    color: var(--vscode-editorError-foreground, var(--vscode-errorForeground));
  }
  .message.warning > .codicon,
  .verdict-more > .codicon,
  .warnings .codicon {
    color: var(--vscode-editorWarning-foreground);
  }
  .verdict-more {
    align-items: center;
    column-gap: 6px;
    display: flex;
  }
  .message.info > .codicon {
    color: var(--vscode-editorInfo-foreground);
  }
  .message .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 8px;
  }

  .empty {
    display: grid;
    gap: 8px;
    justify-items: center;
    padding: 18vh 0 0;
    text-align: center;
  }
  .empty h1 {
    font-size: 1.5em;
    font-weight: 400;
  }
  .empty p {
    color: var(--muted);
    max-width: 46ch;
  }
  .empty .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: center;
    margin-top: 12px;
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
  .icon-button {
    background: none;
    border: 0;
    border-radius: 4px;
    color: var(--vscode-icon-foreground, inherit);
    cursor: pointer;
    display: inline-flex;
    padding: 3px;
  }
  .icon-button:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
`;

export const pageStyles: CSSStyleSheet = combined();

function combined(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    [layoutStyles, formStyles, choiceStyles, chartStyles, resultStyles, inspectStyles, codeStyles]
      .map(({ cssText }) => cssText)
      .join('\n'),
  );
  return sheet;
}

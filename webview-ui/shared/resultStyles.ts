import { css } from 'lit';

/** What tasks show of their results beside charts: matrices, tables of texts, samples. */
export const resultStyles = css`
  .prediction {
    align-content: start;
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  .prediction > * {
    display: block;
    min-width: 0;
  }
  .series-choice {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 0;
  }
  .series-choice vscode-single-select {
    width: 160px;
  }
  .swatch.band {
    background: color-mix(in srgb, var(--vscode-charts-blue) 22%, transparent);
    border: 1px solid color-mix(in srgb, var(--vscode-charts-blue) 45%, transparent);
    height: 8px;
  }
  lab-roc-chart .plot {
    height: 240px;
    max-width: 420px;
  }
  table.scores td.own {
    font-weight: 600;
  }
  table.matrix {
    border-collapse: separate;
    border-spacing: 2px;
  }
  table.matrix th,
  table.matrix td {
    border: 0;
    padding: 4px 8px;
    text-align: center;
  }
  table.matrix tbody th[scope='row'] {
    max-width: 180px;
    overflow: hidden;
    padding-inline-end: 8px;
    text-align: start;
    text-overflow: ellipsis;
  }
  table.matrix thead .corner {
    color: var(--muted);
    font-size: 0.92em;
    text-align: start;
  }
  table.matrix .corner span {
    display: block;
  }
  table.matrix tbody td {
    background: color-mix(in srgb, var(--vscode-charts-blue) calc(var(--share, 0) * 36%), transparent);
    border-radius: 3px;
    min-width: 34px;
    outline: 1px solid var(--line);
    outline-offset: -1px;
    text-align: center;
  }
  table.matrix tbody td.wrong {
    background: color-mix(in srgb, var(--orange) calc(var(--share, 0) * 36%), transparent);
  }
  .attention table.matrix tbody td {
    font-size: 0.92em;
    padding: 3px 5px;
  }
  .attention vscode-single-select {
    max-width: 100%;
    width: 260px;
  }
  table.data.texts td,
  table.data.texts th {
    max-width: 46ch;
    min-width: 6ch;
    overflow-wrap: anywhere;
    padding: 3px 16px 3px 0;
    text-align: start;
    vertical-align: top;
    white-space: normal;
  }
  table.data.texts th {
    overflow-wrap: normal;
  }
  table.data.texts .text {
    white-space: pre-line;
  }
  /* A label or a time that is cut in the middle of a word reads as two. */
  table.data.texts td.short {
    min-width: max-content;
    overflow-wrap: normal;
    white-space: nowrap;
  }
  table.data.texts .number {
    text-align: end;
    white-space: nowrap;
  }
  table.data.texts .codicon {
    color: var(--vscode-editorError-foreground, var(--vscode-errorForeground));
    font-size: 12px;
    margin-inline-end: 4px;
    vertical-align: -2px;
  }
  lab-prediction-table .controls vscode-textfield {
    width: 150px;
  }
  .samples figcaption,
  .confusion figcaption {
    margin-bottom: 0;
  }
  .text-list {
    display: grid;
    gap: 8px;
    margin-top: 4px;
  }
  .text-list pre {
    background: var(--vscode-textCodeBlock-background, transparent);
    border: 1px solid var(--line);
    border-radius: 4px;
    font-family: var(--vscode-editor-font-family, monospace);
    margin: 0;
    max-height: 220px;
    overflow: auto;
    overflow-wrap: anywhere;
    padding: 8px 10px;
    white-space: pre-wrap;
  }
  .generate {
    border: 1px solid var(--line);
    border-radius: 4px;
    display: grid;
    gap: 8px;
    padding: 10px 12px 12px;
  }
  .generate-fields {
    align-items: end;
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
  }
  .generate-fields label {
    display: grid;
    gap: 3px;
    min-width: 0;
  }
  .generate-fields label > span {
    color: var(--muted);
  }
  .generate-fields .number {
    width: 76px;
  }
  .generate-fields .start {
    flex: 1 1 150px;
  }
  .generate-fields .start vscode-textfield {
    width: 100%;
  }
  .generate-fields vscode-single-select {
    width: 120px;
  }
  .backtest {
    border: 1px solid var(--line);
    border-radius: 4px;
    display: grid;
    gap: 8px;
    grid-template-columns: minmax(0, 1fr);
    padding: 10px 12px 12px;
  }
  .backtest-head {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
  }
  .backtest-head vscode-button {
    margin-inline-start: auto;
  }
  .backtest-result {
    display: grid;
    gap: 10px;
    grid-template-columns: minmax(0, 1fr);
  }
  .backtest-result:empty {
    display: none;
  }
  .excluded ul {
    list-style: disc;
    padding-inline-start: 18px;
  }
  .excluded li {
    overflow-wrap: anywhere;
  }
`;

import { css } from 'lit';

/** Charts, legends and tables. */
export const chartStyles = css`
  figcaption {
    align-items: center;
    column-gap: 16px;
    display: flex;
    flex-wrap: wrap;
    min-height: 26px;
  }
  .legend {
    color: var(--muted);
    column-gap: 12px;
    display: flex;
    flex-wrap: wrap;
    list-style: none;
  }
  .legend li {
    align-items: center;
    column-gap: 6px;
    display: flex;
  }
  .swatch {
    border-top: 2px solid currentColor;
    width: 16px;
  }
  .swatch.dashed {
    border-top-style: dashed;
  }
  .swatch.blue {
    border-color: var(--vscode-charts-blue);
  }
  .swatch.orange {
    border-color: var(--vscode-charts-orange);
  }
  .swatch.foreground {
    border-color: var(--vscode-editor-foreground);
  }
  .controls {
    align-items: center;
    display: flex;
    gap: 8px;
    margin-left: auto;
  }
  .plot {
    height: 200px;
    min-width: 0;
    position: relative;
  }
  .plot.small {
    height: 90px;
  }
  .as-table > summary {
    color: var(--muted);
    cursor: pointer;
    width: fit-content;
  }
  .table-scroll {
    max-height: 320px;
    overflow: auto;
  }
  table.data {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  table.data th,
  table.data td {
    border-bottom: 1px solid var(--line);
    font-weight: normal;
    padding: 3px 12px 3px 0;
    text-align: end;
    white-space: nowrap;
  }
  table.data thead th {
    color: var(--muted);
  }
  table.data th[scope='row'],
  table.data td:first-child,
  table.data thead :first-child {
    text-align: start;
  }
  table.data caption,
  .note {
    color: var(--muted);
    text-align: start;
  }
`;

import { css } from 'lit';

/** Charts, legends, results and tables. */
export const chartStyles = css`
  figcaption {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin-bottom: 4px;
    min-height: 26px;
  }
  .legend {
    color: var(--muted);
    display: flex;
    flex-wrap: wrap;
    font-variant-numeric: tabular-nums;
    gap: 2px 14px;
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
    border-color: var(--orange);
  }
  .swatch.foreground {
    border-color: var(--vscode-editor-foreground);
  }
  .swatch.part {
    border: 1px solid var(--line);
    height: 10px;
    width: 10px;
  }
  .swatch.part.validation {
    background: color-mix(in srgb, var(--orange) 35%, transparent);
  }
  .swatch.part.test {
    background: color-mix(in srgb, var(--vscode-charts-blue) 35%, transparent);
  }
  figure .controls {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    margin-inline-start: auto;
  }
  .plot {
    height: 170px;
    min-width: 0;
    position: relative;
  }
  .plot > .zoomable {
    height: 100%;
    position: relative;
  }
  lab-prediction-chart .plot {
    height: 260px;
  }
  .zoomable {
    cursor: crosshair;
  }
  lab-scatter-chart .plot {
    height: 240px;
  }
  .plot.small {
    height: 80px;
  }
  .as-table > summary {
    align-items: center;
    color: var(--muted);
    column-gap: 2px;
    cursor: pointer;
    display: flex;
    list-style: none;
    width: fit-content;
  }
  .as-table > summary::-webkit-details-marker {
    display: none;
  }
  .as-table[open] > summary > .chevron {
    transform: rotate(90deg);
  }
  .as-table > summary:hover {
    color: var(--vscode-foreground);
  }
  .table-scroll {
    max-height: 320px;
    overflow: auto;
  }
  .table-scroll thead th {
    background: var(--vscode-editor-background);
    position: sticky;
    top: 0;
  }
  table.data {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  table.data th,
  table.data td {
    border-bottom: 1px solid var(--line);
    font-weight: normal;
    padding: 3px 0 3px 16px;
    text-align: end;
    white-space: nowrap;
  }
  table.data thead th {
    color: var(--muted);
  }
  table.data th[scope='row'],
  table.data tbody td:first-child,
  table.data thead :first-child {
    padding-inline-start: 0;
    text-align: start;
  }
  table.data caption,
  .note {
    color: var(--muted);
    text-align: start;
  }
  .body .table-scroll {
    max-height: 230px;
  }
  .body .table-scroll:has(.column-list) {
    max-height: 330px;
  }
  table.data.head td,
  table.data.head th {
    padding: 2px 16px 2px 0;
    text-align: start;
  }

  .results {
    container-type: inline-size;
    display: grid;
    gap: 8px;
  }
  .verdict {
    font-size: 1.25em;
  }
  .results-grid {
    display: grid;
    gap: 20px 32px;
    grid-template-columns: minmax(0, 1fr);
  }
  .results-grid > * {
    min-width: 0;
  }
  .numbers {
    align-content: start;
    display: grid;
    gap: 12px;
    grid-template-columns: minmax(0, 1fr);
  }
  .scores {
    width: 100%;
  }
  table.scores th {
    vertical-align: bottom;
    white-space: normal;
  }
  .scores tr.own th,
  .scores tr.own td {
    font-weight: 600;
  }
  .series-choice {
    margin-bottom: 8px;
  }
  .series-choice vscode-single-select,
  .plot-column {
    width: 190px;
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }
  @container (min-width: 760px) {
    .results-grid {
      grid-template-columns: minmax(0, 1fr) minmax(300px, 360px);
    }
    /* The chart is as tall as the numbers beside it. */
    .prediction,
    .prediction lab-prediction-chart,
    .prediction figure {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-height: 0;
    }
    .prediction .plot {
      flex: 1 0 260px;
      height: 0;
      max-height: 400px;
    }
  }
`;

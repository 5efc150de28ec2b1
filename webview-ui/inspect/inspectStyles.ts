import { css } from 'lit';

/** The section that looks into a network. */
export const inspectStyles = css`
  .inspect .body {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
    padding-block: 8px 4px;
  }
  .inspect .body > * {
    display: grid;
    gap: 8px;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
  }
  .inspect h4 {
    font-size: 1em;
    font-weight: 600;
    margin: 0;
  }
  .waiting {
    align-items: center;
    color: var(--muted);
    column-gap: 6px;
    display: flex;
  }
  .example-choice,
  .compare-buttons,
  .compare-progress {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
  }
  .compare-buttons {
    gap: 8px;
  }
  .example-choice vscode-single-select {
    width: 104px;
  }
  .example-choice .number {
    width: 60px;
  }
  .example-choice .problem {
    flex-basis: 100%;
  }
  .example-choice .icon-button:disabled {
    cursor: default;
    opacity: 0.4;
  }
  .memory {
    display: grid;
    gap: 4px;
    grid-template-columns: minmax(0, 1fr);
  }
  .memory.outdated {
    opacity: 0.6;
  }
  .memory .controls {
    flex-wrap: wrap;
  }
  .memory .controls vscode-single-select {
    width: 170px;
  }
  .table-scroll.memory-scroll {
    max-height: none;
    overflow: auto hidden;
  }
  .memory-grid {
    display: grid;
    gap: 4px;
    grid-template-columns: minmax(0, 1fr);
    min-width: calc(var(--steps) * var(--column));
  }
  .input-lines {
    display: block;
    height: 84px;
    overflow: visible;
    width: 100%;
  }
  .input-lines path {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5px;
    vector-effect: non-scaling-stroke;
  }
  .input-lines .blue {
    stroke: var(--vscode-charts-blue);
  }
  .input-lines .orange {
    stroke: var(--orange);
  }
  .input-lines .green {
    stroke: var(--vscode-charts-green);
  }
  .input-lines .purple {
    stroke: var(--vscode-charts-purple);
  }
  .swatch.green {
    border-color: var(--vscode-charts-green);
  }
  .swatch.purple {
    border-color: var(--vscode-charts-purple);
  }
  .swatch.red {
    border-color: var(--vscode-charts-red);
  }
  .tokens {
    display: grid;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.92em;
    grid-template-columns: repeat(var(--steps), minmax(0, 1fr));
  }
  .tokens li {
    overflow: hidden;
    text-align: center;
    text-overflow: ellipsis;
    white-space: pre;
  }
  lab-heat-map {
    display: block;
  }
  lab-heat-map canvas {
    display: block;
    height: clamp(32px, calc(var(--rows, 8) * 12px), 260px);
    outline: 1px solid var(--line);
    outline-offset: -1px;
    width: 100%;
  }
  lab-heat-map canvas:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .ends {
    display: flex;
    justify-content: space-between;
  }
  table.data td.sum {
    min-width: 26ch;
    text-align: start;
    white-space: normal;
  }
  table.data th.sum {
    text-align: start;
  }
  .inspect .body .table-scroll:has(.by-hand) {
    max-height: 460px;
  }
  table.by-hand td,
  table.by-hand th {
    vertical-align: top;
  }
  .formulas,
  table.data td.sum,
  .output-sum .sum {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.92em;
  }
  table.data.outputs {
    justify-self: start;
  }
  .outputs tr.own th,
  .outputs tr.own td,
  .compared tr.own th,
  .compared tr.own td {
    font-weight: 600;
  }
  .formulas,
  .output-sum {
    overflow-wrap: anywhere;
  }
  .epoch-choice {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
  }
  .epoch-choice span {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
    min-width: 12ch;
  }
  .epoch-choice input {
    accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
    flex: 0 1 240px;
    margin: 0;
    min-width: 0;
  }
  lab-gradient-chart {
    display: block;
    min-width: 0;
  }
`;

import { css } from 'lit';

/** Cards with pictures: the task and the topology. */
export const choiceStyles = css`
  .task-choice {
    display: grid;
    gap: 8px;
    margin-bottom: 12px;
  }
  .cards {
    display: grid;
    gap: 8px;
  }
  .cards.tasks {
    grid-template-columns: repeat(5, minmax(0, 1fr));
  }
  .cards.topologies {
    gap: 6px;
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }
  .card {
    align-items: center;
    background: transparent;
    border: 1px solid var(--line);
    border-radius: 4px;
    color: inherit;
    column-gap: 10px;
    cursor: pointer;
    display: flex;
    font: inherit;
    line-height: 1.3;
    min-width: 0;
    padding: 6px 10px;
    text-align: start;
  }
  .card:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .card[aria-checked='true'] {
    background: color-mix(in srgb, var(--vscode-focusBorder) 14%, transparent);
    border-color: var(--vscode-focusBorder);
    cursor: default;
  }
  .vscode-high-contrast .card[aria-checked='true'] {
    outline: 2px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    outline-offset: -2px;
  }
  .card .words {
    display: grid;
    gap: 2px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .card .description {
    color: var(--muted);
    font-size: 0.92em;
  }
  .cards.topologies .card {
    flex-direction: column;
    padding: 6px 4px;
    text-align: center;
  }
  .cards.topologies .words {
    font-size: 0.92em;
    margin-top: auto;
    padding-top: 4px;
  }
  .tasks svg.topology {
    flex: none;
    height: 64px;
    width: auto;
    max-width: 92px;
  }
  .topologies svg.topology {
    height: 88px;
    max-width: 100%;
    width: auto;
  }
  svg.topology rect {
    fill: color-mix(in srgb, currentColor 14%, transparent);
    stroke: currentColor;
    stroke-width: 1;
  }
  svg.topology rect.in {
    fill: color-mix(in srgb, var(--vscode-charts-green) 45%, transparent);
    stroke: var(--vscode-charts-green);
  }
  svg.topology rect.out {
    fill: color-mix(in srgb, var(--vscode-charts-blue) 55%, transparent);
    stroke: var(--vscode-charts-blue);
  }
  svg.topology .arrow {
    fill: none;
    stroke: currentColor;
    stroke-opacity: 0.75;
  }
  svg.topology .dot {
    fill: currentColor;
  }
  svg.topology text {
    fill: currentColor;
    font-family: var(--vscode-font-family, sans-serif);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .why {
    color: var(--muted);
    column-gap: 6px;
    display: flex;
  }
  .in-out {
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .topology-choice.single {
    align-items: center;
    column-gap: 16px;
    grid-template-columns: auto minmax(0, 1fr);
  }
  .topology-choice.single .cards {
    grid-template-columns: minmax(0, auto);
  }
  .topology-choice.single .card {
    padding: 6px 14px;
  }
  .topology-choice {
    display: grid;
    gap: 10px;
  }
  @media (max-width: 1100px) {
    .cards.tasks .card {
      flex-direction: column;
      row-gap: 4px;
      text-align: center;
    }
  }
  @media (max-width: 699px) {
    .cards.tasks {
      gap: 4px;
    }
    .cards.tasks .card {
      padding: 4px 1px;
    }
    .cards.tasks strong {
      font-weight: normal;
      font-size: 0.92em;
      overflow-wrap: normal;
    }
    .card .description,
    .tasks svg.topology .count {
      display: none;
    }
    .tasks svg.topology {
      height: auto;
      max-height: 52px;
      max-width: 90%;
    }
  }
`;

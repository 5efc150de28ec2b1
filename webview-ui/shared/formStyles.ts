import { css } from 'lit';

/** The sentence, fields, sections and layers. */
export const formStyles = css`
  .sentence > p {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    font-size: 1.08em;
    gap: 6px;
  }
  .plan {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
    margin-top: 8px;
  }
  vscode-textfield,
  vscode-single-select {
    max-width: 100%;
  }
  vscode-textfield {
    --vscode-settings-textInputBorder: var(--vscode-contrastBorder, var(--vscode-settings-dropdownBorder, var(--line)));
  }
  vscode-textfield[invalid],
  vscode-single-select[invalid] {
    --vscode-settings-dropdownBorder: var(--vscode-inputValidation-errorBorder);
    --vscode-settings-textInputBorder: var(--vscode-inputValidation-errorBorder);
  }
  .problem {
    color: var(--vscode-errorForeground);
    margin-top: 4px;
    overflow-wrap: anywhere;
  }
  [inert] {
    opacity: 0.65;
  }

  .section.level-2 {
    border-bottom: 1px solid var(--line);
  }
  .section.level-2:first-child {
    border-top: 1px solid var(--line);
  }
  .section > summary {
    align-items: baseline;
    column-gap: 6px;
    cursor: pointer;
    display: flex;
    list-style: none;
    padding: 6px 0;
    user-select: none;
  }
  .section > summary::-webkit-details-marker {
    display: none;
  }
  .section > summary h2,
  .section > summary h3 {
    flex: none;
  }
  .section > summary h3 {
    font-weight: 400;
  }
  .section > summary .description {
    color: var(--muted);
    flex: 1;
    font-variant-numeric: tabular-nums;
    min-width: 0;
    overflow: hidden;
    text-align: end;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .section .chevron {
    align-self: center;
  }
  .section[open] > summary > .chevron {
    transform: rotate(90deg);
  }
  .section .wrong {
    align-self: center;
    color: var(--vscode-editorError-foreground, var(--vscode-errorForeground));
  }
  .section.level-2 > .body {
    display: grid;
    gap: 12px;
    padding: 4px 0 16px;
  }
  .section.level-2 > .body > * {
    min-width: 0;
  }
  .section.level-3 > summary {
    padding: 3px 0;
  }
  .section.level-3 > .body {
    padding: 4px 0 4px;
  }

  .fields {
    display: grid;
    gap: 8px;
  }
  .field {
    align-items: center;
    column-gap: 12px;
    display: grid;
    grid-template-columns: minmax(96px, 136px) minmax(0, 1fr);
  }
  .field > label {
    cursor: help;
    overflow-wrap: anywhere;
  }
  .field .control {
    align-items: center;
    column-gap: 6px;
    display: flex;
    min-width: 0;
  }
  .field .unit {
    color: var(--muted);
  }
  .field .problem {
    grid-column: 1 / -1;
  }
  .field.checkbox {
    grid-template-columns: minmax(0, 1fr);
  }
  .nested {
    border-inline-start: 1px solid var(--line);
    display: grid;
    gap: 8px;
    margin-inline-start: 8px;
    padding-inline-start: 14px;
  }
  .nested .field:not(.checkbox) {
    grid-template-columns: minmax(96px, 112px) minmax(0, 1fr);
  }

  .layer-list {
    display: grid;
    gap: 8px;
  }
  .layer {
    border: 1px solid var(--line);
    border-radius: 4px;
    padding: 6px 10px;
  }
  .layer > .fields {
    margin-top: 8px;
  }
  .layer > .section {
    margin-top: 4px;
  }
  .layer-head {
    align-items: center;
    column-gap: 10px;
    display: flex;
    min-height: 22px;
  }
  .layer-head[draggable='true'] {
    cursor: grab;
  }
  .layer-name {
    font-weight: 600;
  }
  .layer-shape {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .layer-actions {
    display: flex;
    margin-inline-start: auto;
  }
  .add {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .warnings {
    display: grid;
    gap: 6px;
  }
  .warnings li {
    column-gap: 6px;
    display: flex;
    overflow-wrap: anywhere;
  }
  table.column-list {
    width: 100%;
  }
  table.column-list th,
  table.column-list td {
    padding-inline-start: 7px;
  }
  table.column-list th[scope='row'] {
    max-width: 150px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  table.column-list vscode-checkbox {
    display: inline-flex;
    height: 18px;
    vertical-align: middle;
  }
  table.column-list .codicon {
    color: var(--muted);
    vertical-align: -3px;
  }
  table.column-list .range {
    color: var(--muted);
    display: block;
    font-size: 0.92em;
    overflow: hidden;
    padding-inline-start: 20px;
    text-overflow: ellipsis;
  }
  table.column-list .missing {
    color: var(--vscode-editorWarning-foreground);
  }
  table.column-list .box {
    text-align: center;
  }
  table.column-list .role {
    text-align: start;
  }
  table.column-list .role vscode-single-select {
    width: 118px;
  }
  @media (max-width: 420px) {
    table.column-list th[scope='row'] {
      max-width: 92px;
    }
    table.column-list th,
    table.column-list td {
      padding-inline-start: 3px;
    }
    table.column-list .role vscode-single-select {
      width: 84px;
    }
  }
  vscode-textfield.text {
    width: 100%;
  }
`;

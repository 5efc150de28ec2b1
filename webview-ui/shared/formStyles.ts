import { css } from 'lit';

/** The sentence, fields and sections. */
export const formStyles = css`
  .sentence p:first-child {
    align-items: center;
    column-gap: 6px;
    display: flex;
    flex-wrap: wrap;
    font-size: 1.08em;
    row-gap: 6px;
  }
  vscode-textfield[invalid],
  vscode-single-select[invalid] {
    --vscode-settings-textInputBorder: var(--vscode-inputValidation-errorBorder);
  }
  .problem {
    color: var(--vscode-errorForeground);
    margin-top: 4px;
  }
  [inert] {
    opacity: 0.65;
  }
`;

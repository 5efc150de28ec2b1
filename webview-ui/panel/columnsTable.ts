import { type TemplateResult, html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/index.js';

import type { Experiment } from '../../src/spec/experiment';
import type { ColumnProfile } from '../../src/spec/profile';
import { describe } from '../shared/describe';
import { withInput, withTargetChecked } from '../shared/draftEdits';
import { problemLines } from '../shared/fields';
import { formatCount, formatNumber, formatTimeRange } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';

const kinds = { numeric: 'Number', time: 'Time', categorical: 'Category', text: 'Text' } as const;
const kindIcons = {
  numeric: 'symbol-numeric',
  time: 'calendar',
  categorical: 'symbol-enum',
  text: 'symbol-string',
} as const;

/** The columns of the file: what they hold, and which of them are fed and predicted. */
export function columnsTable(store: PageStore, draft: Experiment, columns: readonly ColumnProfile[]): TemplateResult {
  const { data } = draft;
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  const problems = store.allProblems.filter(({ path }) => /^data\.(inputs|targets)(\.|$)/.test(path));
  return html`<div class="table-scroll" id="field-data-inputs" tabindex="-1">
      <table class="data column-list" id="field-data-targets" tabindex="-1">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col" title=${terms.input}>Input</th>
            <th scope="col" title=${terms.target}>Target</th>
            <th scope="col">Range</th>
            <th scope="col" title=${terms.missing}>Missing</th>
          </tr>
        </thead>
        <tbody>
          ${columns.map(
            (column) =>
              html`<tr>
                <th scope="row" title="${column.name} (${kinds[column.kind].toLowerCase()})">
                  <span
                    class="codicon codicon-${kindIcons[column.kind]}"
                    role="img"
                    aria-label=${kinds[column.kind]}
                  ></span>
                  <span class="name">${column.name}</span>
                </th>
                <td>
                  ${roleBox(column, inputs, `Feed ${column.name} to the network`, (checked) =>
                    store.replaceDraft(withInput(store.draft ?? draft, column.name, checked)),
                  )}
                </td>
                <td>
                  ${roleBox(column, data.targets, `Predict ${column.name}`, (checked) =>
                    store.replaceDraft(withTargetChecked(store.draft ?? draft, column.name, checked)),
                  )}
                </td>
                <td>${rangeOf(column)}</td>
                <td>${column.missing === 0 ? '–' : formatCount(column.missing)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${problemLines(problems)}`;
}

function roleBox(
  column: ColumnProfile,
  chosen: readonly string[],
  label: string,
  change: (checked: boolean) => void,
): TemplateResult | string {
  const checked = chosen.includes(column.name);
  if (column.kind !== 'numeric' && !checked) return '';
  return html`<vscode-checkbox
    ${describe({ label, description: '', invalid: false })}
    title=${label}
    .checked=${live(checked)}
    @change=${(event: Event) => change((event.currentTarget as VscodeCheckbox).checked)}
  ></vscode-checkbox>`;
}

function rangeOf({ numeric, time, distinct, misfits }: ColumnProfile): string {
  if (numeric) {
    return numeric.constant
      ? `always ${formatNumber(numeric.min)}`
      : `${formatNumber(numeric.min)} – ${formatNumber(numeric.max)}`;
  }
  if (time) return formatTimeRange(time.first, time.last, time.frequency);
  const misfit = misfits[0];
  if (misfit) return `“${misfit.text}” in line ${formatCount(misfit.line)}`;
  return distinct === null ? 'many values' : `${formatCount(distinct)} values`;
}

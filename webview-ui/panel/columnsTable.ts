import { type TemplateResult, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';

import type { Experiment } from '../../src/spec/experiment';
import type { ColumnProfile } from '../../src/spec/profile';
import { describe } from '../shared/describe';
import {
  type OtherRole,
  otherRole,
  withInput,
  withOnlyInput,
  withOtherRole,
  withTarget,
  withTargetChecked,
} from '../shared/draftEdits';
import { problemLines } from '../shared/fields';
import { formatCount, formatNumber, formatTimeRange } from '../shared/format';
import { memoized } from '../shared/memoized';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { canBeInput, canBeTarget, otherRoles } from './columnRoles';

const kinds = { numeric: 'Number', time: 'Time', categorical: 'Category', text: 'Text' } as const;
const kindIcons = {
  numeric: 'symbol-numeric',
  time: 'calendar',
  categorical: 'symbol-enum',
  text: 'symbol-string',
} as const;

/** The columns of the file: what they hold, and what each is to the network. */
export function columnsTable(store: PageStore, draft: Experiment, columns: readonly ColumnProfile[]): TemplateResult {
  const problems = store.allProblems.filter(({ path }) =>
    /^data\.(inputs|targets|known|static|series)(\.|$)/.test(path),
  );
  const feeds = columns.some((column) => canBeInput(draft, column));
  const hasRoles = columns.some((column) => otherRoles(draft, column).length > 0);
  return html`<div class="table-scroll" id="field-data-inputs" tabindex="-1">
      <table class="data column-list" id="field-data-targets" tabindex="-1">
        <thead>
          <tr>
            <th scope="col">Column</th>
            ${feeds ? html`<th scope="col" class="box" title=${terms.input}>Input</th>` : nothing}
            <th scope="col" class="box" title=${terms.target}>Target</th>
            ${hasRoles ? html`<th scope="col" class="role" title=${terms.role}>Role</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${columns.map((column) => columnRow(store, draft, column, { feeds, hasRoles }))}
        </tbody>
      </table>
    </div>
    ${problemLines(problems)}`;
}

function columnRow(
  store: PageStore,
  draft: Experiment,
  column: ColumnProfile,
  { feeds, hasRoles }: { feeds: boolean; hasRoles: boolean },
): TemplateResult {
  const { name, kind } = column;
  const { data, task } = draft;
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  const current = (): Experiment => store.draft ?? draft;
  // Texts are read from one column, and a task but the forecast tells one.
  const oneInput = draft.model.tokens !== null;
  const oneTarget = task !== 'forecast';
  const other = otherRole(draft, name);
  const input = feeds && (canBeInput(draft, column) || inputs.includes(name)) && other === 'none';
  const target = (canBeTarget(draft, column) || data.targets.includes(name)) && other === 'none';
  return html`<tr>
    <th scope="row" title="${name} (${kinds[kind].toLowerCase()})">
      <span class="codicon codicon-${kindIcons[kind]}" role="img" aria-label=${kinds[kind]}></span>
      <span class="name">${name}</span>
      <span class="range">${rangeOf(column)}${missingOf(column)}</span>
    </th>
    ${
      feeds
        ? html`<td class="box">
            ${
              input
                ? roleBox(inputs.includes(name), `Feed ${name} to the network`, (checked) =>
                    store.replaceDraft(oneInput ? withOnlyInput(current(), name) : withInput(current(), name, checked)),
                  )
                : nothing
            }
          </td>`
        : nothing
    }
    <td class="box">
      ${
        target
          ? roleBox(data.targets.includes(name), `Predict ${name}`, (checked) =>
              store.replaceDraft(oneTarget ? withTarget(current(), name) : withTargetChecked(current(), name, checked)),
            )
          : nothing
      }
    </td>
    ${hasRoles ? html`<td class="role">${roleSelect(store, draft, column, other)}</td>` : nothing}
  </tr>`;
}

function roleBox(checked: boolean, label: string, change: (checked: boolean) => void): TemplateResult {
  return html`<vscode-checkbox
    ${describe({ label, description: '', invalid: false })}
    title=${label}
    .checked=${live(checked)}
    @change=${(event: Event) => change((event.currentTarget as VscodeCheckbox).checked)}
  ></vscode-checkbox>`;
}

function roleSelect(
  store: PageStore,
  draft: Experiment,
  column: ColumnProfile,
  role: OtherRole,
): TemplateResult | typeof nothing {
  const options = otherRoles(draft, column);
  if (options.length === 0) return nothing;
  const label = `Role of ${column.name}`;
  return html`<vscode-single-select
    .label=${label}
    .options=${memoized(options)}
    .value=${live(role)}
    title=${terms.role}
    ${describe({ description: terms.role, invalid: false })}
    @change=${(event: Event) =>
      store.replaceDraft(
        withOtherRole(
          store.draft ?? draft,
          column.name,
          (event.currentTarget as VscodeSingleSelect).value as OtherRole,
        ),
      )}
  ></vscode-single-select>`;
}

function missingOf({ missing }: ColumnProfile): TemplateResult | typeof nothing {
  return missing === 0
    ? nothing
    : html`, <span class="missing" title=${terms.missing}>${formatCount(missing)} missing</span>`;
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

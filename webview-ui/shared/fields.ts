import { type TemplateResult, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';

import type { Problem } from '../../src/spec/problem';
import { describe } from './describe';
import { memoized } from './memoized';
import { type NumberKind, parseNumber } from './parseNumber';
import { getAt, textAt } from './paths';
import { type PageStore, sentence } from './store';
import { styleProperties } from './styleProperties';

/** A field of the draft: where its value lives, what it is called and what it means. */
export interface Field {
  readonly path: string;
  readonly label: string;
  /** One line, shown on hover and read by screen readers. */
  readonly explanation: string;
  /** In the sentence: no label of its own, and as narrow as its content. */
  readonly inline?: boolean;
}

export interface NumberField extends Field {
  readonly kind: NumberKind;
  /** An empty field is `null` in the draft, shown as this placeholder. */
  readonly emptyMeans?: string;
  readonly unit?: string;
  /** Width in digits. */
  readonly digits?: number;
  /** Arrow keys change the value by this much; a factor for values that live on a logarithmic scale. */
  readonly step?: number | 'tenfold';
  /** What is shown where it is not what the draft holds at the path (per cent for a share). */
  readonly value?: number | null;
  /** Instead of a plain edit of the path. */
  readonly change?: (value: number | null) => void;
}

export interface Option<T extends string = string> {
  readonly value: T;
  readonly label: string;
  readonly description?: string;
}

export interface SelectField<T extends string = string> extends Field {
  readonly options: readonly Option<T>[];
  readonly value?: string;
  readonly change?: (value: T) => void;
}

/** Ids are paths with dashes: unique, and stable for tests and labels. The sentence repeats fields of the sections. */
export function idOf(path: string, inline = false): string {
  return `${inline ? 'sentence' : 'field'}-${path.replaceAll('.', '-')}`;
}

export function numberField(store: PageStore, field: NumberField): TemplateResult {
  const { path, label, kind, inline } = field;
  const value = field.value === undefined ? getAt(store.draft, path) : field.value;
  const text = store.textOf(path, value);
  const problems = store.problemsAt(path);
  const typed = (event: Event): void => {
    store.typeNumber(field, (event.currentTarget as VscodeTextfield).value);
  };
  const stepped = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    const current = parseNumber(store.textOf(path, value), kind);
    if (direction === 0 || current === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    store.typeNumber(field, nextStep(current, direction, field));
  };
  const control = html`<vscode-textfield
    id=${idOf(path, inline)}
    class="number"
    .label=${label}
    .value=${live(text)}
    .invalid=${problems.length > 0}
    placeholder=${field.emptyMeans ?? ''}
    autocomplete="off"
    title=${field.explanation}
    ${styleProperties({ width: `calc(${Math.max(field.digits ?? 6, inline ? text.length : 0)}ch + 14px)` })}
    ${describe({
      description: descriptionOf(field, problems),
      invalid: problems.length > 0,
      inputMode: kind === 'number' ? 'decimal' : 'numeric',
    })}
    @input=${typed}
    @keydown=${stepped}
  ></vscode-textfield>`;
  return inline ? control : labelled(field, problems, control, field.unit);
}

/** A field for a text of one line. */
export function textField(store: PageStore, field: Field & { readonly emptyMeans?: string }): TemplateResult {
  const { path } = field;
  const problems = store.problemsAt(path);
  const control = html`<vscode-textfield
    id=${idOf(path)}
    class="text"
    .label=${field.label}
    .value=${live(textAt(store.draft, path))}
    .invalid=${problems.length > 0}
    placeholder=${field.emptyMeans ?? ''}
    autocomplete="off"
    title=${field.explanation}
    ${describe({ description: descriptionOf(field, problems), invalid: problems.length > 0 })}
    @input=${(event: Event) => store.edit(path, (event.currentTarget as VscodeTextfield).value)}
  ></vscode-textfield>`;
  return labelled(field, problems, control);
}

function nextStep(value: number, direction: 1 | -1, { step = 1, kind }: NumberField): string {
  const next = step === 'tenfold' ? value * 10 ** direction : value + direction * step;
  const least = kind === 'count' ? 1 : kind === 'whole' ? 0 : -Infinity;
  return String(Number(Math.max(least, next).toPrecision(12)));
}

export function selectField<T extends string>(store: PageStore, field: SelectField<T>): TemplateResult {
  const { path, label, options, inline, change } = field;
  const problems = store.problemsAt(path);
  const value = field.value ?? textAt(store.draft, path);
  const chosen = (event: Event): void => {
    const next = (event.currentTarget as VscodeSingleSelect).value as T;
    if (change) change(next);
    else store.edit(path, next);
  };
  const longest = Math.max(...options.map((option) => option.label.length), 3);
  const control = html`<vscode-single-select
    id=${idOf(path, inline)}
    .label=${label}
    .options=${memoized(options)}
    .value=${live(value)}
    .invalid=${problems.length > 0}
    title=${field.explanation}
    ${styleProperties({ width: `calc(${Math.min(longest, inline ? 24 : 22)}ch + 34px)` })}
    ${describe({ description: descriptionOf(field, problems), invalid: problems.length > 0 })}
    @change=${chosen}
  ></vscode-single-select>`;
  return inline ? control : labelled(field, problems, control);
}

export interface CheckboxField extends Field {
  readonly value?: boolean;
  readonly change?: (checked: boolean) => void;
}

export function checkboxField(store: PageStore, field: CheckboxField): TemplateResult {
  const { path, label, explanation, change } = field;
  const toggled = (event: Event): void => {
    const { checked } = event.currentTarget as VscodeCheckbox;
    if (change) change(checked);
    else store.edit(path, checked);
  };
  return html`<div class="field checkbox">
    <vscode-checkbox
      id=${idOf(path)}
      label=${label}
      title=${explanation}
      .checked=${live(field.value ?? Boolean(getAt(store.draft, path)))}
      @change=${toggled}
    ></vscode-checkbox>
    ${problemLines(store.problemsAt(path))}
  </div>`;
}

function labelled(field: Field, problems: readonly Problem[], control: TemplateResult, unit?: string): TemplateResult {
  return html`<div class="field">
    <label for=${idOf(field.path)} title=${field.explanation}>${field.label}</label>
    <div class="control">${control}${unit ? html`<span class="unit">${unit}</span>` : nothing}</div>
    ${problemLines(problems)}
  </div>`;
}

/** What is wrong and the next step, under the field it belongs to. */
export function problemLines(problems: readonly Problem[]): TemplateResult | typeof nothing {
  if (problems.length === 0) return nothing;
  return html`<div class="problem">
    ${[...new Set(problems.map(problemText))].map((text) => html`<p>${text}</p>`)}
  </div>`;
}

function problemText({ message, hint }: Problem): string {
  return `${sentence(message)} ${hint}`;
}

function descriptionOf({ explanation }: Field, problems: readonly Problem[]): string {
  return [...problems.map(problemText), explanation].join(' ');
}

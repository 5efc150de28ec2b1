import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { Condition, PageGenerateParams } from '../../../src/protocol/webview';
import type { Experiment } from '../../../src/spec/experiment';
import { describe } from '../../shared/describe';
import { memoized } from '../../shared/memoized';
import { numberProblem, parseNumber } from '../../shared/parseNumber';
import { terms } from '../../shared/terms';
import { textList } from './samplesView';

const numbers = {
  temperature: { label: 'Temperature', explanation: terms.temperature, least: 0, most: 100, kind: 'number' },
  length: { label: 'Length', explanation: terms.sampleLength, least: 1, most: 100_000, kind: 'count' },
  topK: { label: 'Top-k', explanation: terms.topK, least: 1, most: 1e9, kind: 'count' },
  count: { label: 'Texts', explanation: terms.sampleCount, least: 1, most: 100, kind: 'count' },
} as const;
type NumberName = keyof typeof numbers;

/** Writes texts with a trained network: from a start, on a condition, as boldly as the temperature says. */
@customElement('lab-generate')
export class GenerateBox extends LitElement {
  @property({ attribute: false }) sampling!: Experiment['sampling'];
  @property({ attribute: false }) conditions: readonly Condition[] = [];
  /** Changes with the run: what another network wrote is not this one's. */
  @property({ attribute: false }) run = '';
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) write: (params: PageGenerateParams) => Promise<string[] | null> = () =>
    Promise.resolve(null);
  @state() private texts: readonly string[] = [];
  @state() private writing = false;
  @state() private values: Record<NumberName, string> | null = null;
  @state() private start: string | null = null;
  @state() private chosen: Record<string, string> = {};
  #seed = 1;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('run')) this.texts = [];
    if (this.values) return;
    const { temperature, length, topK } = this.sampling;
    this.values = {
      temperature: String(temperature),
      length: String(length),
      topK: topK === null ? '' : String(topK),
      count: '1',
    };
  }

  #number(name: NumberName): number | null {
    const { kind, least, most } = numbers[name];
    const value = parseNumber(this.values?.[name] ?? '', kind);
    return value !== null && value >= least && value <= most ? value : null;
  }

  #problem(name: NumberName): string | null {
    if (name === 'topK' && this.values?.topK.trim() === '') return null;
    if (this.#number(name) !== null) return null;
    const { label, kind, least, most } = numbers[name];
    const range = most === 1e9 ? `at least ${least}` : `from ${least} to ${most}`;
    return `${numberProblem(label, kind)}, ${range}.`;
  }

  readonly #write = async (): Promise<void> => {
    const [temperature, length, count] = [this.#number('temperature'), this.#number('length'), this.#number('count')];
    if (temperature === null || length === null || count === null) return;
    this.writing = true;
    const condition = Object.fromEntries(
      this.conditions.map(({ column, values }) => [column, this.chosen[column] ?? values[0] ?? '']),
    );
    const texts = await this.write({
      count,
      length,
      temperature,
      topK: this.#number('topK'),
      start: this.start ?? this.sampling.start,
      seed: this.#seed++,
      condition,
    });
    this.writing = false;
    if (texts) this.texts = texts;
  };

  protected override render(): TemplateResult {
    const problems = (Object.keys(numbers) as NumberName[]).flatMap((name) => this.#problem(name) ?? []);
    return html`<section class="generate" aria-label="Generate">
      <h2>Generate</h2>
      <div class="generate-fields">
        ${this.conditions.map((condition) => this.#condition(condition))} ${this.#startField()}
        ${(Object.keys(numbers) as NumberName[]).map((name) => this.#numberField(name))}
        <vscode-button
          icon="edit-sparkle"
          ?disabled=${this.writing || this.disabled || problems.length > 0}
          aria-disabled=${String(this.writing || this.disabled || problems.length > 0)}
          @click=${this.#write}
          >${this.writing ? 'Writing…' : 'Generate'}</vscode-button
        >
      </div>
      ${problems.length > 0 ? html`<div class="problem">${problems.map((text) => html`<p>${text}</p>`)}</div>` : nothing}
      <div role="status">${this.texts.length > 0 ? textList(this.texts) : nothing}</div>
    </section>`;
  }

  #condition({ column, values }: Condition): TemplateResult {
    const label = `Condition: ${column}`;
    const value = this.chosen[column] ?? values[0] ?? '';
    const change = (next: string): void => {
      this.chosen = { ...this.chosen, [column]: next };
    };
    return html`<label title=${terms.condition}
      ><span>${column}</span> ${
        values.length > 0
          ? html`<vscode-single-select
              .label=${label}
              .options=${memoized(values.map((one) => ({ value: one, label: one })))}
              .value=${value}
              ?combobox=${values.length > 12}
              @change=${(event: Event) => change((event.currentTarget as VscodeSingleSelect).value)}
            ></vscode-single-select>`
          : html`<vscode-textfield
              class="number"
              .label=${label}
              .value=${value}
              @input=${(event: Event) => change((event.currentTarget as VscodeTextfield).value)}
            ></vscode-textfield>`
      }</label
    >`;
  }

  #startField(): TemplateResult {
    return html`<label class="start" title=${terms.start}
      ><span>Start</span
      ><vscode-textfield
        .label=${'Start'}
        placeholder="from nothing"
        .value=${this.start ?? this.sampling.start}
        @input=${(event: Event) => {
          this.start = (event.currentTarget as VscodeTextfield).value;
        }}
      ></vscode-textfield
    ></label>`;
  }

  #numberField(name: NumberName): TemplateResult {
    const { label, explanation, kind } = numbers[name];
    const problem = this.#problem(name);
    return html`<label title=${explanation}
      ><span>${label}</span
      ><vscode-textfield
        class="number"
        .label=${label}
        placeholder=${name === 'topK' ? 'all' : ''}
        .value=${this.values?.[name] ?? ''}
        .invalid=${problem !== null}
        ${describe({
          description: `${problem ?? ''} ${explanation}`.trim(),
          invalid: problem !== null,
          inputMode: kind === 'number' ? 'decimal' : 'numeric',
        })}
        @input=${(event: Event) => {
          if (this.values) this.values = { ...this.values, [name]: (event.currentTarget as VscodeTextfield).value };
        }}
      ></vscode-textfield
    ></label>`;
  }
}

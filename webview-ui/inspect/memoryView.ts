import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';

import type { InspectQuery } from '../../src/protocol/inspection';
import type { ErrorReport } from '../../src/spec/errors';
import type { InspectedLayer, Inspection } from '../../src/spec/inspection';
import type { SplitName, Summary } from '../../src/spec/run';
import '../shared/charts/heatMap';
import { describe } from '../shared/describe';
import { formatCount } from '../shared/format';
import { memoized } from '../shared/memoized';
import { messageView } from '../shared/message';
import { parseNumber } from '../shared/parseNumber';
import { styleProperties } from '../shared/styleProperties';
import { handView } from './handView';
import { inputLegend, inputView } from './inputView';
import { stepsTable } from './memoryTable';
import { type Shown, rangeOf, shownOf, valuesOf } from './memoryWords';
import { outputsView } from './outputsView';
import { waiting } from './waiting';

const partLabels: Record<SplitName, string> = { test: 'Test', validation: 'Validation', train: 'Training' };

/** What the network remembers of one example, step by step. */
@customElement('lab-memory')
export class MemoryView extends LitElement {
  /** Changes with the run. */
  @property({ attribute: false }) run = '';
  @property({ attribute: false }) windows: Summary['windows'] = { train: 0, validation: 0, test: 0 };
  @property({ attribute: false }) look: (query: InspectQuery) => Promise<Inspection | { error: ErrorReport }> = () =>
    Promise.reject(new Error('nowhere to look'));
  @state() private query: InspectQuery = { split: 'test', index: 0 };
  @state() private seen: Inspection | null = null;
  @state() private error: ErrorReport | null = null;
  @state() private looking = false;
  @state() private layer = 0;
  @state() private shown = 'hidden';
  /** The number as typed, while it is no example's. */
  @state() private typed: string | null = null;
  #asked = 0;
  readonly #columns = new WeakMap<object, (number | null)[][]>();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('run')) return;
    this.seen = null;
    this.layer = 0;
    const [split] = this.#parts;
    if (split) this.#ask({ split, index: 0 });
  }

  get #parts(): SplitName[] {
    return (['test', 'validation', 'train'] as const).filter((split) => this.windows[split] > 0);
  }

  get #count(): number {
    return this.windows[this.query.split];
  }

  /** Asks for an example; while one is on its way, only the newest wish is asked for after it. */
  #ask(query: InspectQuery): void {
    this.query = query;
    this.typed = null;
    this.#asked += 1;
    if (!this.looking) void this.#lookAtNewest();
  }

  async #lookAtNewest(): Promise<void> {
    this.looking = true;
    for (let asked = -1; asked !== this.#asked;) {
      asked = this.#asked;
      const { run } = this;
      const answer = await this.look(this.query);
      if (asked !== this.#asked || run !== this.run) continue;
      if ('error' in answer) [this.error, this.seen] = [answer.error, null];
      else [this.error, this.seen] = [null, answer];
    }
    this.looking = false;
  }

  protected override render(): TemplateResult {
    const { seen, error, looking } = this;
    return html`<h3>Memory</h3>
      ${this.#parts.length === 0 ? html`<p class="note">This run has no examples to look at.</p>` : this.#choice()}
      ${looking ? waiting(seen ? 'Looking…' : 'Opening the run and its data…') : nothing}
      ${
        error && !looking
          ? messageView({
              kind: 'error',
              text: error.message,
              hint: error.hint,
              actions: [{ label: 'Try again', run: () => this.#ask(this.query) }],
            })
          : nothing
      }
      ${seen ? this.#seenView(seen) : nothing}`;
  }

  #choice(): TemplateResult {
    const { split, index } = this.query;
    const parts = this.#parts.map((value) => ({ value, label: partLabels[value] }));
    const wrong = this.typed !== null;
    return html`<div class="example-choice">
      <vscode-single-select
        .label=${'Part'}
        .options=${memoized(parts)}
        .value=${split}
        @change=${(event: Event) =>
          this.#ask({ split: (event.currentTarget as VscodeSingleSelect).value as SplitName, index: 0 })}
      ></vscode-single-select>
      <button
        class="icon-button"
        title="Previous example"
        aria-label="Previous example"
        ?disabled=${index === 0}
        @click=${() => this.#ask({ split, index: index - 1 })}
      >
        <span class="codicon codicon-chevron-left" aria-hidden="true"></span>
      </button>
      <vscode-textfield
        class="number"
        .label=${'Example'}
        .value=${live(this.typed ?? String(index + 1))}
        .invalid=${wrong}
        autocomplete="off"
        ${describe({ description: `1 to ${this.#count}`, invalid: wrong, inputMode: 'numeric' })}
        @change=${this.#type}
      ></vscode-textfield>
      <span class="note">of ${formatCount(this.#count)}</span>
      <button
        class="icon-button"
        title="Next example"
        aria-label="Next example"
        ?disabled=${index >= this.#count - 1}
        @click=${() => this.#ask({ split, index: index + 1 })}
      >
        <span class="codicon codicon-chevron-right" aria-hidden="true"></span>
      </button>
      ${
        wrong
          ? html`<p class="problem" role="alert">
              There is no example ${this.typed}. Enter a number from 1 to ${formatCount(this.#count)}.
            </p>`
          : nothing
      }
    </div>`;
  }

  readonly #type = (event: Event): void => {
    const text = (event.currentTarget as VscodeTextfield).value;
    const number = parseNumber(text, 'count');
    if (number === null || number < 1 || number > this.#count) this.typed = text;
    else this.#ask({ ...this.query, index: number - 1 });
  };

  #seenView(seen: Inspection): TemplateResult {
    const index = Math.min(this.layer, seen.layers.length - 1);
    const layer = seen.layers[index];
    if (!layer) return html`<p class="note">This network has no recurrent layer to look at.</p>`;
    const choices = shownOf(layer);
    const shown = choices.find(({ value }) => value === this.shown) ?? choices[0];
    if (!shown) return html``;
    return html`<figure class=${this.looking ? 'memory outdated' : 'memory'}>
        <figcaption>${inputLegend(seen)} ${this.#layerChoice(seen, choices, shown)}</figcaption>
        <div class="table-scroll memory-scroll" tabindex="0" role="region" aria-label="Input and memory by step">
          ${this.#grid(seen, layer, shown)}
        </div>
        <p class="note">${shown.explanation}</p>
        ${outputsView(seen)}
      </figure>
      ${handView(seen, index)} ${stepsTable(seen, shown.label, valuesOf(layer, shown))}`;
  }

  #layerChoice(seen: Inspection, choices: readonly Shown[], shown: Shown): TemplateResult {
    const layers = seen.layers.map(({ label }, i) => ({ value: String(i), label: `${i + 1}. ${label}` }));
    return html`<div class="controls">
      ${
        layers.length > 1
          ? html`<vscode-single-select
              .label=${'Layer'}
              .options=${memoized(layers)}
              .value=${String(this.layer)}
              @change=${(event: Event) => (this.layer = Number((event.currentTarget as VscodeSingleSelect).value))}
            ></vscode-single-select>`
          : html`<span class="note">${seen.layers[0]?.label ?? ''}</span>`
      }
      ${
        choices.length > 1
          ? html`<vscode-single-select
              .label=${'State or gate'}
              .options=${memoized(choices.map(({ value, label }) => ({ value, label })))}
              .value=${shown.value}
              @change=${(event: Event) => (this.shown = (event.currentTarget as VscodeSingleSelect).value)}
            ></vscode-single-select>`
          : nothing
      }
    </div>`;
  }

  #grid(seen: Inspection, layer: InspectedLayer, shown: Shown): TemplateResult {
    const values = valuesOf(layer, shown);
    const rows = this.#byUnit(values);
    const { steps } = seen;
    const label = `${shown.label} of ${layer.label}: ${formatCount(rows.length)} units by ${formatCount(steps.length)} steps`;
    const isText = seen.inputs.length === 0;
    const widest = isText ? steps.reduce((most, token) => Math.max(most, [...token].length), 1) : 0;
    return html`<div
      class="memory-grid"
      ${styleProperties({ '--steps': String(steps.length), '--column': isText ? `${Math.min(12, widest) + 1}ch` : '2px' })}
    >
      ${inputView(seen)}
      ${
        isText
          ? nothing
          : html`<p class="ends note">
              <span>${steps[0] ?? ''}</span><span>${steps.length > 1 ? (steps.at(-1) ?? '') : ''}</span>
            </p>`
      }
      <lab-heat-map
        .values=${rows}
        .rowNames=${rows.map((_, u) => `unit ${u + 1}`)}
        .columnNames=${steps}
        .label=${label}
        .range=${rangeOf(shown, values)}
        ${styleProperties({ '--rows': String(rows.length) })}
      ></lab-heat-map>
    </div>`;
  }

  /** [units][steps] of [steps][units]; the same for the same values. */
  #byUnit(values: InspectedLayer['hidden']): (number | null)[][] {
    let rows = this.#columns.get(values);
    if (!rows) {
      rows = (values[0] ?? []).map((_, u) => values.map((step) => step[u] ?? null));
      this.#columns.set(values, rows);
    }
    return rows;
  }
}

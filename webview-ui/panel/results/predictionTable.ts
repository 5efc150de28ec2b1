import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { ResultTable, TableQuery } from '../../../src/protocol/webview';
import type { SplitName } from '../../../src/spec/run';
import { alignedFormat, formatCount } from '../../shared/format';

/** Rows that are asked for at a time. */
const pageRows = 50;
/** Columns whose cells have no more characters are labels and times, which stay on one line; others are texts. */
const mostUnbroken = 20;

/** What was predicted, as it stands in `predictions.csv`: searched, and only what is wrong where that is asked for. */
@customElement('lab-prediction-table')
export class PredictionTable extends LitElement {
  @property({ attribute: false }) split: SplitName = 'test';
  /** Changes with the run. */
  @property({ attribute: false }) run = '';
  @property({ attribute: false }) query: (query: TableQuery) => Promise<ResultTable | null> = () =>
    Promise.resolve(null);
  @state() private table: ResultTable | null = null;
  @state() private search = '';
  @state() private wrong = false;
  @state() private count = pageRows;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('run') || changed.has('split')) {
      this.count = pageRows;
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const { split, search, wrong, count } = this;
    const table = await this.query({ split, search, wrong, from: 0, count });
    if (table && asked === this.#asked) this.table = table;
  }

  #askSoon(ms: number): void {
    this.count = pageRows;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { table } = this;
    if (!table) return nothing;
    const compares = table.columns.includes('actual') && table.columns.includes('predicted');
    return html`<figure>
      <figcaption>
        <h2>Predictions</h2>
        <div class="controls">
          ${
            compares
              ? html`<vscode-checkbox
                  label="Only wrong ones"
                  .checked=${this.wrong}
                  @change=${(event: Event) => {
                    this.wrong = (event.currentTarget as VscodeCheckbox).checked;
                    this.#askSoon(0);
                  }}
                ></vscode-checkbox>`
              : nothing
          }
          <vscode-textfield
            .label=${'Search the predictions'}
            placeholder="Search"
            @input=${(event: Event) => {
              this.search = (event.currentTarget as VscodeTextfield).value;
              this.#askSoon(200);
            }}
          ></vscode-textfield>
        </div>
      </figcaption>
      ${table.rows.length > 0 ? this.#rows(table, compares) : html`<p class="note">Nothing matches.</p>`}
      <p class="note" role="status">
        ${formatCount(table.rows.length)} of ${formatCount(table.total)}
        ${
          table.total > table.rows.length && this.count < 1000
            ? html` ·
                <button
                  class="link"
                  @click=${() => {
                    this.count = Math.min(1000, this.count * 4);
                    void this.#ask();
                  }}
                >
                  Show more
                </button>`
            : nothing
        }
      </p>
    </figure>`;
  }

  #rows({ columns, rows }: ResultTable, compares: boolean): TemplateResult {
    // Columns that say nothing here: the part that was asked for, the only step, series where there is one.
    const plain = (name: string, i: number): boolean =>
      name === 'split' ||
      rows.every((row) => row[i] === '') ||
      (name === 'step' && rows.every((row) => row[i] === '1'));
    const shown = columns.flatMap((name, i) => (plain(name, i) ? [] : [i]));
    const numeric = new Set(shown.filter((i) => rows.every((row) => row[i] === '' || isNumber(row[i]))));
    const short = new Set(shown.filter((i) => rows.every((row) => (row[i]?.length ?? 0) <= mostUnbroken)));
    const formats = new Map([...numeric].map((i) => [i, cellFormat(rows.map((row) => row[i] ?? ''))]));
    const heading = (i: number): string => {
      const name = columns[i] ?? '';
      if (name === 'time' && numeric.has(i)) return 'Row';
      // Other columns are probabilities, named after the classes of the file.
      return ownColumns.has(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
    };
    const [actual, predicted] = [columns.indexOf('actual'), columns.indexOf('predicted')];
    const wrongMark = html`<span class="codicon codicon-close" role="img" aria-label="wrong:"></span>`;
    return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Predictions">
      <table class="data texts">
        <thead>
          <tr>
            ${shown.map((i) => html`<th scope="col" class=${numeric.has(i) ? 'number' : ''}>${heading(i)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => {
            const differs = compares && row[actual] !== row[predicted];
            return html`<tr>
              ${shown.map((i) => {
                const text = formats.get(i)?.(row[i] ?? '') ?? row[i] ?? '';
                // Line breaks of a text are kept, those of this template are none.
                return html`<td class=${numeric.has(i) ? 'number' : short.has(i) ? 'short' : ''}>
                  ${i === predicted && differs ? wrongMark : nothing}<span class="text" .textContent=${text}></span>
                </td>`;
              })}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}

const ownColumns: ReadonlySet<string> = new Set(['series', 'time', 'step', 'source', 'actual', 'predicted']);

const isNumber = (cell: string | undefined): boolean => cell !== undefined && /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(cell);
/** The same decimals under each other; whole numbers are names of rows and labels, and stay as they are. */
function cellFormat(cells: readonly string[]): (cell: string) => string {
  if (!cells.some((cell) => /[.e]/i.test(cell))) return (cell) => cell;
  const aligned = alignedFormat(cells.map((cell) => (cell === '' ? null : Number(cell))));
  return (cell) => (cell === '' ? '' : aligned(Number(cell)));
}

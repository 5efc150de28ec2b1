import type { ChartConfiguration, ChartDataset, ChartType } from 'chart.js';
import { LitElement, type TemplateResult, html, nothing } from 'lit';

import { type Theme, onThemeChange, theme } from '../theme';
import { Chart } from './chartSetup';

/** Rows of a chart as text: the alternative for those who cannot see it, and for those who want the numbers. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** E.g. that only some of many rows are listed, and where all of them are. */
  readonly note?: string;
}

export interface LegendEntry {
  readonly label: string;
  /** Class of the swatch: the stylesheet gives it the colour and dash of the line. */
  readonly swatch: string;
}

/**
 * What Chart.js draws. Its own types of options, once merged, do not hold under `exactOptionalPropertyTypes`.
 */
export interface Drawing {
  readonly type: ChartType;
  readonly data: { readonly datasets: readonly (ChartDataset | ChartDataset<'line'>)[] };
  readonly options: object;
}

/**
 * A chart with heading, legend, canvas and table. Subclasses say what to draw; this class makes the canvas, follows the
 * theme, and draws at most once an update. Light DOM, so that the page's one stylesheet applies.
 */
export abstract class ChartElement extends LitElement {
  #chart: Chart | null = null;
  #unsubscribe: (() => void) | null = null;
  #tableOpen = false;

  protected abstract readonly heading: string;
  /** One or two sentences that say what the chart shows now. */
  protected abstract get summary(): string;
  protected abstract get legend(): readonly LegendEntry[];
  protected abstract configure(theme: Theme): Drawing;
  protected abstract table(): ChartTable;
  protected controls(): TemplateResult | typeof nothing {
    return nothing;
  }
  protected footer(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** Changes when the data do, and only then is the canvas drawn anew. */
  protected abstract get dataKey(): unknown;

  /** Changes when more than points does: axes, lines, labels. Making those anew is most of the work of an update. */
  protected get optionsKey(): unknown {
    return this.dataKey;
  }

  #drawnKey: unknown = Symbol('never');
  #drawnOptions: unknown = Symbol('never');

  protected get chart(): Chart | null {
    return this.#chart;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = onThemeChange(() => this.redraw());
    // Moved to another place in the page (the columns change their order when the window gets narrow): the chart was
    // given back on leaving, and no property has changed that would draw it again.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#chart?.destroy();
    this.#chart = null;
    this.#drawnKey = Symbol('never');
  }

  protected override render(): TemplateResult {
    return html`<figure>
      <figcaption>
        <h2>${this.heading}</h2>
        <ul class="legend">
          ${this.legend.map(
            ({ label, swatch }) => html`<li><span class="swatch ${swatch}" aria-hidden="true"></span>${label}</li>`,
          )}
        </ul>
        <div class="controls">${this.controls()}</div>
      </figcaption>
      <div class="plot">${this.canvas()}</div>
      ${this.footer()}
      <details class="as-table" @toggle=${this.#toggleTable}>
        <summary><span class="chevron codicon codicon-chevron-right" aria-hidden="true"></span>Show as table</summary>
        ${this.#tableOpen ? renderTable(this.heading, this.table()) : nothing}
      </details>
    </figure>`;
  }

  protected canvas(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.summary}></canvas>`;
  }

  protected override updated(): void {
    const key = this.dataKey;
    if (this.#chart && key === this.#drawnKey) return;
    this.#drawnKey = key;
    if (this.#chart && this.optionsKey === this.#drawnOptions) this.#movePoints(this.#chart);
    else this.redraw();
  }

  #movePoints(chart: Chart): void {
    const { datasets } = this.configure(theme()).data;
    for (const [i, { data }] of datasets.entries()) {
      const drawn = chart.data.datasets[i];
      if (drawn) drawn.data = data;
    }
    chart.update('none');
  }

  protected redraw(): void {
    const canvas = this.querySelector('canvas');
    if (!canvas || !this.isConnected) return;
    this.#drawnOptions = this.optionsKey;
    const configuration = this.configure(theme()) as ChartConfiguration;
    if (this.#chart) {
      this.#chart.data = configuration.data;
      this.#chart.options = configuration.options ?? {};
      this.#chart.update('none');
    } else {
      this.#chart = new Chart(canvas, configuration);
    }
  }

  readonly #toggleTable = (event: Event): void => {
    this.#tableOpen = (event.currentTarget as HTMLDetailsElement).open;
    this.requestUpdate();
  };
}

function renderTable(caption: string, { columns, rows, note }: ChartTable): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="${caption} as a table">
      <table class="data">
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${note ? html`<p class="note">${note}</p>` : nothing}`;
}

/** At most `count` indices of `length`, evenly spread, first and last among them. */
export function spread(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}

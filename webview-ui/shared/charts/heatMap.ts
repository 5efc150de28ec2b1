import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { formatNumber } from '../format';
import { type Theme, onThemeChange, theme } from '../theme';

/** Cells that are drawn: more than a screen has pixels cannot be seen. */
const mostColumns = 2000;

/**
 * A matrix as colours: one row a unit, one column a step. Values around zero run from one colour through the background
 * to another; values from 0 to 1 from the background to one colour. The value under the pointer, or under the cursor keys,
 * stands below.
 */
@customElement('lab-heat-map')
export class HeatMap extends LitElement {
  /** [rows][columns] */
  @property({ attribute: false }) values: readonly (readonly (number | null)[])[] = [];
  @property({ attribute: false }) rowNames: readonly string[] = [];
  @property({ attribute: false }) columnNames: readonly string[] = [];
  /** What it shows, for those who cannot see it. */
  @property({ attribute: false }) label = '';
  /** From 0 to 1 (gates, weights of attention), or around zero. */
  @property({ attribute: false }) range: 'share' | 'signed' = 'signed';
  @state() private cell: { row: number; column: number } | null = null;

  #unsubscribe: (() => void) | null = null;
  #observer: ResizeObserver | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = onThemeChange(() => this.#draw());
    this.#observer = new ResizeObserver(() => this.#draw());
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#observer?.disconnect();
  }

  protected override render(): TemplateResult {
    const { cell } = this;
    const value = cell ? this.values[cell.row]?.[cell.column] : undefined;
    return html`<canvas
        role="img"
        tabindex="0"
        aria-label=${this.label}
        @pointermove=${this.#point}
        @pointerleave=${() => (this.cell = null)}
        @keydown=${this.#move}
        @blur=${() => (this.cell = null)}
      ></canvas>
      <p class="note heat-value" aria-live="polite">
        ${
          cell
            ? html`${this.rowNames[cell.row] ?? ''}${this.columnNames[cell.column] ? ` · ${this.columnNames[cell.column]}` : ''}:
                <b>${formatNumber(value)}</b>`
            : html`${this.#scaleWords}`
        }
      </p>
      ${nothing}`;
  }

  protected override updated(): void {
    this.#draw();
  }

  /** The largest size of a value, which the strongest colour stands for. */
  get #largest(): number {
    if (this.range === 'share') return 1;
    let largest = 0;
    for (const row of this.values) for (const value of row) largest = Math.max(largest, Math.abs(value ?? 0));
    return largest || 1;
  }

  get #scaleWords(): string {
    const largest = formatNumber(this.#largest, 3);
    return this.range === 'share' ? 'Stronger is nearer to 1.' : `Blue below zero, orange above, up to ±${largest}.`;
  }

  #draw(): void {
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    const columns = Math.min(this.values[0]?.length ?? 0, mostColumns);
    if (!canvas || !context || columns === 0) return;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    const largest = this.#largest;
    const colors = theme();
    context.clearRect(0, 0, canvas.width, canvas.height);
    const cellWidth = canvas.width / columns;
    const cellHeight = canvas.height / this.values.length;
    this.values.forEach((row, r) => {
      for (let c = 0; c < columns; c++) {
        const value = row[c];
        if (value === null || value === undefined) continue;
        context.fillStyle = color(value / largest, this.range, colors);
        // Each cell ends where the next begins: what overlaps would be seen as a line.
        const [left, top] = [Math.round(c * cellWidth), Math.round(r * cellHeight)];
        context.globalAlpha = Math.min(1, Math.abs(value / largest));
        context.fillRect(left, top, Math.round((c + 1) * cellWidth) - left, Math.round((r + 1) * cellHeight) - top);
      }
    });
    context.globalAlpha = 1;
  }

  readonly #point = (event: PointerEvent): void => {
    const { left, top, width, height } = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
    this.#show(
      Math.floor(((event.clientY - top) / height) * this.values.length),
      Math.floor(((event.clientX - left) / width) * (this.values[0]?.length ?? 0)),
    );
  };

  readonly #move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { row, column } = this.cell ?? { row: 0, column: -1 };
    this.#show(row + (step[0] ?? 0), column + (step[1] ?? 0));
  };

  #show(row: number, column: number): void {
    const rows = this.values.length;
    const columns = this.values[0]?.length ?? 0;
    this.cell = {
      row: Math.max(0, Math.min(rows - 1, row)),
      column: Math.max(0, Math.min(columns - 1, column)),
    };
  }
}

function color(value: number, range: 'share' | 'signed', { blue, orange }: Theme): string {
  return range === 'share' || value < 0 ? blue : orange;
}

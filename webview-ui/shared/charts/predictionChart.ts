import type { Chart } from 'chart.js';
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { PredictionQuery, PredictionSeries } from '../../../src/protocol/webview';
import { decimate } from '../decimate';
import { formatCount, formatNumber } from '../format';
import { type Theme, mixed } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry, spread } from './chartElement';
import { band } from './forecastChart';
import { baseOptions, tooltip } from './chartSetup';
import { type Range, keyRange } from './zoomRange';

const isMac = /Mac/.test(navigator.userAgent);
const partNames = { train: 'training', validation: 'validation', test: 'test' } as const;

/**
 * Actual and predicted over one part, in the data's own units. Zooms by drag, Ctrl/Cmd+wheel, pinch and keys, and asks
 * for more points of the range that is looked at.
 */
@customElement('lab-prediction-chart')
export class PredictionChart extends ChartElement {
  @property({ attribute: false }) series!: PredictionSeries;
  /** Answers with more points, or null. */
  @property({ attribute: false }) query: (query: PredictionQuery) => Promise<PredictionSeries | null> = () =>
    Promise.resolve(null);
  @state() private view: Range | null = null;
  @state() private detail: PredictionSeries | null = null;
  #asked: ReturnType<typeof setTimeout> | undefined;

  protected get heading(): string {
    return `Actual and predicted, ${partNames[this.series.split]} part`;
  }
  protected get legend(): readonly LegendEntry[] {
    return [
      { label: 'Actual', swatch: 'foreground' },
      { label: 'Predicted', swatch: 'blue' },
      ...(this.series.lower ? [{ label: 'Interval', swatch: 'band' }] : []),
    ];
  }
  protected get dataKey(): unknown {
    return (
      JSON.stringify([
        this.#shown.from,
        this.#shown.to,
        this.#shown.index.length,
        this.view,
        this.series.target,
        this.series.split,
        this.series.step,
        this.series.series,
      ]) +
      this.series.total +
      String(this.series.predicted[0])
    );
  }
  get #shown(): PredictionSeries {
    return this.detail ?? this.series;
  }
  get #whole(): Range {
    return { from: 0, to: Math.max(1, this.series.total - 1) };
  }
  get #range(): Range {
    return this.view ?? this.#whole;
  }

  get #where(): string {
    const { series, step } = this.series;
    return `${series === null ? '' : ` of ${series}`}${step === 1 ? '' : `, ${step} steps ahead`}`;
  }

  protected get summary(): string {
    const { from, to } = this.#range;
    const time = (index: number): string => this.#timeAt(index);
    return `${this.series.target}${this.#where}: actual and predicted from ${time(from)} to ${time(to)}, ${formatCount(Math.round(to - from) + 1)} of ${formatCount(this.series.total)} steps of the ${partNames[this.series.split]} part.`;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get('series') as PredictionSeries | undefined;
    const same =
      before &&
      before.target === this.series.target &&
      before.split === this.series.split &&
      before.step === this.series.step &&
      before.series === this.series.series;
    if (changed.has('series') && !(same && before.total === this.series.total)) {
      this.view = null;
      this.detail = null;
    }
  }

  protected override controls(): TemplateResult | typeof nothing {
    return this.view
      ? html`<vscode-button
          secondary
          icon="screen-full"
          title="Show the whole part (0)"
          @click=${() => this.#show(null)}
          >Whole range</vscode-button
        >`
      : nothing;
  }

  protected override canvas(): TemplateResult {
    const keys = 'Plus and minus zoom, left and right move, 0 shows all.';
    return html`<div
      class="zoomable"
      tabindex="0"
      role="group"
      aria-label="${this.summary} ${keys}"
      title="Drag to zoom, ${isMac ? 'Cmd' : 'Ctrl'}+wheel, or the keys + − ← → 0"
      @keydown=${this.#key}
      @dblclick=${() => this.#show(null)}
    >
      <canvas aria-hidden="true"></canvas>
    </div>`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const shown = this.#shown;
    const buckets = Math.max(100, Math.round((this.clientWidth || 800) / 2));
    const line = (values: readonly (number | null)[]): { x: number; y: number }[] =>
      decimate(
        shown.index,
        values.map((value) => value ?? NaN),
        shown.index.length,
        buckets,
      );
    const range = this.#range;
    return {
      type: 'line',
      data: {
        datasets: [
          ...(shown.lower && shown.upper ? band(theme, line(shown.lower), line(shown.upper)) : []),
          {
            label: 'Actual',
            data: line(shown.actual),
            borderColor: theme.foreground,
            backgroundColor: theme.foreground,
            borderWidth: 1,
          },
          {
            label: 'Predicted',
            data: line(shown.predicted),
            borderColor: theme.blue,
            backgroundColor: theme.blue,
          },
        ],
      },
      options: {
        ...options,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: {
            ...options.scales?.x,
            min: range.from,
            max: range.to,
            ticks: {
              ...options.scales?.x?.ticks,
              precision: 0,
              maxTicksLimit: 8,
              includeBounds: false,
              callback: (value: string | number) => this.#timeAt(Number(value)),
            },
          },
          y: options.scales?.y,
        },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: (items) => this.#timeAt(items[0]?.parsed.x ?? 0),
            label: (item) => `${item.dataset.label ?? ''}: ${formatNumber(item.parsed.y, 6)}`,
          }),
          zoom: {
            limits: { x: { min: 0, max: this.#whole.to, minRange: Math.min(10, this.#whole.to) } },
            zoom: {
              mode: 'x',
              wheel: { enabled: true, modifierKey: isMac ? 'meta' : 'ctrl' },
              pinch: { enabled: true },
              drag: { enabled: true, backgroundColor: mixed(theme.blue, 20), borderColor: theme.blue, borderWidth: 1 },
              onZoomComplete: ({ chart }: { chart: Chart }) => {
                const x = chart.scales['x'];
                if (x) this.#show({ from: x.min, to: x.max });
              },
            },
          },
        },
      },
    };
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyRange(event.key, this.#range, this.#whole);
    if (next === undefined) return;
    event.preventDefault();
    this.#show(next);
  };

  /** Looks at a range (null: all), with the points at hand at first, then with those that the host sends. */
  #show(range: Range | null): void {
    const whole = this.#whole;
    this.view = range && (range.from > whole.from || range.to < whole.to) ? range : null;
    clearTimeout(this.#asked);
    if (!this.view) {
      this.detail = null;
      return;
    }
    if (this.series.index.length >= this.series.total) return;
    this.#asked = setTimeout(() => void this.#ask(this.view), 120);
  }

  async #ask(range: Range | null): Promise<void> {
    if (!range) return;
    const { split, target, step, series, total } = this.series;
    const from = Math.max(0, Math.floor(range.from));
    const to = Math.min(total, Math.ceil(range.to) + 1);
    const points = Math.min(20_000, Math.max(200, 2 * Math.round(this.clientWidth)));
    const detail = await this.query({ split, target, step, series, from, to, points });
    // Another range may have been chosen in the meantime.
    if (detail && detail.index.length > 0 && this.view === range) this.detail = detail;
  }

  /** The CSV's own time text of the shown row that is nearest to an index. */
  #timeAt(index: number): string {
    const { index: rows, time } = this.#shown;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as number) < index) low = middle + 1;
      else high = middle;
    }
    const before = rows[low - 1];
    const nearest = before !== undefined && index - before < (rows[low] as number) - index ? low - 1 : low;
    return time[nearest] ?? '';
  }

  protected table(): ChartTable {
    const { index, time, actual, predicted } = this.#shown;
    const { from, to } = this.#range;
    const inRange = index.flatMap((row, i) => (row >= from && row <= to ? [i] : []));
    const rows = spread(inRange.length, 100).map((k) => {
      const i = inRange[k] as number;
      const [a, p] = [actual[i] ?? null, predicted[i] ?? null];
      return [
        time[i] ?? '',
        formatNumber(a, 6),
        formatNumber(p, 6),
        formatNumber(a === null || p === null ? null : p - a, 4),
      ];
    });
    return {
      columns: ['Time', 'Actual', 'Predicted', 'Error'],
      rows,
      ...(to - from + 1 > rows.length ? { note: 'Some of many steps; predictions.csv has all.' } : {}),
    };
  }
}

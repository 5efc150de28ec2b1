import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';

import type { SeriesResult } from '../../../src/protocol/trainer';
import type { PageSeriesParams } from '../../../src/protocol/webview';
import type { ErrorReport } from '../../../src/spec/errors';
import type { Experiment } from '../../../src/spec/experiment';
import type { DataProfile, SeriesPlot, TimeProfile } from '../../../src/spec/profile';
import { decimate } from '../decimate';
import { formatCount, formatNumber, formatShare, formatTime } from '../format';
import { memoized } from '../memoized';
import { type Theme, mixed } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry, spread } from './chartElement';
import { baseOptions, tooltip } from './chartSetup';
import { type Part, partsOf } from './parts';
import { timeTicks } from './timeTicks';

/** The series as it is in the file, with the parts that train, watch and judge shaded. */
@customElement('lab-series-chart')
export class SeriesChart extends ChartElement {
  @property({ attribute: false }) profile!: DataProfile;
  @property({ attribute: false }) split!: Experiment['data']['split'];
  @property({ attribute: false }) target = '';
  @property({ attribute: false }) timeColumn: string | null = null;
  /** The column that names the series of a row, where there are several: one of them is drawn. */
  @property({ attribute: false }) seriesColumn: string | null = null;
  /** A column that was chosen to be looked at instead of the target. */
  @state() private chosen: string | null = null;
  /** Asks for one series of several. */
  @property({ attribute: false }) load: (query: PageSeriesParams) => Promise<SeriesResult | { error: ErrorReport }> =
    () => Promise.resolve({ error: { message: '', hint: '', defect: false } });
  @state() private chosenSeries: string | null = null;
  /** The series that is drawn, and what was asked for it. */
  @state() private one: SeriesResult | null = null;
  @state() private failure: ErrorReport | null = null;
  #asked = '';

  protected readonly heading = 'Series';
  #points: { x: Float64Array; y: Float64Array } = { x: new Float64Array(), y: new Float64Array() };

  protected get dataKey(): string {
    const { profile, timeColumn, split, one } = this;
    const plot = this.#plot;
    return JSON.stringify([profile.sha256, this.#rows, plot?.column, plot?.rows.length, one?.name, timeColumn, split]);
  }

  protected override willUpdate(): void {
    const { profile, seriesColumn, timeColumn } = this;
    if (seriesColumn === null || !profile.complete) {
      this.#asked = '';
      this.one = null;
      this.failure = null;
      return;
    }
    const column = this.#column;
    const query = { series: seriesColumn, column, time: timeColumn, name: this.chosenSeries };
    const asked = JSON.stringify([profile.sha256, query]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.load(query).then((answer) => {
      // The newest question counts.
      if (asked !== this.#asked) return;
      this.one = 'error' in answer ? null : answer;
      this.failure = 'error' in answer ? answer.error : null;
    });
  }

  /** The column that is drawn: the chosen one, the target, or the first. */
  get #column(): string {
    const { plots } = this.profile;
    const wanted = this.chosen ?? this.target;
    return (plots.find(({ column }) => column === wanted) ?? plots[0])?.column ?? '';
  }
  get #plot(): SeriesPlot | undefined {
    if (this.seriesColumn !== null) return this.one?.plot;
    return this.profile.plots.find(({ column }) => column === this.#column);
  }
  /** Rows of what is drawn. */
  get #rows(): number {
    return this.seriesColumn === null ? this.profile.rows : (this.one?.rows ?? 0);
  }
  /** The time column's profile, where the plot's rows have times. */
  get #time(): TimeProfile | null {
    const times = this.seriesColumn === null ? this.profile.plotTimes : this.one?.plot.times;
    if (this.timeColumn === null || !times) return null;
    return this.profile.columns.find(({ name }) => name === this.timeColumn)?.time ?? null;
  }

  protected get legend(): readonly LegendEntry[] {
    return partsOf(this.split, this.#rows).map(({ name, label, share }) => ({
      label: `${label} ${formatShare(share)}`,
      swatch: `part ${name}`,
    }));
  }

  protected get summary(): string {
    const plot = this.#plot;
    const values = plot?.values.filter((value) => value !== null) ?? [];
    // A plot keeps the extremes.
    const range =
      values.length > 0 ? `, from ${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}` : '';
    const whose = this.one ? ` of ${this.one.name}` : '';
    const parts = partsOf(this.split, this.#rows)
      .map(({ label, share }) => `${label.toLowerCase()} ${formatShare(share)}`)
      .join(', ');
    const inOrder = parts === '' ? '' : ` In time order: ${parts}.`;
    if (!plot) return 'Nothing is drawn yet.';
    return `${plot.column}${whose} over ${formatCount(this.#rows)} rows${range}.${inOrder}`;
  }

  protected override controls(): TemplateResult | typeof nothing {
    const { plots } = this.profile;
    const names = this.seriesColumn === null ? [] : (this.one?.names ?? []);
    if (plots.length < 2 && names.length < 2) return nothing;
    return html`${
      names.length > 1
        ? choose('Series shown', names, this.one?.name ?? '', (name) => {
            this.chosenSeries = name;
          })
        : nothing
    }${
      plots.length > 1
        ? choose(
            'Column shown',
            plots.map(({ column }) => column),
            this.#column,
            (column) => {
              this.chosen = column;
            },
          )
        : nothing
    }`;
  }

  protected override footer(): TemplateResult | typeof nothing {
    if (this.seriesColumn === null) return nothing;
    const { failure, one } = this;
    if (failure) return html`<p class="note">${failure.message} ${failure.hint}</p>`;
    if (!one) return html`<p class="note">Reading the series…</p>`;
    const listed = one.total > one.names.length ? ` The first ${formatCount(one.names.length)} can be chosen.` : '';
    const which = `One of ${formatCount(one.total)} series, told apart by “${this.seriesColumn}”.${listed}`;
    return html`<p class="note">${which}</p>`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const plot = this.#plot;
    const time = this.#time;
    this.#points = sortedPoints(plot, time ? (plot?.times ?? this.profile.plotTimes) : null);
    const { x, y } = this.#points;
    const first = time ? (x[0] ?? 0) : 1;
    const last = time ? (x[x.length - 1] ?? 1) : this.#rows;
    const label = (value: number): string => (time ? formatTime(value, time.frequency) : `Row ${formatCount(value)}`);
    const data = decimate(x, y, x.length, Math.max(100, Math.round((this.clientWidth || 800) / 2)));
    return {
      type: 'line',
      data: {
        datasets: [
          {
            label: plot?.column ?? '',
            data,
            borderColor: theme.foreground,
            backgroundColor: theme.foreground,
            borderWidth: 1,
          },
        ],
      },
      options: {
        ...options,
        scales: {
          x: {
            ...options.scales?.x,
            min: first,
            max: last,
            grid: { display: false },
            afterBuildTicks: (scale: { min: number; max: number; width: number; ticks: { value: number }[] }) => {
              if (!time) return;
              const most = Math.max(2, Math.floor(scale.width / 90));
              scale.ticks = timeTicks(scale.min, scale.max, most).map((value) => ({ value }));
            },
            ticks: {
              ...options.scales?.x?.ticks,
              includeBounds: false,
              callback: (value: string | number) =>
                time ? tickLabel(Number(value), last - first, time) : formatCount(Number(value)),
            },
          },
          y: options.scales?.y,
        },
        plugins: {
          ...options.plugins,
          annotation: { annotations: this.#shades(theme) },
          tooltip: tooltip(theme, {
            title: (items) => label(items[0]?.parsed.x ?? 0),
            label: (item) => `${item.dataset.label ?? ''}: ${formatNumber(item.parsed.y, 6)}`,
          }),
        },
      },
    };
  }

  /** A shade for each part but training, each with its name where there is room for it. */
  #shades(theme: Theme): Record<string, AnnotationOptions<'box'>> {
    const shades: Record<string, AnnotationOptions<'box'>> = {};
    const colors = { train: null, validation: theme.orange, test: theme.blue };
    for (const part of partsOf(this.split, this.#rows)) {
      const color = colors[part.name];
      shades[part.name] = {
        type: 'box',
        drawTime: 'beforeDatasetsDraw',
        xMin: this.#at(part.from),
        xMax: this.#at(part.to),
        backgroundColor: color ? mixed(color, theme.highContrast ? 30 : 14) : 'transparent',
        borderWidth: 0,
        label: {
          display: ({ chart }) => chart.width * part.share > 90,
          content: part.label,
          position: { x: 'start', y: 'start' },
          color: theme.muted,
          font: { family: theme.fontFamily, size: theme.fontSize, weight: 'normal' },
          padding: 4,
        },
      };
    }
    return shades;
  }

  /** The x of the row at a share of all rows; the plot's points are spread over the rows, so shares of them agree. */
  #at(share: number): number {
    const { x } = this.#points;
    const plot = this.#plot;
    if (!plot || x.length === 0) return 0;
    const row = share * (this.#rows - 1);
    const rows = plot.rows;
    let i = rows.findIndex((candidate) => candidate >= row);
    if (i < 0) i = rows.length - 1;
    if (i === 0) return x[0] as number;
    const [r0, r1] = [rows[i - 1] as number, rows[i] as number];
    const [x0, x1] = [x[i - 1] as number, x[i] as number];
    return r1 === r0 ? x1 : x0 + ((row - r0) / (r1 - r0)) * (x1 - x0);
  }

  protected table(): ChartTable {
    const { x, y } = this.#points;
    const time = this.#time;
    const parts = partsOf(this.split, this.#rows);
    const rows = spread(x.length, 50).map((i) => {
      const at = x[i] as number;
      return [
        time ? formatTime(at, time.frequency) : formatCount(at),
        formatNumber(y[i], 6),
        ...(parts.length > 0 ? [parts.find((part: Part) => at <= this.#at(part.to))?.label ?? ''] : []),
      ];
    });
    return {
      columns: [
        time ? (this.timeColumn ?? 'Time') : 'Row',
        this.#plot?.column ?? 'Value',
        ...(parts.length > 0 ? ['Part'] : []),
      ],
      rows,
      ...(this.#rows > rows.length ? { note: `Some of ${formatCount(this.#rows)} rows, evenly spread.` } : {}),
    };
  }
}

function choose(
  label: string,
  names: readonly string[],
  value: string,
  change: (name: string) => void,
): TemplateResult {
  return html`<vscode-single-select
    class="plot-column"
    .label=${label}
    .options=${memoized(names.map((name) => ({ value: name, label: name })))}
    .value=${value}
    ?combobox=${names.length > 12}
    @change=${(event: Event) => change((event.currentTarget as VscodeSingleSelect).value)}
  ></vscode-single-select>`;
}

/** A file whose rows are not in time order is drawn in time order, as it is trained. */
function sortedPoints(
  plot: SeriesPlot | undefined,
  times: readonly number[] | null,
): { x: Float64Array; y: Float64Array } {
  const length = plot?.rows.length ?? 0;
  const order = Array.from({ length }, (_, i) => i);
  const xOf = (i: number): number => times?.[i] ?? (plot?.rows[i] as number) + 1;
  if (times) order.sort((a, b) => xOf(a) - xOf(b));
  return {
    x: Float64Array.from(order, xOf),
    y: Float64Array.from(order, (i) => plot?.values[i] ?? NaN),
  };
}

const year = 365.25 * 24 * 3600 * 1000;
/** Short labels: years where years are shown, months where months are. */
function tickLabel(value: number, span: number, time: TimeProfile): string {
  if (span > 4 * year) return formatTime(value, 'year');
  if (span > year / 6) return formatTime(value, 'month');
  return formatTime(value, span > (3 * year) / 365 ? 'day' : time.frequency);
}

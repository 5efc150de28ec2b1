import { customElement, property } from 'lit/decorators.js';

import type { PredictionSeries } from '../../../src/protocol/webview';
import { formatCount, formatNumber } from '../format';
import { type Theme, mixed } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry, spread } from './chartElement';
import { baseOptions, tooltip } from './chartSetup';

/** More points than these cannot be told apart, and take time to draw. */
const mostPoints = 2000;

/** Predicted against actual: on the diagonal a forecast is exact; a cloud that is flatter than it is too careful. */
@customElement('lab-scatter-chart')
export class ScatterChart extends ChartElement {
  @property({ attribute: false }) series!: PredictionSeries;

  protected readonly heading = 'Predicted against actual';
  protected get legend(): readonly LegendEntry[] {
    return [{ label: 'Exact', swatch: 'foreground dashed' }];
  }
  protected get dataKey(): unknown {
    return this.series;
  }
  get #pairs(): { x: number; y: number; time: string }[] {
    const { actual, predicted, time } = this.series;
    const all = actual.flatMap((x, i) => {
      const y = predicted[i];
      return x === null || y === null || y === undefined ? [] : [{ x, y, time: time[i] ?? '' }];
    });
    return spread(all.length, mostPoints).map((i) => all[i] as { x: number; y: number; time: string });
  }

  protected get summary(): string {
    const pairs = this.#pairs;
    const above = pairs.filter(({ x, y }) => y > x).length;
    return `Predicted against actual ${this.series.target}: ${formatCount(pairs.length)} points, ${formatCount(above)} of them predicted too high.`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const pairs = this.#pairs;
    const values = pairs.flatMap(({ x, y }) => [x, y]);
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const margin = (high - low) * 0.03;
    const ends = pairs.length > 0 ? [low, high] : [];
    const axis = (text: string): object => ({
      ...options.scales?.y,
      ...(pairs.length > 0 ? { min: low - margin, max: high + margin } : {}),
      title: { ...options.scales?.y?.title, display: true, text },
      ticks: { ...options.scales?.y?.ticks, maxTicksLimit: 5, includeBounds: false },
    });
    return {
      type: 'scatter',
      data: {
        datasets: [
          {
            label: 'Exact',
            type: 'line',
            data: ends.map((value) => ({ x: value, y: value })),
            borderColor: theme.foreground,
            borderDash: [4, 3],
            borderWidth: 1,
            pointHitRadius: 0,
            pointHoverRadius: 0,
          },
          {
            label: 'Steps',
            data: pairs,
            pointRadius: 2,
            pointHoverRadius: 4,
            pointBorderWidth: 0,
            pointBackgroundColor: mixed(theme.blue, 65),
            pointHoverBackgroundColor: theme.blue,
            pointHoverBorderColor: theme.blue,
          },
        ],
      },
      options: {
        ...options,
        interaction: { mode: 'nearest', intersect: true },
        scales: { x: axis('Actual'), y: axis('Predicted') },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: (items) => (items[0]?.raw as { time?: string } | undefined)?.time ?? '',
            label: ({ parsed }) => [`Actual: ${formatNumber(parsed.x, 6)}`, `Predicted: ${formatNumber(parsed.y, 6)}`],
          }),
        },
      },
    };
  }

  protected table(): ChartTable {
    const pairs = this.#pairs;
    const rows = spread(pairs.length, 100).map((i) => {
      const { x, y, time } = pairs[i] as { x: number; y: number; time: string };
      return [time, formatNumber(x, 6), formatNumber(y, 6)];
    });
    return { columns: ['Time', 'Actual', 'Predicted'], rows };
  }
}

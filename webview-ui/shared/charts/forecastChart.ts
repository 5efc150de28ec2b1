import { customElement, property } from 'lit/decorators.js';

import { formatCount, formatNumber } from '../format';
import { type Theme, mixed } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry } from './chartElement';
import { baseOptions, tooltip } from './chartSetup';

/** A step after the end of the data. */
export interface FutureStep {
  readonly time: string;
  readonly predicted: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The steps after the end of the data, with the interval where one is predicted. */
@customElement('lab-forecast-chart')
export class ForecastChart extends ChartElement {
  @property({ attribute: false }) steps: readonly FutureStep[] = [];
  @property({ attribute: false }) target = '';

  protected readonly heading = 'After the end of the data';
  protected get dataKey(): unknown {
    return this.steps;
  }
  get #hasInterval(): boolean {
    return this.steps.some(({ lower, upper }) => lower !== null && upper !== null);
  }
  protected get legend(): readonly LegendEntry[] {
    const own = { label: `${this.target}, predicted`, swatch: 'blue' };
    return this.#hasInterval ? [own, { label: 'Interval', swatch: 'band' }] : [own];
  }
  protected get summary(): string {
    const [first, last] = [this.steps[0], this.steps.at(-1)];
    return `${this.target} after the end of the data: ${formatNumber(first?.predicted)} at ${first?.time ?? ''}, ${formatNumber(last?.predicted)} at ${last?.time ?? ''}, ${formatCount(this.steps.length)} steps.`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const { steps } = this;
    const line = (of: (step: FutureStep) => number | null): { x: number; y: number }[] =>
      steps.map((step, i) => ({ x: i, y: of(step) ?? NaN }));
    const { x, y } = options.scales ?? {};
    return {
      type: 'line',
      data: {
        datasets: [
          ...(this.#hasInterval
            ? band(
                theme,
                line(({ lower }) => lower),
                line(({ upper }) => upper),
              )
            : []),
          {
            label: 'Predicted',
            data: line(({ predicted }) => predicted),
            borderColor: theme.blue,
            backgroundColor: theme.blue,
            pointRadius: steps.length <= 40 ? 2 : 0,
          },
        ],
      },
      options: {
        ...options,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: {
            ...x,
            min: 0,
            max: Math.max(1, steps.length - 1),
            ticks: {
              ...x?.ticks,
              precision: 0,
              maxTicksLimit: 6,
              includeBounds: false,
              callback: (value: string | number) => steps[Number(value)]?.time ?? '',
            },
          },
          y,
        },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: (items) => steps[items[0]?.parsed.x ?? 0]?.time ?? '',
            label: (item) => `${item.dataset.label ?? ''}: ${formatNumber(item.parsed.y, 6)}`,
          }),
        },
      },
    };
  }

  protected table(): ChartTable {
    const interval = this.#hasInterval;
    return {
      columns: ['Time', 'Predicted', ...(interval ? ['Lower', 'Upper'] : [])],
      rows: this.steps.map(({ time, predicted, lower, upper }) => [
        time,
        formatNumber(predicted, 6),
        ...(interval ? [formatNumber(lower, 6), formatNumber(upper, 6)] : []),
      ]),
    };
  }
}

type Line = readonly { x: number; y: number }[];

/** The space between two lines, as two datasets of which the second is filled down to the first. */
export function band(theme: Theme, lower: Line, upper: Line) {
  const edge = {
    borderColor: mixed(theme.blue, theme.highContrast ? 90 : 40),
    borderWidth: 1,
    backgroundColor: mixed(theme.blue, theme.highContrast ? 30 : 18),
    pointHitRadius: 0,
  };
  return [
    { ...edge, label: 'Lower', data: [...lower] },
    { ...edge, label: 'Upper', data: [...upper], fill: '-1' },
  ];
}

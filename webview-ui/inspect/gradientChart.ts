import type { ChartDataset } from 'chart.js';
import { customElement, property } from 'lit/decorators.js';

import { formatNumber } from '../shared/format';
import type { Theme } from '../shared/theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry } from '../shared/charts/chartElement';
import { baseOptions, tooltip } from '../shared/charts/chartSetup';

/** A line of the chart: norms of one layer's gradient at each step, the first step first. */
export interface GradientLine {
  readonly label: string;
  readonly norms: readonly (number | null)[];
}

const swatches = ['blue', 'orange', 'green', 'purple', 'red', 'foreground'] as const;

/** Norms that are almost alike look so: within a decade the axis shows all of it. Its ticks would be odd numbers else. */
function wholeDecade(norms: readonly number[]): { min?: number; max?: number } {
  const there = norms.filter((norm) => norm > 0);
  const [low, high] = [Math.min(...there), Math.max(...there)];
  if (there.length === 0 || high / low >= 10) return {};
  const from = Math.floor(Math.log10(low));
  return { min: 10 ** from, max: 10 ** Math.max(from + 1, Math.ceil(Math.log10(high))) };
}

/** How strongly the loss still depends on the hidden state of each step: what falls to nothing cannot be learned from. */
@customElement('lab-gradient-chart')
export class GradientChart extends ChartElement {
  @property({ attribute: false }) lines: readonly GradientLine[] = [];
  @property({ attribute: false }) epoch: number | null = null;

  protected readonly heading = 'Gradient by step';

  protected get dataKey(): unknown {
    return this.lines;
  }

  protected get legend(): readonly LegendEntry[] {
    return this.lines.map(({ label }, i) => ({ label, swatch: swatches[i % swatches.length] ?? 'blue' }));
  }

  protected get summary(): string {
    const words = this.lines.map(({ label, norms }) => {
      const [first, last] = [norms[0] ?? null, norms.at(-1) ?? null];
      return `${label}: ${formatNumber(first, 3)} at the first step, ${formatNumber(last, 3)} at the last`;
    });
    return `Norm of the loss' gradient by the hidden state of each step. ${words.join('; ')}.`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const colors = { ...theme } as Record<string, unknown>;
    const x = options.scales?.x;
    const y = options.scales?.y;
    const steps = Math.max(1, ...this.lines.map(({ norms }) => norms.length));
    const datasets = this.lines.map(({ label, norms }, i): ChartDataset<'line'> => {
      const color = String(colors[swatches[i % swatches.length] ?? 'blue']);
      return {
        label,
        // A norm of 0 has no place on this axis: the gradient is gone.
        data: norms.map((norm, t) => ({ x: t + 1, y: norm !== null && norm > 0 ? norm : NaN })),
        borderColor: color,
        backgroundColor: color,
        pointRadius: norms.length <= 30 ? 2 : 0,
      };
    });
    return {
      type: 'line',
      data: { datasets },
      options: {
        ...options,
        scales: {
          x: {
            ...x,
            min: 1,
            max: Math.max(2, steps),
            title: { ...x?.title, display: true, text: 'Time step read, the last one nearest to the prediction' },
            ticks: { ...x?.ticks, precision: 0 },
          },
          y: {
            ...y,
            type: 'logarithmic',
            ...wholeDecade(datasets.flatMap(({ data }) => data.map((point) => (point as { y: number }).y))),
          },
        },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: (items) => `Step ${formatNumber(items[0]?.parsed.x, 6)}`,
            label: (item) => `${item.dataset.label ?? ''}: ${formatNumber(item.parsed.y, 3)}`,
          }),
        },
      },
    };
  }

  protected table(): ChartTable {
    const steps = Math.max(0, ...this.lines.map(({ norms }) => norms.length));
    return {
      columns: ['Step', ...this.lines.map(({ label }) => label)],
      rows: Array.from({ length: steps }, (_, t) => [
        String(t + 1),
        ...this.lines.map(({ norms }) => formatNumber(norms[t], 3)),
      ]),
      note: 'Norm of the gradient of the loss by the hidden state after each step, over some training examples.',
    };
  }
}

import type { ChartDataset } from 'chart.js';
import { customElement, property } from 'lit/decorators.js';

import { metricInfo } from '../../../src/spec/mainScore';
import type { MetricName } from '../../../src/spec/run';
import type { ScoresDetail } from '../../../src/spec/scores';
import { alignedScores, formatCount, formatScore } from '../format';
import type { Theme } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry } from './chartElement';
import { baseOptions, tooltip } from './chartSetup';

type StepScores = NonNullable<ScoresDetail['byStep']>[number];

/** A score by step ahead: how fast a forecast gets worse, beside forecasts that need no network. */
@customElement('lab-step-chart')
export class StepChart extends ChartElement {
  @property({ attribute: false }) steps: readonly StepScores[] = [];
  @property({ attribute: false }) metric: MetricName = 'rmse';

  protected get heading(): string {
    return `${metricInfo[this.metric].label} by step ahead`;
  }
  protected get dataKey(): unknown {
    return this.steps;
  }
  protected get legend(): readonly LegendEntry[] {
    return this.#lines.map(({ label, swatch }) => ({ label, swatch }));
  }
  get #lines() {
    const all = [
      { label: 'Network', swatch: 'blue', of: ({ scores }: StepScores) => scores },
      { label: 'Naive', swatch: 'foreground dashed', of: ({ naive }: StepScores) => naive },
      { label: 'Seasonal naive', swatch: 'orange dashed', of: ({ seasonalNaive }: StepScores) => seasonalNaive },
    ];
    return all.filter(({ of }) => this.steps.some((step) => of(step)?.[this.metric] != null));
  }

  protected get summary(): string {
    const [first, last] = [this.steps[0], this.steps.at(-1)];
    const { label } = metricInfo[this.metric];
    return `${label} by step ahead: ${formatScore(this.metric, first?.scores[this.metric])} one step ahead, ${formatScore(this.metric, last?.scores[this.metric])} ${formatCount(this.steps.length)} steps ahead.`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const colors: Record<string, string> = { Network: theme.blue, Naive: theme.foreground };
    const datasets = this.#lines.map(({ label, of }): ChartDataset<'line'> => {
      const color = colors[label] ?? theme.orange;
      return {
        label,
        data: this.steps.map((step) => ({ x: step.step, y: of(step)?.[this.metric] ?? NaN })),
        borderColor: color,
        backgroundColor: color,
        ...(label === 'Network' ? {} : { borderDash: [4, 3], borderWidth: 1 }),
      };
    });
    const { x, y } = options.scales ?? {};
    return {
      type: 'line',
      data: { datasets },
      options: {
        ...options,
        scales: {
          x: {
            ...x,
            min: 1,
            max: Math.max(2, this.steps.length),
            title: { ...x?.title, display: true, text: 'Step ahead' },
            ticks: { ...x?.ticks, precision: 0 },
          },
          y: { ...y, ...(metricInfo[this.metric].better === 'lower' ? { min: 0 } : {}) },
        },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: (items) => `${formatCount(items[0]?.parsed.x ?? 0)} ahead`,
            label: (item) => `${item.dataset.label ?? ''}: ${formatScore(this.metric, item.parsed.y)}`,
          }),
        },
      },
    };
  }

  protected table(): ChartTable {
    const lines = this.#lines;
    const values = lines.map(({ of }) => this.steps.map((step) => of(step)?.[this.metric] ?? null));
    const format = alignedScores(this.metric, values.flat());
    return {
      columns: ['Step', ...lines.map(({ label }) => label)],
      rows: this.steps.map(({ step }, i) => [formatCount(step), ...values.map((line) => format(line[i]))]),
    };
  }
}

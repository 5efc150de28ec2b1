import { customElement, property } from 'lit/decorators.js';

import type { ScoresDetail } from '../../../src/spec/scores';
import { formatNumber, formatShare } from '../format';
import type { Theme } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry, spread } from './chartElement';
import { baseOptions, tooltip } from './chartSetup';

/** What the threshold trades: of one class found, of the other taken for it. */
@customElement('lab-roc-chart')
export class RocChart extends ChartElement {
  @property({ attribute: false }) roc!: NonNullable<ScoresDetail['roc']>;
  @property({ attribute: false }) auc: number | null = null;

  protected readonly heading = 'ROC curve';
  protected get dataKey(): unknown {
    return this.roc;
  }
  protected get legend(): readonly LegendEntry[] {
    return [
      { label: this.auc === null ? 'Network' : `Network, AUC ${formatNumber(this.auc, 3)}`, swatch: 'blue' },
      { label: 'Chance', swatch: 'foreground dashed' },
    ];
  }
  protected get summary(): string {
    const area = this.auc === null ? '' : ` The area under it is ${formatNumber(this.auc, 3)}.`;
    return `Share of “${this.roc.positive}” that is found, by the share of the others taken for it.${area}`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    const { falsePositiveRate, truePositiveRate } = this.roc;
    const axis = (base: object | undefined, title: object | undefined, text: string): object => ({
      ...base,
      min: 0,
      max: 1,
      title: { ...title, display: true, text },
      ticks: {
        ...(base as { ticks?: object } | undefined)?.ticks,
        maxTicksLimit: 6,
        callback: (value: string | number) => formatShare(Number(value)),
      },
    });
    const { x, y } = options.scales ?? {};
    return {
      type: 'line',
      data: {
        datasets: [
          {
            label: 'Network',
            data: falsePositiveRate.map((share, i) => ({ x: share, y: truePositiveRate[i] ?? NaN })),
            borderColor: theme.blue,
            backgroundColor: theme.blue,
          },
          {
            label: 'Chance',
            data: [
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ],
            borderColor: theme.foreground,
            borderDash: [4, 3],
            borderWidth: 1,
            pointHitRadius: 0,
          },
        ],
      },
      options: {
        ...options,
        scales: {
          x: axis(x, x?.title, `Others taken for “${this.roc.positive}”`),
          y: axis(y, y?.title, `“${this.roc.positive}” found`),
        },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: () => '',
            label: ({ parsed }) => `${formatShare(parsed.y ?? 0)} found, ${formatShare(parsed.x ?? 0)} mistaken`,
          }),
        },
      },
    };
  }

  protected table(): ChartTable {
    const { falsePositiveRate, truePositiveRate } = this.roc;
    return {
      columns: ['Mistaken', 'Found'],
      rows: spread(falsePositiveRate.length, 50).map((i) => [
        formatShare(falsePositiveRate[i] ?? 0),
        formatShare(truePositiveRate[i] ?? 0),
      ]),
    };
  }
}

import type { ChartDataset } from 'chart.js';
import type { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { TrainProgress } from '../../../src/protocol/trainer';
import { decimate } from '../decimate';
import { formatCount, formatNumber } from '../format';
import type { LossHistory } from '../lossHistory';
import { terms } from '../terms';
import type { Theme } from '../theme';
import { ChartElement, type ChartTable, type Drawing, type LegendEntry, spread } from './chartElement';
import { baseOptions, tooltip } from './chartSetup';

/** Losses by epoch while training and after: training, validation, and where the running epoch stands. */
@customElement('lab-loss-chart')
export class LossChart extends ChartElement {
  @property({ attribute: false }) history!: LossHistory;
  @property({ attribute: false }) progress: TrainProgress | null = null;
  @property({ attribute: false }) epochs = 1;
  @property({ attribute: false }) version = 0;
  /** What computes, shown while it trains. */
  @property({ attribute: false }) engine: string | null = null;
  /** Sidebar: no heading, table or toggle. */
  @property({ type: Boolean }) small = false;
  @state() private logarithmic = false;

  protected readonly heading = 'Loss';

  protected get dataKey(): string {
    const running = this.progress
      ? `${this.progress.epoch}:${this.progress.epochShare}:${this.progress.runningLoss}`
      : '';
    return `${this.version}/${running}/${this.epochs}/${this.logarithmic}`;
  }

  protected override get optionsKey(): string {
    const { length, hasValidation, lastEpoch } = this.history;
    return `${Math.max(this.epochs, lastEpoch)}/${this.logarithmic}/${hasValidation}/${length <= 1}`;
  }

  protected get legend(): readonly LegendEntry[] {
    const entries = [{ label: 'Training', swatch: 'blue' }];
    return this.history.hasValidation ? [...entries, { label: 'Validation', swatch: 'orange dashed' }] : entries;
  }

  protected get summary(): string {
    const { history } = this;
    if (history.length === 0) return 'Loss by epoch. No epoch is finished yet.';
    const last = history.length - 1;
    const validation = history.hasValidation ? `, validation loss ${formatNumber(history.validationLosses[last])}` : '';
    return `Loss by epoch. After epoch ${history.lastEpoch}: training loss ${formatNumber(history.losses[last])}${validation}. First epoch: ${formatNumber(history.losses[0])}.`;
  }

  protected override controls(): TemplateResult {
    const toggled = (event: Event): void => {
      this.logarithmic = (event.currentTarget as VscodeCheckbox).checked;
    };
    return html`<vscode-checkbox
      label="Logarithmic"
      title="Logarithmic axis: equal distances are equal factors, so that late, small changes can be seen."
      .checked=${this.logarithmic}
      @change=${toggled}
    ></vscode-checkbox>`;
  }

  protected override footer(): TemplateResult | typeof nothing {
    return this.engine ? html`<p class="note">On ${this.engine}</p>` : nothing;
  }

  protected override render(): TemplateResult {
    if (!this.small) return super.render();
    return html`<div class="plot small">${this.canvas()}</div>
      ${nothing}`;
  }

  protected configure(theme: Theme): Drawing {
    const options = baseOptions(theme);
    // Lowest and highest of two pixels' width: as many points as pixels.
    const buckets = Math.max(50, Math.round((this.clientWidth || 600) / 2));
    const { history } = this;
    const line = (values: Float64Array): { x: number; y: number }[] =>
      decimate(
        history.epochs,
        this.logarithmic ? values.map((y) => (y > 0 ? y : NaN)) : values,
        history.length,
        buckets,
      );
    const datasets: ChartDataset<'line'>[] = [
      { label: 'Training', data: line(history.losses), borderColor: theme.blue, ...marks(history.length, theme.blue) },
    ];
    if (history.hasValidation) {
      datasets.push({
        label: 'Validation',
        data: line(history.validationLosses),
        borderColor: theme.orange,
        borderDash: [5, 3],
        ...marks(history.length, theme.orange),
      });
    }
    const running = this.#running();
    datasets.push({
      label: 'Running epoch',
      data: running ? [running] : [],
      pointRadius: 3,
      pointStyle: 'circle',
      borderColor: theme.blue,
      backgroundColor: theme.background,
    });
    const x = options.scales?.x;
    const y = options.scales?.y;
    return {
      type: 'line',
      data: { datasets },
      options: {
        ...options,
        scales: {
          x: {
            ...x,
            min: 0,
            max: Math.max(this.epochs, history.lastEpoch, 1),
            title: { ...x?.title, display: !this.small, text: 'Epoch' },
            ticks: { ...x?.ticks, precision: 0, callback: (value: string | number) => formatCount(Number(value)) },
          },
          y: { ...y, type: this.logarithmic ? 'logarithmic' : 'linear' },
        },
        plugins: {
          ...options.plugins,
          tooltip: tooltip(theme, {
            title: (items) => `Epoch ${formatNumber(items[0]?.parsed.x, 6)}`,
            label: (item) => `${item.dataset.label ?? ''}: ${formatNumber(item.parsed.y, 5)}`,
          }),
        },
      },
    };
  }

  #running(): { x: number; y: number } | null {
    const { progress } = this;
    if (progress?.phase !== 'training' || progress.runningLoss === null) return null;
    if (progress.epoch <= this.history.lastEpoch) return null;
    if (this.logarithmic && progress.runningLoss <= 0) return null;
    return { x: progress.epoch - 1 + progress.epochShare, y: progress.runningLoss };
  }

  protected table(): ChartTable {
    const { history } = this;
    const validation = history.hasValidation;
    const rows = spread(history.length, 100).map((i) => [
      formatCount(history.epochs[i] as number),
      formatNumber(history.losses[i], 5),
      ...(validation ? [formatNumber(history.validationLosses[i], 5)] : []),
      formatNumber(history.learningRates[i]),
    ]);
    return {
      columns: ['Epoch', 'Training loss', ...(validation ? ['Validation loss'] : []), 'Learning rate'],
      rows,
      note: `${terms.loss}${history.length > rows.length ? ' Some of many epochs; metrics.jsonl in the run folder has all.' : ''}`,
    };
  }
}

/** Few epochs are points on a line; many are a line. */
function marks(count: number, color: string): Partial<ChartDataset<'line'>> {
  return { pointRadius: count <= 1 ? 3 : 0, backgroundColor: color, pointBackgroundColor: color };
}

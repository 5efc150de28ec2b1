import {
  Chart,
  type ChartOptions,
  Filler,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
  type TooltipItem,
  type ChartType,
} from 'chart.js';
import annotation from 'chartjs-plugin-annotation';
import zoom from 'chartjs-plugin-zoom';

import { formatNumber } from '../format';
import type { Theme } from '../theme';

// Only what is drawn is registered, which keeps the bundle small.
Chart.register(
  Filler,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
  annotation,
  zoom,
);

export { Chart };

/** What all charts share: no animation, thin lines, a light grid, the editor's font, numbers of the locale. */
export function baseOptions(theme: Theme): ChartOptions<'line'> & ChartOptions<'scatter'> {
  const font = { family: theme.fontFamily, size: theme.fontSize };
  const axis = {
    type: 'linear' as const,
    grid: { color: theme.grid, drawTicks: false },
    border: { display: false },
    ticks: { color: theme.muted, font, padding: 6, maxRotation: 0, autoSkipPadding: 16 },
    title: { display: false, color: theme.muted, font },
  };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    layout: { padding: { top: 4, right: 8 } },
    elements: { point: { radius: 0, hitRadius: 8, hoverRadius: 3 }, line: { borderWidth: 1.5, tension: 0 } },
    scales: {
      x: { ...axis },
      y: {
        ...axis,
        // Charts under each other share their left edge.
        afterFit: (scale: { width: number }) => {
          scale.width = Math.max(scale.width, 48);
        },
        ticks: { ...axis.ticks, maxTicksLimit: 6, callback: (value) => formatNumber(Number(value)) },
      },
    },
    plugins: {
      legend: { display: false },
    },
  };
}

type TooltipSettings = NonNullable<NonNullable<ChartOptions['plugins']>['tooltip']>;

/** A tooltip that looks like the editor's hover. */
export function tooltip(
  theme: Theme,
  callbacks: {
    title(items: TooltipItem<ChartType>[]): string;
    label(item: TooltipItem<ChartType>): string | string[];
  },
): TooltipSettings {
  const font = { family: theme.fontFamily, size: theme.fontSize };
  return {
    backgroundColor: theme.tooltipBackground,
    titleColor: theme.tooltipForeground,
    bodyColor: theme.tooltipForeground,
    borderColor: theme.tooltipBorder,
    borderWidth: 1,
    cornerRadius: 3,
    titleFont: { ...font, weight: 'bold' },
    bodyFont: font,
    displayColors: false,
    callbacks,
  };
}

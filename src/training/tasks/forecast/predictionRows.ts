import type { Prepared } from '../../../data/prepared';
import type { PredictionRow } from '../../../runs/predictionsFile';
import type { PartPredictions } from './predictParts';

/** Rows of `predictions.csv`: part by part, window by window, step by step. */
export function* predictionRows(parts: readonly PartPredictions[], prepared: Prepared): Generator<PredictionRow> {
  const names = prepared.targetScalers.map(({ column }) => column);
  for (const { split, horizon, series, rows, actual, predicted, quantiles } of parts) {
    for (let i = 0; i < rows.length; i++) {
      const time = prepared.timeText(rows[i] ?? 0);
      const name = prepared.series[series[Math.floor(i / horizon)] ?? 0]?.name ?? '';
      for (const [k, target] of names.entries()) {
        yield {
          ...{ split, series: name, time, step: (i % horizon) + 1, target },
          actual: actual[k]?.[i] ?? null,
          predicted: finiteOrNull(predicted[k]?.[i]),
          ...interval(quantiles[k] ?? [], i),
        };
      }
    }
  }
}

/** The outer quantiles of a value, where there are several. */
export function interval(
  quantiles: readonly Float64Array[],
  i: number,
): { lower?: number | null; upper?: number | null } {
  if (quantiles.length < 2) return {};
  return { lower: finiteOrNull(quantiles[0]?.[i]), upper: finiteOrNull(quantiles.at(-1)?.[i]) };
}

export function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

import type { Prepared } from '../../../data/prepared';
import type { PredictionRow } from '../../../runs/predictionsFile';
import type { PartPredictions } from './predictParts';

/** Rows of `predictions.csv`: part by part, window by window, step by step. */
export function* predictionRows(parts: readonly PartPredictions[], prepared: Prepared): Generator<PredictionRow> {
  const names = prepared.targetScalers.map(({ column }) => column);
  for (const { split, at, steps, actual, predicted } of parts) {
    for (let i = 0; i < at.length; i++) {
      const time = prepared.timeText(at[i]?.row ?? 0);
      for (const [k, target] of names.entries()) {
        yield {
          split,
          series: '',
          time,
          step: steps[i] ?? 1,
          target,
          actual: actual[k]?.[i] ?? null,
          predicted: finiteOrNull(predicted[k]?.[i]),
        };
      }
    }
  }
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

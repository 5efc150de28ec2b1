import type { SplitName } from '../spec/run';
import { csvLines, numberCell, textCell } from './csvText';

/** Part that a prediction is of; of other data than a run's: `new` where they hold it, `forecast` for what comes after their end. */
export type PredictedSplit = SplitName | 'new' | 'forecast';

/**
 * `predictions.csv`: a row a predicted step and target, in the data's own units.
 * Columns: split, series, time, step, actual, predicted; with several targets a column `target` stands after `step`.
 * `series` is empty for a file of one series, `time` is the CSV's own text of the predicted row (its row number, from 1,
 * without a time column), `step` counts from 1 to the horizon. With quantiles `lower` and `upper` come last, the outer ones.
 * `forecast.csv` has the same columns without split and actual.
 */
export interface PredictionRow {
  readonly split: PredictedSplit;
  readonly series: string;
  readonly time: string;
  readonly step: number;
  readonly target: string;
  readonly actual: number | null;
  readonly predicted: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
}

/** Text of `predictions.csv`, in pieces. */
export function* predictionsCsv(
  rows: Iterable<PredictionRow>,
  severalTargets: boolean,
  intervals = false,
): Generator<string> {
  const header = `split,series,time,step,${severalTargets ? 'target,' : ''}actual,predicted${intervals ? ',lower,upper' : ''}\n`;
  yield* csvLines(header, rows, (row) =>
    [row.split, ...stepCells(row, severalTargets), numberCell(row.actual), ...predictedCells(row, intervals)].join(','),
  );
}

export type ForecastRow = Omit<PredictionRow, 'split' | 'actual'>;

/** Text of `forecast.csv`, in pieces. */
export function* forecastCsv(
  rows: Iterable<ForecastRow>,
  severalTargets: boolean,
  intervals = false,
): Generator<string> {
  const header = `series,time,step,${severalTargets ? 'target,' : ''}predicted${intervals ? ',lower,upper' : ''}\n`;
  yield* csvLines(header, rows, (row) =>
    [...stepCells(row, severalTargets), ...predictedCells(row, intervals)].join(','),
  );
}

/** Predictions are single precision: more than 9 digits would be noise. */
function predictedCells({ predicted, lower, upper }: ForecastRow, intervals: boolean): string[] {
  const cell = (value: number | null | undefined): string =>
    numberCell(value == null ? null : Number(value.toPrecision(9)));
  return [predicted, ...(intervals ? [lower, upper] : [])].map(cell);
}

function stepCells(row: ForecastRow, severalTargets: boolean): string[] {
  const cells = [textCell(row.series), textCell(row.time), String(row.step)];
  return severalTargets ? [...cells, textCell(row.target)] : cells;
}

import type { SplitName } from '../spec/run';
import { numberCell, textCell } from './csvText';

/**
 * `predictions.csv`: a row a predicted step and target, in the data's own units.
 * Columns: split, series, time, step, actual, predicted; with several targets a column `target` stands after `step`.
 * `series` is empty for a file of one series, `time` is the CSV's own text of the predicted row (its row number, from 1,
 * without a time column), `step` counts from 1 to the horizon. `forecast.csv` has the same columns without split and actual.
 */
export interface PredictionRow {
  readonly split: SplitName;
  readonly series: string;
  readonly time: string;
  readonly step: number;
  readonly target: string;
  readonly actual: number | null;
  readonly predicted: number | null;
}

/** Rows joined into one piece of text for one write: fewer system calls, bounded memory. */
const rowsPerChunk = 4096;

/** Text of `predictions.csv`, in pieces. */
export function* predictionsCsv(rows: Iterable<PredictionRow>, severalTargets: boolean): Generator<string> {
  yield* chunks(`split,series,time,step,${severalTargets ? 'target,' : ''}actual,predicted\n`, rows, (row) =>
    [
      row.split,
      ...stepCells(row, severalTargets),
      numberCell(row.actual),
      // Predictions are single precision: more than 9 digits would be noise.
      numberCell(row.predicted === null ? null : Number(row.predicted.toPrecision(9))),
    ].join(','),
  );
}

export type ForecastRow = Omit<PredictionRow, 'split' | 'actual'>;

/** Text of `forecast.csv`, in pieces. */
export function* forecastCsv(rows: Iterable<ForecastRow>, severalTargets: boolean): Generator<string> {
  yield* chunks(`series,time,step,${severalTargets ? 'target,' : ''}predicted\n`, rows, (row) =>
    [
      ...stepCells(row, severalTargets),
      numberCell(row.predicted === null ? null : Number(row.predicted.toPrecision(9))),
    ].join(','),
  );
}

function stepCells(row: ForecastRow, severalTargets: boolean): string[] {
  const cells = [textCell(row.series), textCell(row.time), String(row.step)];
  return severalTargets ? [...cells, textCell(row.target)] : cells;
}

function* chunks<Row>(header: string, rows: Iterable<Row>, line: (row: Row) => string): Generator<string> {
  let lines: string[] = [];
  yield header;
  for (const row of rows) {
    lines.push(`${line(row)}\n`);
    if (lines.length === rowsPerChunk) {
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
}

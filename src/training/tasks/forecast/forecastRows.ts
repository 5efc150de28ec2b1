import type { Prepared } from '../../../data/prepared';
import type { ForecastRow } from '../../../runs/predictionsFile';
import { futureTimeText } from './futureTime';

/** Cells before the last one that show how times are written (with or without leading zeros). */
const sampleCells = 40;

/**
 * Rows of `forecast.csv`: the steps after the end of the data, with the time that they will have.
 * @param future [horizon][targets], in the data's own units
 */
export function forecastRows(prepared: Prepared, future: readonly Float64Array[]): ForecastRow[] {
  return future.flatMap((values, i) =>
    prepared.targetScalers.map(({ column }, k) => ({
      series: '',
      time: timeAfterEnd(prepared, i + 1),
      step: i + 1,
      target: column,
      predicted: values[k] ?? null,
    })),
  );
}

function timeAfterEnd(prepared: Prepared, step: number): string {
  const last = prepared.rows - 1;
  const { time } = prepared.preprocessing;
  if (prepared.times === null || time === null) return String((prepared.fileRows[last] ?? last) + 1 + step);
  const texts: string[] = [];
  for (let row = Math.max(0, last + 1 - sampleCells); row <= last; row++) texts.push(prepared.timeText(row));
  return futureTimeText(time, prepared.times[last] ?? NaN, step, texts);
}

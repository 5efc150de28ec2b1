import type { Prepared, PreparedSeries } from '../../../data/prepared';
import type { ForecastRow } from '../../../runs/predictionsFile';
import { formatTime } from './formatTime';
import type { Predictions } from './predictParts';
import { finiteOrNull, interval } from './predictionRows';

/** Cells before the last one that show how times are written (with or without leading zeros). */
const sampleCells = 40;

/** Rows of `forecast.csv`: the steps after the end of each series, with the time that they will have. */
export function* forecastRows(prepared: Prepared, future: Predictions): Generator<ForecastRow> {
  const { horizon, predicted, quantiles } = future;
  const names = prepared.targetScalers.map(({ column }) => column);
  for (const [window, index] of future.series.entries()) {
    const series = prepared.series[index]!;
    const time = timesAfterEnd(prepared, series);
    for (let step = 0; step < horizon; step++) {
      const i = window * horizon + step;
      const text = time(step);
      for (const [k, target] of names.entries()) {
        yield {
          ...{ series: series.name, time: text, step: step + 1, target },
          predicted: finiteOrNull(predicted[k]?.[i]),
          ...interval(quantiles[k] ?? [], i),
        };
      }
    }
  }
}

/** Times of the steps (from 0) after the end of a series: as the file has them where it does, otherwise written as it writes its own. */
function timesAfterEnd(prepared: Prepared, series: PreparedSeries): (step: number) => string {
  const last = series.to - 1;
  const texts: string[] = [];
  for (let row = Math.max(series.from, last + 1 - sampleCells); row <= last; row++) texts.push(prepared.timeText(row));
  const { time } = prepared.preprocessing;
  return (step) => {
    const row = series.future[step];
    if (row !== undefined) return prepared.fileTimeText(row);
    const value = series.timeAhead(step);
    if (time !== null) return Number.isNaN(value) ? '' : formatTime(value, time, texts);
    if (!Number.isNaN(value)) return String(value);
    // Without a time column rows are numbered as in the file, where the next rows of one series among several are others'.
    return prepared.series.length > 1 || prepared.ordered ? '' : String(Number(prepared.timeText(last)) + 1 + step);
  };
}

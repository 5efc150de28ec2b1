import type { MeasuredData } from '../../../data/classes/labelledData';
import type { Scores } from '../../../spec/run';
import type { ScoresDetail, ScoresFile } from '../../../spec/scores';
import { meanScores } from '../forecast/metrics';
import { measureScores, trainingMean } from './judgeMeasures';
import type { PartMeasures } from './measures';

/** Series with scores of their own: some hundred kilobytes a part. */
const mostSeries = 500;

/**
 * `scores.json`: each series beside saying the mean of the training rows, the mean over several targets; of very many series
 * those with the lowest and the highest RMSE. null for a file that is one sequence: the summary says all there is.
 */
export function measureScoresFile(parts: readonly PartMeasures[], data: MeasuredData): ScoresFile | null {
  const naive = data.targetValues.map((_, k) => trainingMean(data, k));
  const details = parts.flatMap((part): [string, ScoresDetail][] => {
    const bySeries = seriesScores(part, data, naive);
    if (bySeries.length === 0) return [];
    const shown = bySeries.length <= mostSeries ? bySeries : outermost(bySeries);
    const more = shown.length < bySeries.length ? { seriesCount: bySeries.length } : {};
    return [[part.split, { bySeries: shown, ...more }]];
  });
  return details.length === 0 ? null : { version: 1, ...Object.fromEntries(details) };
}

type SeriesScores = NonNullable<ScoresDetail['bySeries']>;

function seriesScores(part: PartMeasures, { examples }: MeasuredData, naive: readonly number[]): SeriesScores {
  const places = new Map<string, number[]>();
  part.rows.forEach((row, i) => {
    const { series } = examples.placeOf(row);
    const own = places.get(series);
    if (own) own.push(i);
    else places.set(series, [i]);
  });
  if (places.has('') && places.size === 1) return [];
  const mean = (own: readonly number[], predicted: (k: number, i: number) => number): Scores =>
    meanScores(
      part.actual.map((actual, k) =>
        measureScores(
          Float64Array.from(own, (i) => actual[i]!),
          Float64Array.from(own, (i) => predicted(k, i)),
        ),
      ),
    );
  return [...places].map(([series, own]) => ({
    series,
    scores: mean(own, (k, i) => part.predicted[k]![i]!),
    naive: mean(own, (k) => naive[k]!),
  }));
}

/** In the order of the file. */
function outermost(all: SeriesScores): SeriesScores {
  const order = all.map((one, i) => ({ one, i, rmse: one.scores.rmse ?? NaN }));
  const ranked = order.filter(({ rmse }) => !Number.isNaN(rmse)).sort((a, b) => a.rmse - b.rmse || a.i - b.i);
  const half = mostSeries / 2;
  const ends = ranked.length <= mostSeries ? ranked : [...ranked.slice(0, half), ...ranked.slice(-half)];
  return ends.sort((a, b) => a.i - b.i).map(({ one }) => one);
}

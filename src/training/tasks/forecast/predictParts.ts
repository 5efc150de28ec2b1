import type { Prepared } from '../../../data/prepared';
import type { Engine } from '../../../engine/engine';
import type { Experiment } from '../../../spec/experiment';
import { medianOf } from '../../../spec/median';
import type { SplitName } from '../../../spec/run';
import { Pacer } from '../../pacer';
import { splits, splitsByImportance } from '../../splits';
import type { PredictionControl } from '../task';
import { predictedWindows } from './origins';
import { predictWindows } from './predictWindows';
import { quantilesOf } from './quantiles';

/** Predictions in the data's own units. A value's place is window × horizon + step. */
export interface Predictions {
  readonly horizon: number;
  /** Index of the series of each window. */
  readonly series: Int32Array;
  /** One array a target. */
  readonly predicted: readonly Float64Array[];
  /** [target][quantile], rising from quantile to quantile; without any but for the quantile loss. */
  readonly quantiles: readonly (readonly Float64Array[])[];
}

/** Predictions of one part, beside what really came. */
export interface PartPredictions extends Predictions {
  readonly split: SplitName;
  /** Row of each value, and the last row that was known when it was predicted. */
  readonly rows: Int32Array;
  readonly lastKnown: Int32Array;
  readonly actual: readonly Float64Array[];
}

/** Predicts the windows of the parts that have some. Where it is told to stop, unfinished parts are left out. */
export async function predictParts(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  control: PredictionControl,
  wanted: readonly SplitName[] = splitsByImportance,
): Promise<PartPredictions[]> {
  const goOn = pacedControl(control);
  const parts: PartPredictions[] = [];
  for (const split of wanted) {
    const starts = predictedWindows(prepared, experiment, split);
    if (starts.length === 0) continue;
    const part = await predictPart(engine, prepared, experiment, split, starts, goOn);
    if (part === null) break;
    parts.push(part);
  }
  return parts.sort((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split));
}

/** Asked after each batch whether to go on. */
export function pacedControl(control: PredictionControl): () => Promise<boolean> {
  const pacer = new Pacer();
  return async () => {
    control.onBatch();
    if (pacer.due) await pacer.turn();
    return !control.shouldStop();
  };
}

/** Predicts some windows of a part. @returns null when it was told to stop, or interrupted */
export async function predictPart(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  split: SplitName,
  starts: Int32Array,
  goOn: () => Promise<boolean>,
): Promise<PartPredictions | null> {
  const { horizon, timeSteps } = experiment.window;
  const series = starts.map((start) => prepared.seriesOf(start));
  const predictions = await predictAll(engine, prepared, experiment, starts, series, goOn);
  if (predictions === null) return null;
  const rows = new Int32Array(starts.length * horizon);
  const lastKnown = new Int32Array(rows.length);
  starts.forEach((start, i) => {
    for (let step = 0; step < horizon; step++) {
      rows[i * horizon + step] = start + timeSteps + step;
      lastKnown[i * horizon + step] = start + timeSteps - 1;
    }
  });
  const actual = prepared.targetValues.map((values) => Float64Array.from(rows, (row) => values[row]!));
  return { ...predictions, split, rows, lastKnown, actual };
}

/** The steps after the end of each series that has a window there; null when it was interrupted or told to stop. */
export async function predictFuture(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  control: PredictionControl,
): Promise<Predictions | null> {
  const series = Int32Array.from([...prepared.series.keys()].filter((i) => prepared.series[i]?.forecastStart !== null));
  const starts = series.map((i) => prepared.series[i]?.forecastStart ?? 0);
  if (starts.length === 0) return null;
  return predictAll(engine, prepared, experiment, starts, series, pacedControl(control));
}

async function predictAll(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  starts: Int32Array,
  series: Int32Array,
  goOn: () => Promise<boolean>,
): Promise<Predictions | null> {
  const { horizon } = experiment.window;
  const values = starts.length * horizon;
  const levels = quantilesOf(experiment);
  const several = Math.max(1, levels.length);
  const all = Array.from({ length: prepared.targets }, () =>
    Array.from({ length: several }, () => new Float64Array(values)),
  );
  const take = (firstWindow: number, outputs: Float32Array): void => {
    unscaleInto(
      all,
      firstWindow * horizon,
      outputs,
      (window) => prepared.series[series[firstWindow + window]!]!,
      horizon,
    );
  };
  if (!(await predictWindows(engine, prepared, experiment, starts, take, goOn))) return null;
  if (levels.length > 1) for (const own of all) sortQuantiles(own);
  const median = medianOf(levels);
  return {
    ...{ horizon, series },
    predicted: all.map((own) => own[median]!),
    quantiles: levels.length === 0 ? [] : all,
  };
}

/**
 * Undoes the scaling of the network's outputs.
 * @param into [target][quantile][value]
 * @param outputs [windows, horizon, targets, quantiles], row-major
 */
function unscaleInto(
  into: readonly (readonly Float64Array[])[],
  from: number,
  outputs: Float32Array,
  seriesOf: (window: number) => Prepared['series'][number],
  horizon: number,
): void {
  const width = into.reduce((sum, own) => sum + own.length, 0);
  const windows = outputs.length / (horizon * width);
  for (let window = 0; window < windows; window++) {
    const { targetScalers } = seriesOf(window);
    for (let step = 0; step < horizon; step++) {
      const value = window * horizon + step;
      let at = value * width;
      into.forEach((own, k) => {
        const { shift, scale } = targetScalers[k]!;
        for (const column of own) column[from + value] = outputs[at++]! * scale + shift;
      });
    }
  }
}

/**
 * Puts each value's quantiles into order: a network may let them cross, and sorting them never makes them worse
 * (Chernozhukov, Fernández-Val, Galichon 2010, "Quantile and probability curves without crossing").
 */
function sortQuantiles(columns: readonly Float64Array[]): void {
  const row = new Float64Array(columns.length);
  for (let i = 0; i < (columns[0]?.length ?? 0); i++) {
    columns.forEach((column, q) => (row[q] = column[i]!));
    row.sort();
    columns.forEach((column, q) => (column[i] = row[q]!));
  }
}

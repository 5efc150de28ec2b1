import { prepare } from '../data/prepare';
import type { Prepared } from '../data/prepared';
import { predictionsCsv } from '../runs/predictionsFile';
import type { Backtest } from '../spec/backtest';
import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { openModel, type OpenOptions, readOwnTable } from './openRun';
import type { StopRequest } from './stopRequest';
import { csvForm } from './tasks/forecast/forecast';
import { judge, partTargets } from './tasks/forecast/judge';
import { type PartPredictions, predictParts } from './tasks/forecast/predictParts';
import { predictionRows } from './tasks/forecast/predictionRows';
import { quantilesOf } from './tasks/forecast/quantiles';
import { scoresFile } from './tasks/forecast/scoresFile';

export interface BacktestOptions extends Omit<OpenOptions, 'signal'> {
  /** Ends it; nothing is told then. */
  readonly stop?: StopRequest;
  /** After every batch. */
  onProgress?(): void;
}

export interface BacktestResult {
  readonly backtest: Backtest;
  /** All predictions, as text of a file like `predictions.csv`, in pieces. */
  csv(): Iterable<string>;
}

/**
 * Predicts the whole horizon from every row of the test part of a finished run, without training it anew, and scores it
 * step by step beside the naive forecasts. Nothing is written.
 * @param folder the run's folder
 * @returns null when it was told to stop
 * @throws UserError when the run is not a finished forecast, has no test part, or its CSV is another one now
 */
export async function backtest(folder: string, options: BacktestOptions): Promise<BacktestResult | null> {
  const started = performance.now();
  const { stop, threads, createEngine } = options;
  const reading = new AbortController();
  stop?.listen(() => reading.abort(new Stopped()));
  const model = await openModel(folder, { threads, createEngine });
  const { engine } = model;
  try {
    const experiment = everyOrigin(model.experiment);
    const prepared = prepare(experiment, await readOwnTable(model, reading.signal));
    if (stop?.requested) return null;
    stop?.listen(() => engine.interrupt());
    prepared.fill(engine.allocateData(prepared.engineRows, prepared.options));
    const control = { onBatch: () => options.onProgress?.(), shouldStop: () => stop?.requested ?? false };
    const parts = await predictParts(engine, prepared, experiment, control, ['test']);
    const [part] = parts;
    if (!part) return null;
    const seconds = (performance.now() - started) / 1000;
    return {
      backtest: { ...describe(part, prepared, experiment), seconds },
      csv: () => {
        const { severalTargets, intervals } = csvForm(prepared, experiment);
        return predictionsCsv(predictionRows(parts, prepared), severalTargets, intervals);
      },
    };
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  } finally {
    engine.dispose();
  }
}

/** Ends reading when the user stops; not an error. */
class Stopped extends Error {}

/** The experiment with a window from every row, whatever its stride was. */
function everyOrigin(experiment: Experiment): Experiment {
  if (experiment.task !== 'forecast') {
    throw new UserError(
      `A backtest is made of forecasts, and this run's task is "${experiment.task}".`,
      'Choose a run that forecasts.',
      { code: 'backtest/no-forecast' },
    );
  }
  const { split } = experiment.data;
  if (split.test === 0 && split.testRows === null) {
    throw new UserError(
      'The run has no test part: all rows were trained or validated on.',
      'Train with a test part (data.split.test, or data.split.testRows).',
      { code: 'backtest/no-test-part', path: 'data.split.test' },
    );
  }
  return { ...experiment, window: { ...experiment.window, stride: 1 } };
}

function describe(part: PartPredictions, prepared: Prepared, experiment: Experiment): Omit<Backtest, 'seconds'> {
  const targets = partTargets([part], prepared, quantilesOf(experiment));
  const { metrics, baselines, verdict } = judge(targets, prepared);
  const detail = scoresFile(targets, prepared).test;
  const first = part.series.findIndex((own) => own !== part.series[0]);
  const last = (first < 0 ? part.series.length : first) * part.horizon - 1;
  return {
    version: 1,
    name: experiment.name,
    targets: experiment.data.targets,
    horizon: part.horizon,
    origins: part.series.length,
    series: new Set(part.series).size,
    from: prepared.timeText(part.rows[0] ?? 0),
    to: prepared.timeText(part.rows[last] ?? 0),
    scores: metrics.test ?? {},
    naive: baselines.naive.test ?? {},
    seasonalNaive: baselines.seasonalNaive?.test ?? null,
    byStep: detail?.byStep ?? [],
    ...(detail?.bySeries ? { bySeries: detail.bySeries } : {}),
    verdict,
  };
}

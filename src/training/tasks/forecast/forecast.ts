import { prepare } from '../../../data/prepare';
import type { Prepared } from '../../../data/prepared';
import { forecastCsv, predictionsCsv } from '../../../runs/predictionsFile';
import type { Experiment } from '../../../spec/experiment';
import { runFiles } from '../../../spec/run';
import type { PrepareTask, ResultFile, Task } from '../task';
import { forecastRows } from './forecastRows';
import { judge, forecastMetric, partTargets } from './judge';
import { thinningNote } from './origins';
import { predictFuture, predictParts } from './predictParts';
import { predictionRows } from './predictionRows';
import { quantilesOf } from './quantiles';
import { scoresFile } from './scoresFile';

/** Numbers ahead of time, with the data that they are told from. */
export interface ForecastTask extends Task {
  readonly dataset: Prepared;
}

/** @throws UserError for data that cannot be forecast */
export const prepareForecast = ((experiment, table): ForecastTask => {
  const prepared = prepare(experiment, table);
  return {
    dataset: { ...prepared, warnings: [...prepared.warnings, ...thinningNote(prepared, experiment)] },
    mainMetric: forecastMetric(prepared),
    predict: async (engine, frozen, control) => {
      const future = await predictFuture(engine, prepared, frozen, control);
      const parts = await predictParts(engine, prepared, frozen, control);
      const targets = partTargets(parts, prepared, quantilesOf(frozen));
      const form = csvForm(prepared, frozen);
      const files: ResultFile[] = [];
      if (parts.length > 0) {
        files.push({
          path: runFiles.predictions,
          text: () => predictionsCsv(predictionRows(parts, prepared), form.severalTargets, form.intervals),
        });
      }
      if (future) {
        files.push({
          path: runFiles.forecast,
          text: () => forecastCsv(forecastRows(prepared, future), form.severalTargets, form.intervals),
        });
      }
      if (parts.length > 0 && (frozen.window.horizon > 1 || prepared.series.length > 1)) {
        files.push({
          path: runFiles.scores,
          text: () => `${JSON.stringify(scoresFile(targets, prepared), null, 1)}\n`,
        });
      }
      return { splits: parts.map(({ split }) => split), judge: () => judge(targets, prepared), files };
    },
  };
}) satisfies PrepareTask;

/** Which columns `predictions.csv` and `forecast.csv` have. */
export function csvForm(prepared: Prepared, experiment: Experiment): { severalTargets: boolean; intervals: boolean } {
  return { severalTargets: prepared.targets > 1, intervals: quantilesOf(experiment).length > 1 };
}

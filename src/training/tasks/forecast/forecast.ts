import { prepare } from '../../../data/prepare';
import { forecastCsv, predictionsCsv } from '../../../runs/predictionsFile';
import { runFiles } from '../../../spec/run';
import type { PrepareTask, ResultFile } from '../task';
import { forecastRows } from './forecastRows';
import { judge } from './judge';
import { predictFuture, predictParts } from './predictParts';
import { predictionRows } from './predictionRows';

/** Numbers ahead of time. */
export const prepareForecast: PrepareTask = (experiment, table) => {
  const prepared = prepare(experiment, table);
  const several = prepared.targets > 1;
  return {
    dataset: prepared,
    mainMetric: 'rmse',
    predict: async (engine, frozen, control) => {
      const future = await predictFuture(engine, prepared, frozen);
      const parts = await predictParts(engine, prepared, frozen, control);
      const files: ResultFile[] = [];
      if (parts.length > 0) {
        const text = () => predictionsCsv(predictionRows(parts, prepared), several);
        files.push({ path: runFiles.predictions, text });
      }
      if (future) {
        files.push({ path: runFiles.forecast, text: () => forecastCsv(forecastRows(prepared, future), several) });
      }
      return { splits: parts.map(({ split }) => split), judge: () => judge(parts, prepared), files };
    },
  };
};

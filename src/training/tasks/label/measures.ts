import type { MeasuredData } from '../../../data/classes/labelledData';
import { type PredictionRow, predictionsCsv } from '../../../runs/predictionsFile';
import { runFiles, type SplitName } from '../../../spec/run';
import { type PartOutputs, predictExamples } from '../classify/predictExamples';
import type { ResultFile, Task } from '../task';
import { judgeMeasures } from './judgeMeasures';
import { measureScoresFile } from './measureScores';

/** Numbers told of a part, in the data's own units. */
export interface PartMeasures {
  readonly split: SplitName;
  /** Target row of each. */
  readonly rows: Int32Array;
  /** One array a target, as long as `rows`. */
  readonly actual: readonly Float64Array[];
  readonly predicted: readonly Float64Array[];
}

/** A task that tells numbers of each row. */
export function measuresTask(data: MeasuredData): Task {
  const targets = data.targetScalers.length;
  return {
    dataset: data,
    mainMetric: 'rmse',
    predict: async (engine, _experiment, control) => {
      const outputs = await predictExamples(engine, data.examples, targets, control);
      const parts = outputs.map((part) => inUnits(part, data));
      const file: ResultFile = {
        path: runFiles.predictions,
        text: () => predictionsCsv(predictionRows(parts, data), targets > 1),
      };
      const detail = measureScoresFile(parts, data);
      const scores: ResultFile[] = detail
        ? [{ path: runFiles.scores, text: () => `${JSON.stringify(detail, null, 1)}\n` }]
        : [];
      return {
        splits: parts.map(({ split }) => split),
        judge: () => judgeMeasures(parts, data),
        files: parts.length > 0 ? [file, ...scores] : [],
      };
    },
  };
}

function inUnits({ split, rows, outputs }: PartOutputs, { targetScalers, targetValues }: MeasuredData): PartMeasures {
  const width = targetScalers.length;
  return {
    ...{ split, rows },
    actual: targetValues.map((values) => Float64Array.from(rows, (row) => values[row]!)),
    predicted: targetScalers.map(({ shift, scale }, k) =>
      Float64Array.from(rows, (_, i) => outputs[i * width + k]! * scale + shift),
    ),
  };
}

/** Row by row, target by target; `step` is 1, for nothing is told of steps ahead. */
function* predictionRows(parts: readonly PartMeasures[], data: MeasuredData): Generator<PredictionRow> {
  for (const { split, rows, actual, predicted } of parts) {
    for (let i = 0; i < rows.length; i++) {
      const place = data.examples.placeOf(rows[i]!);
      for (const [k, { column: target }] of data.targetScalers.entries()) {
        const value = predicted[k]![i]!;
        yield {
          ...{ split, ...place, step: 1, target, actual: actual[k]![i]! },
          predicted: Number.isFinite(value) ? value : null,
        };
      }
    }
  }
}

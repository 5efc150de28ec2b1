import type { LabelledData } from '../../../data/classes/labelledData';
import { prepareTexts } from '../../../data/classes/prepareTexts';
import { prepareSequences } from '../../../data/classes/prepareSequences';
import { classPredictionsCsv, type ClassPredictionRow } from '../../../runs/classPredictionsFile';
import { headOf } from '../../../spec/network';
import { runFiles } from '../../../spec/run';
import type { PrepareTask, ResultFile, Task } from '../task';
import { classPredictions, type PartClasses } from './classPredictions';
import { classScoresFile, judgeClasses } from './judgeClasses';
import { predictExamples } from './predictExamples';

/** One label for a text, for the rows of a series, or for a single row. */
export const prepareClassify: PrepareTask = (experiment, table) =>
  classesTask(experiment.model.tokens ? prepareTexts(experiment, table) : prepareSequences(experiment, table));

/** A task that tells labels. */
export function classesTask(data: LabelledData): Task {
  return {
    dataset: data,
    mainMetric: 'accuracy',
    predict: async (engine, experiment, control) => {
      const width = headOf(experiment, data.shapes).units;
      const outputs = await predictExamples(engine, data.examples, width, control);
      const parts = outputs.map((part) => classPredictions(part, data, width));
      const files: ResultFile[] = [
        {
          path: runFiles.predictions,
          text: () => classPredictionsCsv(predictionRows(parts, data), data.classes, data.textOf !== undefined),
        },
        { path: runFiles.scores, text: () => `${JSON.stringify(classScoresFile(parts), null, 1)}\n` },
      ];
      return {
        splits: parts.map(({ split }) => split),
        judge: () => judgeClasses(parts, data),
        files: parts.length > 0 ? files : [],
      };
    },
  };
}

function* predictionRows(parts: readonly PartClasses[], data: LabelledData): Generator<ClassPredictionRow> {
  for (const { split, rows, names, classes, actual, predicted, probabilities } of parts) {
    for (let i = 0; i < rows.length; i++) {
      yield {
        ...{ split, ...data.examples.placeOf(rows[i]!) },
        ...(data.textOf ? { source: data.textOf(rows[i]!) } : {}),
        actual: names[actual[i]!] ?? '',
        predicted: names[predicted[i]!] ?? '',
        probabilities: probabilities.subarray(i * classes, (i + 1) * classes),
      };
    }
  }
}

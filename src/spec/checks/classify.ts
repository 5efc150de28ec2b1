import type { Experiment } from '../experiment';
import type { Problem } from '../problem';
import { inputColumnProblems, labelProblems, problem, type TaskRules, unusedColumns } from './common';
import { inputProblems, notForecast, oneTarget, rowSplitProblems, textColumnProblems } from './examples';

/** One label for a text, or for the rows of a series. */
export const classifyRules: TaskRules = {
  losses: ['categorical_crossentropy', 'binary_crossentropy'],
  fields: (experiment) => [
    ...oneTarget(experiment, 'a label'),
    ...inputProblems(experiment),
    ...sourceProblems(experiment),
    ...unusedColumns(experiment, ['known', 'static', 'calendar'], 'Put its columns into data.inputs.'),
    ...notForecast(experiment),
    ...rowSplitProblems(experiment),
  ],
  columns: ({ data, model }, file) => [
    ...file.each(data.targets, 'data.targets', (column, at) => labelProblems(column, at, file.profile)),
    ...file.each(data.inputs, 'data.inputs', (column, at) =>
      model.tokens === null
        ? inputColumnProblems(column, at, data.missing, file.profile.complete)
        : textColumnProblems(column, at),
    ),
  ],
};

/** Either one text a row, or numbers of the rows of a series. */
function sourceProblems({ data, model }: Experiment): Problem[] {
  if (model.tokens !== null) {
    if (data.inputs.length > 1) {
      return [problem('data.inputs', 'a text is read from one column', 'Leave one column in the list.')];
    }
    if (data.series === null) return [];
    return [problem('data.series', 'each row has a text of its own', 'Set it to null.')];
  }
  if (data.series !== null || model.topology === 'one-to-one') return [];
  return [
    problem(
      'data.series',
      'what belongs together is not said',
      'Choose the column that names the sequence of a row; set model.tokens for texts; or use one-to-one for single rows.',
    ),
  ];
}

import { ofClasses } from './training';
import { inputColumnProblems, labelProblems, numericProblems, problem, type TaskRules, unusedColumns } from './common';
import { inputProblems, notForecast, oneTarget, rowSplitProblems } from './examples';

/** A label, or numbers, for each row of a sequence. */
export const labelRules: TaskRules = {
  losses: ['categorical_crossentropy', 'binary_crossentropy', 'mse', 'mae', 'huber'],
  fields: (experiment) => [
    ...(ofClasses(experiment.training.loss) ? oneTarget(experiment, 'a label') : []),
    ...inputProblems(experiment),
    ...(experiment.model.tokens === null
      ? []
      : [problem('model.tokens', 'each row is one step, and no text', 'Set it to null.')]),
    ...unusedColumns(experiment, ['known', 'static', 'calendar'], 'Put its columns into data.inputs.'),
    ...notForecast(experiment),
    ...rowSplitProblems(experiment),
  ],
  columns: ({ data, training }, file) => {
    const { complete } = file.profile;
    return [
      ...file.each(data.targets, 'data.targets', (column, at) =>
        ofClasses(training.loss)
          ? labelProblems(column, at, file.profile)
          : numericProblems(column, at, data.missing, complete),
      ),
      ...file.each(data.inputs, 'data.inputs', (column, at) => inputColumnProblems(column, at, data.missing, complete)),
    ];
  },
};

import type { Experiment } from '../experiment';
import type { Problem } from '../problem';
import { problem, type TaskRules, unusedColumns } from './common';
import { needsTokens, noSeries, notForecast, oneTarget, rowSplitProblems, textColumnProblems } from './examples';

/** Texts written token after token, on a condition where there are static columns (`key`, `meter`). */
export const generateRules: TaskRules = {
  losses: ['categorical_crossentropy'],
  fields: (experiment) => [
    ...oneTarget(experiment, 'a text'),
    ...noInputs(experiment),
    ...needsTokens(experiment),
    ...oneDirection(experiment),
    ...noSeries(experiment),
    ...unusedColumns(experiment, ['known', 'calendar'], 'Leave the list empty.'),
    ...notForecast(experiment),
    ...rowSplitProblems(experiment),
  ],
  columns: ({ data }, file) => [
    ...file.each(data.targets, 'data.targets', textColumnProblems),
    ...file.each(data.static, 'data.static', ({ name, kind, distinct }, at) => {
      if (kind === 'numeric' || !file.profile.complete) return [];
      const many = distinct === null || distinct > 100;
      const hint = 'Choose a column with at most 100 different values.';
      return many ? [problem(at, `"${name}" has too many different values for a condition`, hint)] : [];
    }),
  ],
};

/** The text itself is what goes in, one token behind. */
function noInputs({ data }: Experiment): Problem[] {
  const [target] = data.targets;
  const other = data.inputs.findIndex((name) => name !== target);
  if (other < 0) return [];
  const hint = 'Remove it; put it into data.static if texts are to be written on that condition.';
  return [problem(`data.inputs.${other}`, 'the text itself goes in, token after token', hint)];
}

function oneDirection({ model }: Experiment): Problem[] {
  return model.layers.flatMap(({ bidirectional }, i) =>
    bidirectional
      ? [
          problem(
            `model.layers.${i}.bidirectional`,
            'what is written next cannot be read beforehand',
            'Set it to false.',
          ),
        ]
      : [],
  );
}

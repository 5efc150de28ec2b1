import type { Experiment } from '../experiment';
import type { Problem } from '../problem';
import type { ColumnProfile } from '../profile';
import { problem } from './common';

/** Rules that the tasks on texts and labelled sequences share. */

/** @param what `a label` */
export function oneTarget({ data, task }: Experiment, what: string): Problem[] {
  if (data.targets.length === 1) return [];
  return [
    problem('data.targets', `the task "${task}" predicts ${what} of one column`, 'Leave one column in the list.'),
  ];
}

/** What goes in must be said, and must not hold what is to come out. */
export function inputProblems({ data, task }: Experiment): Problem[] {
  if (data.inputs.length === 0) {
    return [problem('data.inputs', `the task "${task}" needs to know what goes in`, 'Name at least one column.')];
  }
  return data.inputs.flatMap((name, i) =>
    data.targets.includes(name)
      ? [problem(`data.inputs.${i}`, `"${name}" is what is to be predicted`, 'Remove it from the inputs.')]
      : [],
  );
}

export function needsTokens({ model, task }: Experiment): Problem[] {
  if (model.tokens !== null) return [];
  const hint = 'Set it, e.g. to { "level": "character" } or { "level": "word" }.';
  return [problem('model.tokens', `the task "${task}" reads text`, hint)];
}

/** Each row holds a whole text. */
export function noSeries({ data }: Experiment): Problem[] {
  return data.series === null ? [] : [problem('data.series', 'each row has a text of its own', 'Set it to null.')];
}

/** Fields that only forecasts read, where they were set. */
export function notForecast({ window, data, task }: Experiment): Problem[] {
  const problems: Problem[] = [];
  if (window.strategy !== 'direct') {
    problems.push(problem('window.strategy', `nothing is fed back in the task "${task}"`, 'Set it to direct.'));
  }
  if (data.scale === 'window') {
    const hint = 'Use standard, minmax, robust or none.';
    problems.push(problem('data.scale', 'scaling by window is for forecasts', hint));
  }
  if (data.scaleBy === 'series' && data.series === null) {
    problems.push(problem('data.scaleBy', 'there is no series column', 'Set it to all.'));
  }
  return problems;
}

/** Examples can be split at random, or in the order of the file; rows counted from the end are of forecasts. */
export function rowSplitProblems({ data: { split, series } }: Experiment): Problem[] {
  const problems: Problem[] = [];
  if (split.by === 'series' && series === null) {
    problems.push(problem('data.split.by', 'there is no series column', 'Use random or time.'));
  }
  for (const field of ['testRows', 'validationRows'] as const) {
    if (split[field] !== null) {
      const text = 'counts the last rows of a series, for forecasts';
      problems.push(problem(`data.split.${field}`, text, 'Set it to null, and use the shares.'));
    }
  }
  return problems;
}

export function textColumnProblems({ name, kind }: ColumnProfile, path: string): Problem[] {
  if (kind === 'text' || kind === 'categorical') return [];
  const what = kind === 'time' ? 'times' : 'numbers';
  return [problem(path, `"${name}" holds ${what}, not text`, 'Choose a column of texts.')];
}

import type { Experiment } from '../experiment';
import type { Problem } from '../problem';
import { stepsAhead } from '../shapes';
import { type FileColumns, inputColumnProblems, numericProblems, problem, type TaskRules } from './common';

/** Numbers ahead of time. */
export const forecastRules: TaskRules = {
  losses: ['mse', 'mae', 'huber', 'quantile'],
  fields: (experiment) => [
    ...textProblems(experiment),
    ...roleProblems(experiment),
    ...strategyProblems(experiment),
    ...splitProblems(experiment),
  ],
  columns: (experiment, file) => {
    const { data } = experiment;
    const { complete } = file.profile;
    const missing = missingPolicy(experiment);
    const fed = (names: readonly string[], path: string): Problem[] =>
      file.each(names, path, (column, at) => inputColumnProblems(column, at, missing, complete));
    const problems = [
      ...file.each(data.targets, 'data.targets', (column, at) => numericProblems(column, at, missing, complete)),
      ...fed(data.inputs, 'data.inputs'),
      ...fed(data.known, 'data.known'),
      ...fed(data.static, 'data.static'),
    ];
    return problems.length > 0 ? problems : lengthProblems(experiment, file);
  },
};

/** Rows to come have known columns and no targets: those empty cells are nobody's mistake, and are looked at when the file is read. */
function missingPolicy({ data }: Experiment): Experiment['data']['missing'] {
  return data.known.length > 0 && data.missing === 'error' ? 'drop' : data.missing;
}

function textProblems({ model }: Experiment): Problem[] {
  return model.tokens === null ? [] : [problem('model.tokens', 'are for text', 'Set it to null.')];
}

/** What each column is read for: nothing that is predicted can be known, and a calendar needs dates. */
function roleProblems({ data }: Experiment): Problem[] {
  const problems: Problem[] = [];
  data.known.forEach((name, i) => {
    if (!data.targets.includes(name)) return;
    const text = `"${name}" is predicted, so that it is not known beforehand`;
    problems.push(problem(`data.known.${i}`, text, 'Remove it from the list.'));
  });
  data.static.forEach((name, i) => {
    if (!data.targets.includes(name)) return;
    const text = `"${name}" is predicted, and a static column never changes`;
    problems.push(problem(`data.static.${i}`, text, 'Remove it from the list.'));
  });
  if (data.calendar.length > 0 && data.time === null) {
    const hint = 'Choose the column of dates (data.time), or leave the list empty.';
    problems.push(problem('data.calendar', 'is made from a time column, and there is none', hint));
  }
  data.calendar.forEach((name, i) => {
    if (data.calendar.indexOf(name) < i)
      problems.push(problem(`data.calendar.${i}`, `"${name}" is listed twice`, 'Remove one of them.'));
  });
  if (data.scaleBy === 'series' && data.series === null) {
    problems.push(problem('data.scaleBy', 'there is no series column', 'Set it to all, or choose data.series.'));
  }
  if (data.static.length > 0 && data.series === null) {
    const hint = 'Choose the column that names the series (data.series), or use them as inputs.';
    problems.push(problem('data.static', 'are columns constant within a series, and there is one series alone', hint));
  }
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  if (data.scale === 'window') {
    for (const name of data.targets) {
      if (inputs.includes(name)) continue;
      const text = `scaling by window takes level and spread of "${name}" from its own past, and it is not an input`;
      problems.push(problem('data.inputs', text, `Add "${name}" to the inputs, or use another scaling.`));
    }
  }
  return problems;
}

/** A forecast that is fed back can only read what is then there. */
function strategyProblems({ data, window, model }: Experiment): Problem[] {
  if (window.strategy !== 'recursive') return [];
  if (model.decoder !== null) {
    const hint = 'Set it to direct, or the topology to many-to-one without a decoder.';
    return [problem('window.strategy', 'a decoder predicts all steps itself', hint)];
  }
  const there = new Set([...data.targets, ...data.known, ...data.static]);
  return data.inputs.flatMap((name, i) => {
    if (there.has(name)) return [];
    const text = `"${name}" is not predicted, so that it cannot be fed back to reach the next step`;
    return [problem(`data.inputs.${i}`, text, 'Add it to the targets or to known, remove it, or use direct.')];
  });
}

function splitProblems({ data: { split, series } }: Experiment): Problem[] {
  if (split.by === 'random') {
    const text = 'windows overlap, so that a random part would be tested on what it was trained on';
    return [problem('data.split.by', text, series === null ? 'Use time.' : 'Use time or series.')];
  }
  if (split.by === 'series' && series === null) {
    return [problem('data.split.by', 'there is no series column', 'Use time, or choose data.series.')];
  }
  if (split.by === 'series' && (split.testRows !== null || split.validationRows !== null)) {
    const field = split.testRows !== null ? 'testRows' : 'validationRows';
    return [problem(`data.split.${field}`, 'whole series are split, not their rows', 'Set it to null, or use time.')];
  }
  return [];
}

/** One series alone: whether its training part holds a window. Several are counted when they are read. */
function lengthProblems({ data, window }: Experiment, { profile }: FileColumns): Problem[] {
  const { split } = data;
  const byShare = split.by === 'time' && split.testRows === null && split.validationRows === null;
  if (!profile.complete || data.series !== null || !byShare) return [];
  const ahead = stepsAhead(window);
  const trainRows = Math.floor(profile.rows * split.train + 1e-9);
  if (trainRows >= window.timeSteps + ahead) return [];
  if (trainRows <= ahead && ahead > 1) {
    const text = `the training part has ${trainRows} rows, too few to predict ${ahead} steps ahead`;
    return [problem('window.horizon', text, 'Lower the horizon, or use more rows for training.')];
  }
  const target = ahead === 1 ? 'its target' : `its ${ahead} targets`;
  return [
    problem(
      'window.timeSteps',
      `the training part has ${trainRows} rows, too few for one window of ${window.timeSteps} time steps and ${target}`,
      `Lower the time steps to ${Math.max(1, trainRows - ahead)} or less, or use more rows for training.`,
    ),
  ];
}

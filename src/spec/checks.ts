import type { Experiment } from './experiment';
import { denseLayers } from './layers';
import { headOf } from './network';
import { type ModelShapes, shapesOf } from './shapes';
import type { Problem } from './problem';
import type { ColumnProfile, DataProfile } from './profile';

/**
 * Rules between fields, and between an experiment and its CSV: what the format alone cannot say.
 * Returns all problems, those that a person meets first on top; none means that training can start.
 *
 * @param profile the CSV's columns, where they are known; a preview's kinds are not yet trusted
 * @param shapes sizes, where the data were read
 */
export function checkExperiment(experiment: Experiment, profile?: DataProfile | null, shapes?: ModelShapes): Problem[] {
  return [
    ...supportProblems(experiment),
    ...modelProblems(experiment, shapes),
    ...trainingProblems(experiment),
    ...(profile ? dataProblems(experiment, profile) : []),
  ];
}

const problem = (path: string, message: string, hint: string): Problem => ({ path, message, hint });

/** What this version can train. */
function supportProblems({ task, model, window, data, training }: Experiment): Problem[] {
  const problems: Problem[] = [];
  const later = 'This version trains forecasts of the next step.';
  if (task !== 'forecast') problems.push(problem('task', `the task "${task}" cannot be trained yet`, later));
  if (model.topology !== 'many-to-one' && model.topology !== 'one-to-one') {
    problems.push(
      problem(
        'model.topology',
        `the topology "${model.topology}" cannot be trained yet`,
        'Use many-to-one or one-to-one.',
      ),
    );
  }
  if (window.horizon !== 1)
    problems.push(problem('window.horizon', 'only a horizon of 1 can be trained yet', 'Set it to 1.'));
  if (data.series !== null)
    problems.push(problem('data.series', 'several series in one file cannot be trained yet', 'Leave it empty.'));
  if (data.known.length > 0)
    problems.push(problem('data.known', 'known future columns cannot be used yet', 'Leave the list empty.'));
  if (data.static.length > 0)
    problems.push(problem('data.static', 'static columns cannot be used yet', 'Leave the list empty.'));
  if (data.scale === 'window')
    problems.push(problem('data.scale', 'scaling by window cannot be used yet', 'Use minmax, standard or robust.'));
  if (data.split.by !== 'time')
    problems.push(problem('data.split.by', `a split by ${data.split.by} cannot be used yet`, 'Use time.'));
  for (const [path, value] of [
    ['embedding', model.embedding],
    ['tokens', model.tokens],
    ['decoder', model.decoder],
  ] as const) {
    if (value !== null)
      problems.push(problem(`model.${path}`, 'cannot be used for a forecast of the next step', 'Set it to null.'));
  }
  if (training.loss !== 'mse' && training.loss !== 'mae' && training.loss !== 'huber') {
    problems.push(
      problem('training.loss', `the loss "${training.loss}" does not fit a forecast`, 'Use mse, mae or huber.'),
    );
  }
  return problems;
}

function modelProblems(experiment: Experiment, shapes?: ModelShapes): Problem[] {
  const problems: Problem[] = [];
  const { model, task, window } = experiment;
  if (model.topology === 'one-to-one' && window.timeSteps !== 1) {
    problems.push(
      problem(
        'window.timeSteps',
        `one-to-one means 1 time step, not ${window.timeSteps}`,
        'Set timeSteps to 1, or the topology to many-to-one.',
      ),
    );
  }
  const dense = denseLayers(experiment);
  if (!shapes && task !== 'forecast') return problems; // classes are known when the data were read
  const outputs = headOf(experiment, shapes ?? shapesOf(experiment)).units;
  const last = dense.at(-1);
  if (last && last.units !== outputs) {
    problems.push(
      problem(
        `model.dense.${dense.length - 1}.units`,
        `the last dense layer has ${last.units} outputs, but ${outputs} ${outputs === 1 ? 'value is' : 'values are'} predicted`,
        `Set its units to ${outputs}.`,
      ),
    );
  }
  return problems;
}

function trainingProblems({ training }: Experiment): Problem[] {
  const { optimizer, schedule } = training;
  if (schedule && schedule.minLearningRate > optimizer.learningRate) {
    return [problem('training.schedule.minLearningRate', 'the lower limit is above the learning rate', 'Lower it.')];
  }
  return [];
}

function dataProblems(experiment: Experiment, profile: DataProfile): Problem[] {
  const { data, window } = experiment;
  const columns = new Map(profile.columns.map((column) => [column.name, column]));
  const problems: Problem[] = [];
  const check = (names: readonly string[], path: string): void => {
    names.forEach((name, i) => {
      const found = columnProblem(columns.get(name), name, `${path}.${i}`, data.missing, profile);
      if (found) problems.push(found);
      if (names.indexOf(name) < i)
        problems.push(problem(`${path}.${i}`, `"${name}" is listed twice`, 'Remove one of them.'));
    });
  };
  check(data.targets, 'data.targets');
  if (data.inputs.length > 0) check(data.inputs, 'data.inputs');
  problems.push(...timeProblems(experiment, columns, profile));
  if (profile.complete && problems.length === 0) {
    const needed = window.timeSteps + window.horizon;
    const trainRows = Math.floor(profile.rows * data.split.train + 1e-9);
    if (trainRows < needed) {
      problems.push(
        problem(
          'window.timeSteps',
          `the training part has ${trainRows} rows, too few for one window of ${window.timeSteps} time steps and its target`,
          `Lower the time steps to ${Math.max(1, trainRows - window.horizon)} or less, or use more rows for training.`,
        ),
      );
    }
  }
  return problems;
}

function columnProblem(
  column: ColumnProfile | undefined,
  name: string,
  path: string,
  missing: Experiment['data']['missing'],
  profile: DataProfile,
): Problem | null {
  if (!column) {
    const names = profile.columns
      .slice(0, 8)
      .map((c) => `"${c.name}"`)
      .join(', ');
    return problem(
      path,
      `the file has no column "${name}"`,
      `Choose one of ${names}${profile.columns.length > 8 ? ', …' : ''}.`,
    );
  }
  if (column.kind !== 'numeric') {
    const misfit = column.misfits[0];
    const kind = column.kind === 'time' ? 'times' : 'text';
    return problem(
      path,
      misfit
        ? `"${name}" holds ${JSON.stringify(misfit.text)} in line ${misfit.line}, which is not a number`
        : `"${name}" holds ${kind}, not numbers`,
      misfit ? 'Mend or empty that cell, or choose another column.' : 'Choose a numeric column.',
    );
  }
  if (column.numeric && column.numeric.infinite > 0) {
    return problem(
      path,
      `"${name}" holds ${column.numeric.infinite} infinite values`,
      'Replace them by numbers or empty the cells.',
    );
  }
  if (profile.complete && column.missing > 0 && missing === 'error') {
    return problem(
      'data.missing',
      `"${name}" has ${column.missing} missing ${column.missing === 1 ? 'value' : 'values'}`,
      'Choose what to do with them: drop, forward-fill or interpolate.',
    );
  }
  return null;
}

function timeProblems(
  { data }: Experiment,
  columns: ReadonlyMap<string, ColumnProfile>,
  profile: DataProfile,
): Problem[] {
  if (data.time === null) return [];
  const column = columns.get(data.time);
  if (!column)
    return [problem('data.time', `the file has no column "${data.time}"`, 'Choose another column, or file order.')];
  if (column.time?.ambiguous && data.dateOrder === null) {
    return [
      problem(
        'data.dateOrder',
        `"${column.name}" can be read day first or month first`,
        'Choose how its dates are written.',
      ),
    ];
  }
  if (column.kind !== 'time' && column.kind !== 'numeric' && profile.complete) {
    return [problem('data.time', `"${column.name}" does not hold times`, 'Choose another column, or file order.')];
  }
  return [];
}

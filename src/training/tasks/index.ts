import type { Table } from '../../data/table';
import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import { prepareClassify } from './classify/classify';
import { prepareForecast } from './forecast/forecast';
import { prepareGeneration } from './generate/generate';
import { prepareLabel } from './label/label';
import type { PrepareTask, Task } from './task';
import { prepareTranslation } from './translate/translate';

const prepareTasks: Partial<Record<Experiment['task'], PrepareTask>> = {
  classify: prepareClassify,
  forecast: prepareForecast,
  label: prepareLabel,
  translate: prepareTranslation,
  generate: prepareGeneration,
};

/**
 * The task of an experiment on a table.
 * @throws UserError for data that the task cannot use
 */
export function prepareTask(experiment: Experiment, table: Table): Task {
  const prepare = prepareTasks[experiment.task];
  if (prepare) return prepare(experiment, table);
  throw new UserError(`The task "${experiment.task}" cannot be trained yet.`, 'Choose another task.', {
    code: 'experiment/unsupported',
    path: 'task',
  });
}

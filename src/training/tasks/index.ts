import type { Table } from '../../data/table';
import type { Experiment } from '../../spec/experiment';
import { prepareClassify } from './classify/classify';
import { prepareForecast } from './forecast/forecast';
import { prepareGeneration } from './generate/generate';
import { prepareLabel } from './label/label';
import type { PrepareTask, Task } from './task';
import { prepareTranslation } from './translate/translate';

const prepareTasks: Record<Experiment['task'], PrepareTask> = {
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
  return prepareTasks[experiment.task](experiment, table);
}

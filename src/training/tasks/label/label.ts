import { prepareLabels } from '../../../data/classes/prepareLabels';
import { prepareMeasures } from '../../../data/classes/prepareMeasures';
import { labelsAreTexts } from '../../../spec/roles';
import { classesTask } from '../classify/classify';
import type { PrepareTask } from '../task';
import { measuresTask } from './measures';

/** A label, or numbers, for each row of a sequence. */
export const prepareLabel: PrepareTask = (experiment, table) =>
  labelsAreTexts(experiment)
    ? classesTask(prepareLabels(experiment, table))
    : measuresTask(prepareMeasures(experiment, table));

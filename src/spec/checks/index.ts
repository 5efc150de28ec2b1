import type { Experiment, Task } from '../experiment';
import type { ModelShapes } from '../shapes';
import type { Problem } from '../problem';
import type { DataProfile } from '../profile';
import { classifyRules } from './classify';
import type { TaskRules } from './common';
import { columnProblems } from './data';
import { forecastRules } from './forecast';
import { generateRules } from './generate';
import { labelRules } from './label';
import { modelProblems } from './model';
import { topologyProblems } from './topology';
import { trainingProblems } from './training';
import { translateRules } from './translate';

const rulesOf: Record<Task, TaskRules> = {
  forecast: forecastRules,
  classify: classifyRules,
  label: labelRules,
  translate: translateRules,
  generate: generateRules,
};

/**
 * Rules between fields, and between an experiment and its CSV: what the format alone cannot say.
 * Returns all problems, those that a person meets first on top; none means that training can start.
 *
 * @param profile the CSV's columns, where they are known; a preview's kinds are not yet trusted
 * @param shapes sizes, where the data were read
 */
export function checkExperiment(experiment: Experiment, profile?: DataProfile | null, shapes?: ModelShapes): Problem[] {
  const rules = rulesOf[experiment.task];
  return [
    ...topologyProblems(experiment),
    ...rules.fields(experiment),
    ...modelProblems(experiment, shapes),
    ...trainingProblems(experiment, rules.losses, shapes),
    ...(profile ? columnProblems(experiment, profile, rules) : []),
  ];
}

import { type Experiment, type Task, experimentSchema } from '../experiment';
import type { DataProfile } from '../profile';
import { nameFromFile } from '../resolve';
import { classifyExperiment } from './classify';
import { forecastExperiment } from './forecast';
import { generateExperiment } from './generate';
import { labelExperiment } from './label';
import { proposeTask } from './proposeTask';
import type { Proposer, TaskProposal } from './proposal';
import { translateExperiment } from './translate';

export interface Choice {
  readonly task?: Task;
  /** Column to predict; without it the task's own guess. */
  readonly target?: string;
}

/** A sensible first experiment for a file, and in a sentence why it is that. */
export interface Proposal extends TaskProposal {
  readonly experiment: Experiment;
}

const proposers: Record<Task, Proposer> = {
  forecast: forecastExperiment,
  classify: classifyExperiment,
  label: labelExperiment,
  translate: translateExperiment,
  generate: generateExperiment,
};

/**
 * A sensible first experiment for a CSV: what a person sees filled in when the page opens, and what `init` writes. The
 * rules are few so that they can be told; sizes are such that a first result is there within about a minute.
 */
export function propose(profile: DataProfile, choice: Choice = {}): Proposal {
  const proposal = proposeTask(profile, choice);
  const { task, topology, roles } = proposal;
  const { data, model, ...rest } = proposers[task](profile, roles);
  const experiment = experimentSchema.parse({
    version: 1,
    name: nameFromFile(profile.file),
    task,
    data: { file: profile.file, ...roles, ...data },
    model: { topology, ...model },
    ...rest,
  } satisfies Parameters<typeof experimentSchema.parse>[0]);
  return { ...proposal, experiment };
}

/** The experiment of `propose`. */
export const proposeExperiment = (profile: DataProfile, choice: Choice = {}): Experiment =>
  propose(profile, choice).experiment;

import type { Experiment, Task } from '../../spec/experiment';
import type { DataProfile } from '../../spec/profile';
import { propose } from '../../spec/propose';

/** A draft to begin with, and why it is so. */
export interface Proposal {
  readonly experiment: Experiment;
  readonly why: readonly string[];
}

/** What is proposed for a file, and for a task on it where one was chosen. */
export function proposalFor(
  profile: DataProfile,
  { task, target = null }: { task?: Task; target?: string | null } = {},
): Proposal {
  const { experiment, why } = propose(profile, { ...(task ? { task } : {}), ...(target === null ? {} : { target }) });
  return { experiment, why: [why] };
}

import type { ExperimentInput, Task, Topology } from '../experiment';
import type { DataProfile } from '../profile';

/** What each column is read for. */
export interface Roles {
  readonly inputs: string[];
  readonly targets: string[];
  readonly series: string | null;
  readonly time: string | null;
  readonly static: string[];
}

export interface TaskProposal {
  readonly task: Task;
  readonly topology: Topology;
  readonly roles: Roles;
  /** One sentence. */
  readonly why: string;
}

/** What a task's proposer chooses beside task, topology and roles. */
export type Proposer = (
  profile: DataProfile,
  roles: Roles,
) => Pick<ExperimentInput, 'window' | 'training' | 'sampling'> & {
  readonly data?: Omit<NonNullable<ExperimentInput['data']>, 'file' | 'targets'>;
  readonly model: Omit<NonNullable<ExperimentInput['model']>, 'topology'>;
};

export const noRoles: Roles = { inputs: [], targets: [], series: null, time: null, static: [] };

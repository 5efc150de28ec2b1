import { checkExperiment } from '../../spec/checks';
import type { Experiment } from '../../spec/experiment';
import { describeLayers, type LayerShape } from '../../spec/layers';
import { safeParseExperiment } from '../../spec/parse';
import type { Problem } from '../../spec/problem';
import type { DataProfile } from '../../spec/profile';

/** What the host makes of a draft that a page sent. */
export interface CheckedDraft {
  /** Null when the draft does not even have the form of an experiment. */
  readonly experiment: Experiment | null;
  readonly problems: Problem[];
  readonly layers: LayerShape[];
}

/** Checks an unknown draft by form, by rules between fields, and against the CSV's columns. */
export function checkDraft(draft: unknown, profile: DataProfile | null): CheckedDraft {
  const parsed = safeParseExperiment(draft);
  if ('problems' in parsed) return { experiment: null, problems: parsed.problems, layers: [] };
  const { experiment } = parsed;
  return {
    experiment,
    problems: checkExperiment(experiment, profile),
    layers: describeLayers(experiment),
  };
}

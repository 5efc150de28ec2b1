import { checkExperiment } from '../../spec/checks';
import type { Experiment } from '../../spec/experiment';
import { estimateShapes } from '../../spec/estimateShapes';
import { describeLayers, type LayerShape } from '../../spec/layers';
import { safeParseExperiment } from '../../spec/parse';
import type { Problem } from '../../spec/problem';
import type { DataProfile } from '../../spec/profile';
import type { ModelShapes } from '../../spec/shapes';

/** What the host makes of a draft that a page sent. */
export interface CheckedDraft {
  /** Null when the draft does not even have the form of an experiment. */
  readonly experiment: Experiment | null;
  readonly problems: Problem[];
  readonly layers: LayerShape[];
  /** Sizes that the layers are counted for, as far as the profile tells. */
  readonly shapes: ModelShapes | null;
  /** The sizes are estimates. */
  readonly about: boolean;
}

export const noDraft: CheckedDraft = { experiment: null, problems: [], layers: [], shapes: null, about: false };

/** Checks an unknown draft by form, by rules between fields, and against the CSV's columns. */
export function checkDraft(draft: unknown, profile: DataProfile | null): CheckedDraft {
  const parsed = safeParseExperiment(draft);
  if ('problems' in parsed) return { ...noDraft, problems: parsed.problems };
  const { experiment } = parsed;
  const { shapes, about } = estimateShapes(experiment, profile);
  return {
    experiment,
    problems: checkExperiment(experiment, profile),
    layers: describeLayers(experiment, shapes),
    shapes,
    about,
  };
}

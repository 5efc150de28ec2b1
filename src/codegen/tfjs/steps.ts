import { isSingleRow } from '../modelInputs';
import type { Pipeline } from '../pipeline';

/** Whether examples differ in their numbers of steps, so that a batch is a mean over steps. */
const hasSteps = (pipeline: Pipeline): boolean =>
  pipeline.kind === 'pairs' || pipeline.kind === 'writing' || (pipeline.kind === 'sequences' && !isSingleRow(pipeline));

/** How many things of a list of examples are told: steps, or the examples themselves. */
export const countOf = (pipeline: Pipeline, examples: string): string =>
  hasSteps(pipeline) ? `stepsOf(${examples})` : `${examples}.length`;

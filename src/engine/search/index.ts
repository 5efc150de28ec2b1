/** How texts are put together from the probabilities that an engine gives token by token, on any engine. */
export { beam } from './beam';
export { greedy } from './greedy';
export { type SamplingOptions, sample } from './sample';
export type { WritingLimits, Written } from './writing';

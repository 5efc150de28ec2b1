import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';

/**
 * Whether recurrent layers must step over padding. Behind what is written on it changes nothing: no step looks ahead, and
 * the loss leaves padded steps out.
 */
export function isPadded(pipeline: Pipeline): boolean {
  const inputs = modelInputs(pipeline);
  return inputs.includes('mask') || (inputs.includes('tokens') && pipeline.kind !== 'writing');
}

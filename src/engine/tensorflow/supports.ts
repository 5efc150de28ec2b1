import type { Experiment } from '../../spec/experiment';
import { unsupported } from '../engineData';

/**
 * Refuses, before anything is computed, what this engine has not: states that are kept from batch to batch.
 * @throws UserError `engine/unsupported`
 */
export function refuseUnsupported({ training }: Experiment): void {
  if (training.stateful) throw unsupported('TensorFlow.js', 'states that last from batch to batch');
}

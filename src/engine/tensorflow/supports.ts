import type { Experiment } from '../../spec/experiment';
import { unsupported } from '../engineData';

/**
 * Refuses, before anything is computed, what this engine has not: everything that steps through a decoder or keeps
 * states from batch to batch.
 * @throws UserError `engine/unsupported`
 */
export function refuseUnsupported({ model, task, training }: Experiment): void {
  const found = [
    model.decoder !== null && 'decoders',
    task === 'generate' && 'networks that write on',
    training.stateful && 'states that last from batch to batch',
  ].find((what) => what !== false);
  if (found) throw unsupported('TensorFlow.js', found);
}

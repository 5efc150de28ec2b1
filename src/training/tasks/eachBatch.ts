import { Interrupted } from '../../engine/engine';
import { Pacer } from '../pacer';
import type { PredictionControl } from './task';

/**
 * Works through batches, with turns of the event loop in between.
 * @returns false when it was told to stop before all were done, or the engine was interrupted
 */
export async function eachBatch<Batch>(
  batches: Iterable<Batch>,
  control: PredictionControl,
  work: (batch: Batch) => Promise<void>,
): Promise<boolean> {
  const pacer = new Pacer();
  let goOn = true;
  for (const batch of batches) {
    if (!goOn) return false;
    try {
      await work(batch);
    } catch (error) {
      if (error instanceof Interrupted) return false;
      throw error;
    }
    control.onBatch();
    if (pacer.due) await pacer.turn();
    goOn = !control.shouldStop();
  }
  return true;
}

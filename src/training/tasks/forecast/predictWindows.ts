import type { Prepared } from '../../../data/prepared';
import { type Awaitable, type Engine, Interrupted } from '../../../engine/engine';
import { inBatches } from '../../../engine/windows';
import type { Experiment } from '../../../spec/experiment';
import { medianOf } from '../../../spec/median';
import { feedBack } from './feedBack';
import { quantilesOf } from './quantiles';
import { type ScaledRows, scaledRows } from './scaledRows';
import { stepDecoder } from './stepDecoder';

/** Windows predicted between two turns of the event loop. */
const windowsAtOnce = 512;

/** Receives the network's outputs of some windows, scaled: [windows, horizon, targets, quantiles], row-major. */
export type OnOutputs = (firstWindow: number, outputs: Float32Array) => void;

/**
 * Predicts the whole horizon of windows, by whatever way the experiment's network takes: all steps at once, each step
 * fed back as an input to reach the next, or a decoder that reads what it has said.
 * @param starts rising
 * @param goOn asked after each batch
 * @returns false when it was told to stop, or was interrupted, before all windows were predicted
 */
export async function predictWindows(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  starts: Int32Array,
  onOutputs: OnOutputs,
  goOn: () => Promise<boolean>,
): Promise<boolean> {
  const { model, window } = experiment;
  const levels = quantilesOf(experiment);
  let rows: ScaledRows | null = null;
  const work = {
    ...{ engine, prepared, window, quantiles: Math.max(1, levels.length), median: medianOf(levels) },
    rows: () => (rows ??= scaledRows(prepared)),
  };
  if (window.strategy === 'recursive') {
    return (await unlessInterrupted(() => feedBack(work, starts, onOutputs, goOn))) ?? false;
  }
  const predict =
    model.decoder?.mode === 'autoregressive'
      ? (batch: Int32Array) => stepDecoder(work, batch)
      : (batch: Int32Array) => engine.predict(batch);
  let done = 0;
  for (const batch of inBatches(starts, windowsAtOnce)) {
    const outputs = await unlessInterrupted(() => predict(batch));
    if (outputs === null) return false;
    onOutputs(done, outputs);
    done += batch.length;
    if (!(await goOn()) && done < starts.length) return false;
  }
  return true;
}

async function unlessInterrupted<T>(call: () => Awaitable<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

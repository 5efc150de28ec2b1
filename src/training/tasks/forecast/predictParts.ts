import type { Prepared } from '../../../data/prepared';
import { type Awaitable, type Engine, Interrupted } from '../../../engine/engine';
import type { Experiment } from '../../../spec/experiment';
import type { SplitName } from '../../../spec/run';
import type { PredictedRow } from './baselines';
import { inBatches } from '../../../engine/windows';
import { Pacer } from '../../pacer';
import { splits, splitsByImportance } from '../../splits';
import type { PredictionControl } from '../task';

/** Predictions of one part in the data's own units, beside what really came. */
export interface PartPredictions {
  readonly split: SplitName;
  /** Row of each predicted value: window by window, step by step. */
  readonly at: readonly PredictedRow[];
  /** 1-based step of each predicted value. */
  readonly steps: Int32Array;
  /** One array a target, as long as `at`. */
  readonly actual: readonly Float64Array[];
  readonly predicted: readonly Float64Array[];
}

/** Windows predicted between two turns of the event loop. */
const windowsAtOnce = 512;

/** Predicts all windows of the parts that have some. Where it is told to stop, unfinished parts are left out. */
export async function predictParts(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  control: PredictionControl,
): Promise<PartPredictions[]> {
  const pacer = new Pacer();
  const goOn = async (): Promise<boolean> => {
    control.onBatch();
    if (pacer.due) await pacer.turn();
    return !control.shouldStop();
  };
  const parts: PartPredictions[] = [];
  for (const split of splitsByImportance) {
    if (prepared.windows[split].length === 0) continue;
    const part = await predictPart(engine, prepared, experiment, split, goOn);
    if (part === null) break;
    parts.push(part);
  }
  return parts.sort((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split));
}

/** @returns null when it was told to stop before all windows were predicted */
async function predictPart(
  engine: Engine,
  prepared: Prepared,
  { window }: Experiment,
  split: SplitName,
  goOn: () => Promise<boolean>,
): Promise<PartPredictions | null> {
  const { horizon, timeSteps } = window;
  const starts = prepared.windows[split];
  const at: PredictedRow[] = [];
  const steps = new Int32Array(starts.length * horizon);
  for (const start of starts) {
    for (let step = 0; step < horizon; step++) {
      steps[at.length] = step + 1;
      at.push({ row: start + timeSteps + step, lastKnown: start + timeSteps - 1 });
    }
  }
  const predicted = Array.from({ length: prepared.targets }, () => new Float64Array(at.length));
  let done = 0;
  for (const batch of inBatches(starts, windowsAtOnce)) {
    const outputs = await unlessInterrupted(() => engine.predict(batch));
    if (outputs === null) return null;
    unscaleInto(predicted, done * horizon, outputs, prepared);
    done += batch.length;
    if (!(await goOn()) && done < starts.length) return null;
  }
  const actual = prepared.targetValues.map((values) => Float64Array.from(at, ({ row }) => values[row] ?? NaN));
  return { split, at, steps, actual, predicted };
}

async function unlessInterrupted<T>(call: () => Awaitable<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

/**
 * Undoes the scaling of the network's outputs.
 * @param outputs [windows, horizon, targets], row-major
 */
function unscaleInto(
  into: readonly Float64Array[],
  from: number,
  outputs: Float32Array,
  { targetScalers }: Prepared,
): void {
  const targets = targetScalers.length;
  targetScalers.forEach(({ shift, scale }, k) => {
    for (let i = 0; i < outputs.length / targets; i++) {
      const column = into[k];
      if (column) column[from + i] = (outputs[i * targets + k] ?? NaN) * scale + shift;
    }
  });
}

/**
 * The steps after the end of the data, [horizon][targets], or null where the last rows have a hole or it was
 * interrupted.
 */
export async function predictFuture(
  engine: Engine,
  prepared: Prepared,
  { window }: Experiment,
): Promise<Float64Array[] | null> {
  const start = prepared.forecastStart;
  if (start === null) return null;
  const outputs = await unlessInterrupted(() => engine.predict(Int32Array.of(start)));
  if (outputs === null) return null;
  const columns = Array.from({ length: prepared.targets }, () => new Float64Array(window.horizon));
  unscaleInto(columns, 0, outputs, prepared);
  return Array.from({ length: window.horizon }, (_, step) =>
    Float64Array.from(columns, (column) => column[step] ?? NaN),
  );
}

import type { Prepared } from '../data/prepared';
import type { Engine } from '../engine/engine';
import type { Experiment } from '../spec/experiment';
import type { SplitName } from '../spec/run';
import type { PredictedRow } from './baselines';
import { inBatches } from '../engine/windows';
import { Pacer } from './pacer';

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

export const splits: readonly SplitName[] = ['train', 'validation', 'test'];

/** Windows predicted between two turns of the event loop. */
const windowsAtOnce = 512;

/** Predicts all windows of all parts that have some. */
export async function predictParts(
  engine: Engine,
  prepared: Prepared,
  experiment: Experiment,
  onBatch: () => void,
): Promise<PartPredictions[]> {
  const pacer = new Pacer();
  const turn = async (): Promise<void> => {
    onBatch();
    if (pacer.due) await pacer.turn();
  };
  const parts: PartPredictions[] = [];
  for (const split of splits) {
    const starts = prepared.windows[split];
    if (starts.length > 0) parts.push(await predictPart(engine, prepared, experiment, split, starts, turn));
  }
  return parts;
}

async function predictPart(
  engine: Engine,
  prepared: Prepared,
  { window }: Experiment,
  split: SplitName,
  starts: Int32Array,
  turn: () => Promise<void>,
): Promise<PartPredictions> {
  const { horizon, timeSteps } = window;
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
    unscaleInto(predicted, done * horizon, engine.predict(batch), prepared);
    done += batch.length;
    await turn();
  }
  const actual = prepared.targetValues.map((values) => Float64Array.from(at, ({ row }) => values[row] ?? NaN));
  return { split, at, steps, actual, predicted };
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

/** The steps after the end of the data, [horizon][targets], or null where the last rows have a hole. */
export function predictFuture(engine: Engine, prepared: Prepared, { window }: Experiment): Float64Array[] | null {
  if (prepared.forecastStart === null) return null;
  const columns = Array.from({ length: prepared.targets }, () => new Float64Array(window.horizon));
  unscaleInto(columns, 0, engine.predict(Int32Array.of(prepared.forecastStart)), prepared);
  return Array.from({ length: window.horizon }, (_, step) =>
    Float64Array.from(columns, (column) => column[step] ?? NaN),
  );
}

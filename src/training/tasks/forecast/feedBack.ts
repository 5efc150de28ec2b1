import type { Prepared } from '../../../data/prepared';
import type { Engine } from '../../../engine/engine';
import type { Experiment } from '../../../spec/experiment';
import type { OnOutputs } from './predictWindows';
import type { ScaledRows } from './scaledRows';

export interface SteppedWork {
  readonly engine: Engine;
  readonly prepared: Prepared;
  readonly window: Experiment['window'];
  /** At least 1. */
  readonly quantiles: number;
  /** Which of them is fed back. */
  readonly median: number;
  readonly rows: () => ScaledRows;
}

/** Windows of one group. */
const windowsAtOnce = 512;

/**
 * Predicts one step, writes it over the engine's input rows as if it had come, predicts the next from there, and puts
 * the rows back. Windows whose rows do not overlap go together; what else stands in the rows (known columns, calendar, static
 * ones) is there already.
 * @returns false when it was told to stop before all windows were predicted
 */
export async function feedBack(
  work: SteppedWork,
  starts: Int32Array,
  onOutputs: OnOutputs,
  goOn: () => Promise<boolean>,
): Promise<boolean> {
  const { horizon } = work.window;
  const width = work.prepared.targets * work.quantiles;
  let groups = 0;
  for (const group of apartGroups(starts, work.window.timeSteps + horizon)) {
    if (groups++ > 0 && !(await goOn())) return false;
    const outputs = await predictGroup(
      work,
      group.map((window) => starts[window]!),
    );
    group.forEach((window, i) => {
      onOutputs(window, outputs.subarray(i * horizon * width, (i + 1) * horizon * width));
    });
  }
  return true;
}

async function predictGroup(
  { engine, prepared, window, quantiles, median, rows }: SteppedWork,
  starts: Int32Array,
): Promise<Float32Array> {
  const { timeSteps, horizon } = window;
  const { features } = prepared;
  const width = prepared.targets * quantiles;
  const outputs = new Float32Array(starts.length * horizon * width);
  const { inputs } = rows();
  const rowsFrom = (row: number, count: number) => inputs.subarray(row * features, (row + count) * features);
  try {
    for (let step = 0; step < horizon; step++) {
      const predicted = await engine.predict(starts.map((start) => start + step)); // [windows, targets, quantiles]
      starts.forEach((start, i) => {
        const own = predicted.subarray(i * width, (i + 1) * width);
        outputs.set(own, (i * horizon + step) * width);
        const row = start + timeSteps + step;
        const fed = rowsFrom(row, 1).slice();
        prepared.targetFeatures.forEach((feature, k) => {
          if (feature >= 0) fed[feature] = own[k * quantiles + median]!;
        });
        if (step < horizon - 1) engine.setInputs(row, fed);
      });
    }
  } finally {
    if (horizon > 1)
      for (const start of starts) engine.setInputs(start + timeSteps, rowsFrom(start + timeSteps, horizon - 1));
  }
  return outputs;
}

/** Places in `starts` (rising), put together so that those of a group are at least `distance` rows apart. */
function apartGroups(starts: Int32Array, distance: number): Int32Array[] {
  const open: { last: number; places: number[] }[] = [];
  const full: number[][] = [];
  starts.forEach((start, i) => {
    const at = open.findIndex(({ last }) => start - last >= distance);
    const group = open[at];
    if (!group) {
      open.push({ last: start, places: [i] });
      return;
    }
    group.last = start;
    if (group.places.push(i) < windowsAtOnce) return;
    full.push(group.places);
    group.places = [];
  });
  return [...full, ...open.map(({ places }) => places)]
    .filter((places) => places.length > 0)
    .map((places) => Int32Array.from(places));
}

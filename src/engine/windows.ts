import type { ModelShapes } from './engine';

/** Inputs of the windows that begin at `starts`, time first: [T, B, F], so that one step of all windows is one block. */
export function gatherInputs(
  inputs: Float32Array,
  starts: Int32Array,
  { timeSteps, features }: ModelShapes,
): Float32Array {
  const batchSize = starts.length;
  const batch = new Float32Array(timeSteps * batchSize * features);
  starts.forEach((start, b) => {
    for (let t = 0; t < timeSteps; t++) {
      const from = (start + t) * features;
      const to = (t * batchSize + b) * features;
      for (let f = 0; f < features; f++) batch[to + f] = inputs[from + f] ?? NaN;
    }
  });
  return batch;
}

/** Targets of the windows that begin at `starts`: [B, horizon × targets]. */
export function gatherTargets(
  targets: Float32Array,
  starts: Int32Array,
  { timeSteps, horizon, targets: count }: ModelShapes,
): Float32Array {
  const outputs = horizon * count;
  const batch = new Float32Array(starts.length * outputs);
  starts.forEach((start, b) => {
    const from = (start + timeSteps) * count;
    for (let o = 0; o < outputs; o++) batch[b * outputs + o] = targets[from + o] ?? NaN;
  });
  return batch;
}

/** Consecutive pieces of at most `size` windows; the last may be smaller. Views, no copies. */
export function* inBatches(starts: Int32Array, size: number): Generator<Int32Array> {
  for (let from = 0; from < starts.length; from += size) yield starts.subarray(from, from + size);
}

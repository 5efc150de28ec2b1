import type { SteppedWork } from './feedBack';

/**
 * Steps a decoder through the horizon: it begins with the last values that came, and goes on with what it has predicted.
 * @returns scaled outputs [windows, horizon, targets, quantiles]
 */
export async function stepDecoder(
  { engine, prepared, window, quantiles, median, rows }: SteppedWork,
  starts: Int32Array,
): Promise<Float32Array> {
  const { timeSteps, horizon } = window;
  const { targets } = prepared;
  const known = prepared.shapes.known ?? 0;
  const width = targets * quantiles;
  const outputs = new Float32Array(starts.length * horizon * width);
  const scaled = rows();
  const previous = new Float32Array(starts.length * targets);
  const columns = new Float32Array(starts.length * known);
  starts.forEach((start, i) => {
    const last = (start + timeSteps - 1) * targets;
    previous.set(scaled.targets.subarray(last, last + targets), i * targets);
  });
  const decoding = await engine.decode(starts);
  for (let step = 0; step < horizon; step++) {
    starts.forEach((start, i) => {
      const row = (start + timeSteps + step) * known;
      columns.set(scaled.known.subarray(row, row + known), i * known);
    });
    const said = await decoding.step(previous, known > 0 ? columns : undefined); // [windows, targets, quantiles]
    for (let i = 0; i < starts.length; i++) {
      outputs.set(said.subarray(i * width, (i + 1) * width), (i * horizon + step) * width);
      for (let k = 0; k < targets; k++) previous[i * targets + k] = said[i * width + k * quantiles + median]!;
    }
  }
  return outputs;
}

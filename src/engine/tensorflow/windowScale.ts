import type { DataOptions, ModelShapes } from '../engine';

/** The level and the spread of a column in one window. */
export interface WindowLevel {
  readonly level: number;
  readonly spread: number;
}

/** The spread of a column that hardly moves would blow up its rounding errors: up to here it counts as none. */
const smallestSpread = 1e-6;

/**
 * Level (the last value) and spread (the deviation around the mean, 1 where there is none) of an input column in the
 * window that begins at row `start`.
 * @param inputs [rows, features]
 */
export function windowLevel(
  inputs: Float32Array,
  start: number,
  column: number,
  { timeSteps, features }: Pick<ModelShapes, 'timeSteps' | 'features'>,
): WindowLevel {
  const at = (t: number): number => inputs[(start + t) * features + column] ?? NaN;
  let mean = 0;
  for (let t = 0; t < timeSteps; t++) mean += at(t) / timeSteps;
  let variance = 0;
  for (let t = 0; t < timeSteps; t++) variance += (at(t) - mean) ** 2 / timeSteps;
  const level = at(timeSteps - 1);
  const spread = Math.sqrt(variance);
  return { level, spread: spread <= smallestSpread * (Math.abs(level) + 1) ? 1 : spread };
}

/** Levels of the columns that targets are scaled by, of a window each: [windows][targets]. */
export function targetLevels(
  inputs: Float32Array,
  starts: Int32Array,
  { targets }: NonNullable<DataOptions['windowScale']>,
  shapes: Pick<ModelShapes, 'timeSteps' | 'features'>,
): WindowLevel[][] {
  return Array.from(starts, (start) => targets.map((column) => windowLevel(inputs, start, column, shapes)));
}

/**
 * Scales the columns of gathered windows, in place.
 * @param batch [steps, windows, features]
 */
export function scaleInputs(
  batch: Float32Array,
  inputs: Float32Array,
  starts: Int32Array,
  { inputs: columns }: NonNullable<DataOptions['windowScale']>,
  shapes: Pick<ModelShapes, 'timeSteps' | 'features'>,
): void {
  const { timeSteps, features } = shapes;
  starts.forEach((start, b) => {
    for (const column of columns) {
      const { level, spread } = windowLevel(inputs, start, column, shapes);
      for (let t = 0; t < timeSteps; t++) {
        const i = (t * starts.length + b) * features + column;
        batch[i] = ((batch[i] ?? NaN) - level) / spread;
      }
    }
  });
}

/**
 * Scales targets, or turns predictions back, in place.
 * @param values [windows, steps ahead × targets × quantiles]
 * @param levels [windows][targets]
 * @param quantiles predictions of each target that stand side by side
 */
export function scaleOutputs(
  values: Float32Array,
  levels: readonly (readonly WindowLevel[])[],
  direction: 'scale' | 'turn back',
  quantiles = 1,
): void {
  const size = values.length / levels.length;
  levels.forEach((targets, b) => {
    for (let o = 0; o < size; o++) {
      const { level, spread } = targets[Math.floor(o / quantiles) % targets.length] ?? { level: NaN, spread: NaN };
      const value = values[b * size + o] ?? NaN;
      values[b * size + o] = direction === 'scale' ? (value - level) / spread : value * spread + level;
    }
  });
}

import type { BatchSetting, ExamplePlaces } from './batch';

/**
 * Windows that are scaled each by its own level and spread: copied into room of the program, and the tables of
 * addresses are pointed there. What is predicted is turned back by the same numbers.
 */
export function scaleWindows(
  setting: BatchSetting,
  program: ExamplePlaces,
  starts: Int32Array,
  withTargets: boolean,
): void {
  const { machine, shapes, data } = setting;
  const { timeSteps, features, horizon, targets } = shapes;
  const { scaled, tables } = program;
  const { windowScale } = data.options;
  if (!scaled || !windowScale) throw new Error('The program has no room for scaled windows.');
  const from = machine.floats(data.inputs, data.rows * features);
  const truth = machine.floats(data.targets, data.rows * targets);
  const to = machine.floats(scaled.inputs, starts.length * timeSteps * features);
  const targetsTo = machine.floats(scaled.targets, starts.length * (1 + horizon) * targets);
  const inputTable = machine.words(tables.inputs, starts.length);
  const targetTable = machine.words(tables.targets, starts.length);
  starts.forEach((start, b) => {
    const at = b * timeSteps * features;
    to.set(from.subarray(start * features, (start + timeSteps) * features), at);
    for (const column of windowScale.inputs) {
      const { level, spread } = scaleOf(setting, start, column);
      for (let t = 0; t < timeSteps; t++) {
        const i = at + t * features + column;
        to[i] = ((to[i] ?? NaN) - level) / spread;
      }
    }
    inputTable[b] = scaled.inputs + at * 4;
    // The step before the first is what a decoder reads first.
    const first = b * (1 + horizon) * targets;
    targetTable[b] = scaled.targets + (first + targets) * 4;
    const steps = withTargets ? 1 + horizon : 1;
    windowScale.targets.forEach((column, k) => {
      const { level, spread } = scaleOf(setting, start, column);
      for (let t = 0; t < steps; t++) {
        targetsTo[first + t * targets + k] =
          ((truth[(start + timeSteps - 1 + t) * targets + k] ?? NaN) - level) / spread;
      }
    });
  });
}

export interface Scale {
  readonly level: number;
  readonly spread: number;
}

/** The last real value of a column of a window, and the deviation of all of them, 1 where there is next to none. */
export function scaleOf({ machine, shapes, data }: BatchSetting, start: number, column: number): Scale {
  const { timeSteps, features } = shapes;
  const rows = machine.floats(data.inputs + start * features * 4, timeSteps * features);
  const real = data.mask > 0 ? machine.bytes(data.mask + start, timeSteps) : null;
  let count = 0;
  let sum = 0;
  let level = 0;
  for (let t = 0; t < timeSteps; t++) {
    if (real?.[t] === 0) continue;
    level = rows[t * features + column] ?? NaN;
    sum += level;
    count++;
  }
  if (count === 0) return { level: 0, spread: 1 };
  const mean = sum / count;
  let squares = 0;
  for (let t = 0; t < timeSteps; t++) {
    if (real?.[t] !== 0) squares += ((rows[t * features + column] ?? NaN) - mean) ** 2;
  }
  const spread = Math.sqrt(squares / count);
  return { level, spread: spread <= least * (Math.abs(level) + 1) ? 1 : spread };
}

/** A deviation below this share of the level is rounding. */
const least = 1e-6;

/**
 * Turns predictions of one window back, in place.
 * @param values [steps][targets][quantiles]
 */
export function unscale(setting: BatchSetting, start: number, values: Float32Array): void {
  const { windowScale } = setting.data.options;
  if (!windowScale) return;
  const { targets } = setting.shapes;
  const quantiles = Math.max(1, setting.model.network.head.quantiles.length);
  const scales = windowScale.targets.map((column) => scaleOf(setting, start, column));
  values.forEach((value, i) => {
    const scale = scales[Math.floor(i / quantiles) % targets];
    if (scale) values[i] = value * scale.spread + scale.level;
  });
}

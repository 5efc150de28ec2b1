import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import type { ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { fusedNames, makeEngine } from './engines';

// Windows that are scaled by their own level and spread, against data that were scaled by hand, window by window.

const [timeSteps, features, horizon, targets] = [5, 3, 2, 2];
const rows = 30;
const shapes = { timeSteps, features, horizon, targets };
/** The second column is fed as it is; the second target follows the third column. */
const windowScale = { inputs: [0, 2], targets: [0, 2] };
const starts = Int32Array.of(3, 0, 11, 20, 23);

const wave = (i: number): number => Math.sin(1 + 2.3 * i);
/** Drifts, far from zero; constant from row 19 on in the third column. */
const inputs = Float32Array.from({ length: rows * features }, (_, i) => {
  const row = Math.floor(i / features);
  return i % features === 2 && row >= 19 ? 7 : 40 * (i % features) + row * row + 3 * wave(i);
});
const truth = Float32Array.from({ length: rows * targets }, (_, i) => 5 * i + wave(i + 9));

const experimentOf = (training: ExperimentInput['training']) =>
  experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', targets: ['a', 'b'] },
    window: { timeSteps, horizon },
    model: { layers: [{ cell: 'gru', units: 4 }] },
    training: { batchSize: starts.length, ...training },
  });

/** Level and spread as one would write them down. */
function byHand(start: number, column: number, mask: readonly number[]): { level: number; spread: number } {
  const values = Array.from({ length: timeSteps }, (_, t) => start + t)
    .filter((row) => mask[row] === 1)
    .map((row) => inputs[row * features + column] ?? NaN);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { level: values.at(-1) ?? NaN, spread: deviation === 0 ? 1 : deviation };
}

const everything = new Array<number>(rows).fill(1);
const holes = everything.map((_, row) => (row % 4 === 1 || row === 7 ? 0 : 1));

describe.each(fusedNames)('%s: windows scaled each by its own level and spread', (which) => {
  const cases: [string, ExperimentInput['training'], readonly number[]][] = [
    ['squared error', {}, everything],
    ['quantiles', { loss: 'quantile', quantiles: [0.1, 0.5, 0.9] }, everything],
    ['rows of padding', { loss: 'mae' }, holes],
  ];

  test.each(cases)('as data that were scaled before: %s', async (_name, training, mask) => {
    const experiment = experimentOf(training);
    const masked = mask === holes;
    const engine = await makeEngine(which, experiment, shapes);
    const data = engine.allocateData(rows, { windowScale, masked });
    data.inputs.set(inputs);
    data.targets.set(truth);
    data.mask?.set(mask);

    const before = await makeEngine(which, experiment, shapes);
    const size = timeSteps + horizon;
    const copied = before.allocateData(size * starts.length, { masked });
    const scales = [...starts].map((start) => windowScale.inputs.map((column) => byHand(start, column, mask)));
    starts.forEach((start, b) => {
      for (let t = 0; t < size; t++) {
        for (let f = 0; f < features; f++) {
          const scale = scales[b]?.[windowScale.inputs.indexOf(f)] ?? { level: 0, spread: 1 };
          const value = inputs[(start + t) * features + f] ?? NaN;
          copied.inputs[(b * size + t) * features + f] = (value - scale.level) / scale.spread;
        }
        for (let k = 0; k < targets; k++) {
          const { level = NaN, spread = NaN } = scales[b]?.[k] ?? {};
          const value = truth[(start + t) * targets + k] ?? NaN;
          copied.targets[(b * size + t) * targets + k] = (value - level) / spread;
        }
        if (copied.mask) copied.mask[b * size + t] = mask[start + t] ?? 1;
      }
    });
    before.setWeights(engine.weights());
    const own = starts.map((_, b) => b * size);

    expect(await engine.measure(starts)).toEqual(await before.measure(own));
    for (let i = 0; i < 3; i++) {
      expect(await engine.trainBatch(starts, 0.01)).toEqual(await before.trainBatch(own, 0.01));
    }
    expect(engine.weights()).toEqual(before.weights());
    const quantiles = experiment.training.loss === 'quantile' ? 3 : 1;
    const ofWindow = horizon * targets * quantiles;
    const predicted = await before.predict(own);
    const turnedBack = predicted.map((value, i) => {
      const { level = NaN, spread = NaN } =
        scales[Math.floor(i / ofWindow)]?.[Math.floor(i / quantiles) % targets] ?? {};
      return value * spread + level;
    });
    expect(await engine.predict(starts)).toEqual(turnedBack);
    expect(await engine.gradientNorms(starts)).toEqual(await before.gradientNorms(own));
    engine.dispose();
    before.dispose();
  });

  test('a series that is moved and stretched is predicted moved and stretched', async () => {
    const engine = await start(which);
    const changing = starts.filter((row) => row < 14); // a constant window has no spread to be stretched
    const plain = await engine.predict(changing);
    engine.setInputs(
      0,
      inputs.map((value, i) => (i % features === 1 ? value : 4 * value - 64)),
    );
    const moved = await engine.predict(changing);
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(4 * (plain[i] ?? NaN) - 64, 2);
    });
    engine.dispose();
  });

  test('rows that are written over are read by the next call; none beyond the data are', async () => {
    const engine = await start(which);
    const before = await engine.predict(starts);
    engine.setInputs(27, new Float32Array(features).fill(1000));
    const after = await engine.predict(starts);
    const ofWindow = horizon * targets;
    expect(after.slice(0, 4 * ofWindow)).toEqual(before.slice(0, 4 * ofWindow));
    expect(after.slice(4 * ofWindow)).not.toEqual(before.slice(4 * ofWindow));
    expect(() => engine.setInputs(29, new Float32Array(features + 1))).toThrow(RangeError);
    expect(() => engine.setInputs(-1, new Float32Array(features))).toThrow(RangeError);
    engine.dispose();
  });
});

async function start(which: (typeof fusedNames)[number]): Promise<Engine> {
  const engine = await makeEngine(which, experimentOf({}), shapes);
  const data = engine.allocateData(rows, { windowScale });
  data.inputs.set(inputs);
  data.targets.set(truth);
  return engine;
}

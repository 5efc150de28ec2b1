import { beforeAll, describe, expect, test } from 'vitest';

import { DropoutSource } from '../../src/engine/dropout';
import type { Engine } from '../../src/engine/engine';
import type { Backend } from '../../src/engine/tensorflow/backend';
import { chooseBackend } from '../../src/engine/tensorflow/backend';
import { TensorflowEngine } from '../../src/engine/tensorflow/tensorflowEngine';
import type { Experiment, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { outputUnits } from '../../src/spec/layers';
import type { Probe } from './reference';
import { runReference } from './reference';
import { relativeError } from './vectors';

type Layers = NonNullable<ExperimentInput['model']>['layers'];

const shapes = { timeSteps: 3, features: 2, horizon: 1, targets: 2 };
const starts = Int32Array.of(4, 0, 2);
const rows = 8;
const seed = 7;
const delta = 1e-5;

const cells = [
  { cell: 'simple_rnn' },
  { cell: 'lstm' },
  { cell: 'gru', resetAfter: true },
  { cell: 'gru', resetAfter: false },
] as const;
const title = (cell: (typeof cells)[number]): string =>
  'resetAfter' in cell ? `gru, resetAfter ${cell.resetAfter}` : cell.cell;

const variants: [string, Layers][] = cells.flatMap((cell): [string, Layers][] => [
  [title(cell), [{ ...cell, units: 3 }]],
  [`${title(cell)}, dropout`, [{ ...cell, units: 3, dropout: 0.4 }]],
  [`${title(cell)}, recurrent dropout`, [{ ...cell, units: 3, recurrentDropout: 0.4 }]],
  [
    `${title(cell)}, bidirectional, stacked, both dropouts`,
    [
      { ...cell, units: 2, bidirectional: true, merge: 'concat', dropout: 0.3, recurrentDropout: 0.3 },
      { ...cell, units: 3, bidirectional: true, merge: 'mul', dropout: 0.3, recurrentDropout: 0.3 },
    ],
  ],
]);

let backend: Backend;
beforeAll(async () => {
  backend = await chooseBackend(1, ['cpu']);
});

function makeExperiment(layers: Layers): Experiment {
  return experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', inputs: ['a', 'b'], targets: ['a', 'b'] },
    window: { timeSteps: shapes.timeSteps },
    model: { layers, dense: [{ units: 2, activation: 'softsign' }] },
    training: { seed, batchSize: starts.length, clipNorm: null },
  });
}

function makeEngine(experiment: Experiment): Engine {
  const engine = new TensorflowEngine(experiment, shapes, backend);
  const data = engine.allocateData(rows);
  data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(1 + 2.3 * i)));
  data.targets.forEach((_, i) => (data.targets[i] = Math.cos(2 + 1.7 * i)));
  // Biases that are not zero, so that nothing hides behind them.
  const weights = engine.weights().map((weight, w) => ({
    ...weight,
    values: weight.values.map((value, i) => value + 0.2 * Math.sin(3 * w + i)),
  }));
  engine.setWeights(weights);
  return engine;
}

/** The mean squared error of the reference on the batch, in float64. */
function referenceLoss(engine: Engine, experiment: Experiment, dropped: boolean) {
  const data = { inputs: new Float32Array(rows * 2), targets: new Float32Array(rows * 2) };
  data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(1 + 2.3 * i)));
  data.targets.forEach((_, i) => (data.targets[i] = Math.cos(2 + 1.7 * i)));
  const windows = [...starts].map((s) => [0, 1, 2].map((t) => [...data.inputs.slice((s + t) * 2, (s + t + 1) * 2)]));
  const source = new DropoutSource(seed);
  let features = shapes.features;
  const masks = experiment.model.layers.map((layer) => {
    const directions = (layer.bidirectional ? [0, 1] : [0]).map(() => source.masks(layer, starts.length, features));
    features = outputUnits(layer);
    return directions;
  });
  const weights = engine.weights().map(({ values }) => Float64Array.from(values));
  const loss = (probe?: Probe): number => {
    const { outputs } = runReference({
      experiment,
      weights,
      windows,
      ...(dropped ? { masks } : {}),
      ...(probe ? { probe } : {}),
    });
    const errors = outputs.flatMap((output, w) =>
      output.map((value, o) => value - (data.targets[((starts[w] ?? NaN) + 3) * 2 + o] ?? NaN)),
    );
    return errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  };
  return { weights, loss };
}

describe('the gradient is that of central differences in float64:', () => {
  test.each(variants)('%s', async (_name, layers) => {
    const experiment = makeExperiment(layers);
    const engine = makeEngine(experiment);
    const { weights, loss } = referenceLoss(engine, experiment, true);
    const expected = weights.map((values) => Array.from(values, (_, i) => slope(values, i, loss)));

    const result = await engine.trainBatch(starts, 0.001);

    expect(relativeError([result.loss], [referenceLoss(makeEngine(experiment), experiment, true).loss()])).toBeLessThan(
      1e-6,
    );
    const errors = engine
      .optimizerState()
      .slots.slice(0, expected.length)
      .map((slot, i): [string, number] => {
        const gradient = Array.from(slot.values, (m) => m * 10); // Adam's first m is a tenth of the gradient
        return [slot.name, relativeError(gradient, expected[i] ?? [])];
      });
    expect(errors.filter(([, error]) => !(error < 1e-5))).toEqual([]);
  });
});

describe('gradientNorms are those of central differences in float64:', () => {
  test.each(variants)('%s', async (_name, layers) => {
    const experiment = makeExperiment(layers);
    const engine = makeEngine(experiment);
    const { loss } = referenceLoss(engine, experiment, false); // inspecting drops nothing
    const expected = experiment.model.layers.map((layer, l) =>
      Array.from({ length: shapes.timeSteps }, (_, time) => {
        const slopes = (layer.bidirectional ? [0, 1] : [0]).flatMap((direction) =>
          [...starts].flatMap((_start, window) =>
            Array.from({ length: layer.units }, (_unit, u) => {
              const moved = (by: number): number =>
                loss((state, at) =>
                  at.layer === l && at.direction === direction && at.window === window && at.time === time
                    ? state.map((value, i) => (i === u ? value + by : value))
                    : state,
                );
              return (moved(delta) - moved(-delta)) / (2 * delta);
            }),
          ),
        );
        return Math.hypot(...slopes);
      }),
    );
    const actual = await engine.gradientNorms(starts);
    expect(actual.map((norms, l) => relativeError(norms, expected[l] ?? []) < 1e-5)).toEqual(expected.map(() => true));
  });
});

function slope(values: Float64Array, i: number, loss: () => number): number {
  const value = values[i] ?? NaN;
  values[i] = value + delta;
  const above = loss();
  values[i] = value - delta;
  const below = loss();
  values[i] = value;
  return (above - below) / (2 * delta);
}

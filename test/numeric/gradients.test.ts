import { describe, expect, test } from 'vitest';

import { DropoutSource } from '../../src/engine/dropout';
import type { Engine } from '../../src/engine/engine';
import type { Experiment, ExperimentInput, RecurrentLayer } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { outputUnits } from '../../src/spec/layers';
import type { EngineName } from './engines';
import { fusedNames, isFused, makeEngine } from './engines';
import type { Probe, ReferencePass } from './reference';
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

/** A window with nothing before and one with nothing after its real rows, and one with a hole. */
const padding = [1, 1, 0, 1, 0, 1, 1, 1];
const paddings: [string, readonly number[] | null][] = [
  ['', null],
  [', with padding', padding],
];

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

const inputs = Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(1 + 2.3 * i));
const targets = Float32Array.from({ length: rows * 2 }, (_, i) => Math.cos(2 + 1.7 * i));

async function start(which: EngineName, experiment: Experiment, mask: readonly number[] | null): Promise<Engine> {
  const engine = await makeEngine(which, experiment, shapes);
  const data = engine.allocateData(rows, { masked: mask !== null });
  data.inputs.set(inputs);
  data.targets.set(targets);
  data.mask?.set(mask ?? []);
  // Biases that are not zero, so that nothing hides behind them.
  const weights = engine.weights().map((weight, w) => ({
    ...weight,
    values: weight.values.map((value, i) => value + 0.2 * Math.sin(3 * w + i)),
  }));
  engine.setWeights(weights);
  return engine;
}

/** The reference on the batch, in float64, with the weights of the engine. */
function makeReference(engine: Engine, experiment: Experiment, mask: readonly number[] | null, dropped: boolean) {
  const steps = [0, 1, 2];
  const windows = [...starts].map((s) => steps.map((t) => [...inputs.slice((s + t) * 2, (s + t + 1) * 2)]));
  const real = mask ? { real: [...starts].map((s) => steps.map((t) => mask[s + t] === 1)) } : {};
  const source = new DropoutSource(seed);
  let features = shapes.features;
  const masks = experiment.model.layers.map((layer) => {
    const directions = (layer.bidirectional ? [0, 1] : [0]).map(() => source.masks(layer, starts.length, features));
    features = outputUnits(layer);
    return directions;
  });
  const weights = engine.weights().map(({ values }) => Float64Array.from(values));
  const run = (probe?: Probe): ReferencePass =>
    runReference({ experiment, weights, windows, ...real, ...(dropped ? { masks } : {}), ...(probe ? { probe } : {}) });
  /** The mean squared error. */
  const loss = (probe?: Probe): number => {
    const errors = run(probe).outputs.flatMap((output, w) =>
      output.map((value, o) => value - (targets[((starts[w] ?? NaN) + 3) * 2 + o] ?? NaN)),
    );
    return errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  };
  return { weights, loss, run };
}

describe.each([...fusedNames, 'cpu'] as const)('%s:', (which) => {
  describe.each(paddings.filter(([, mask]) => mask === null || isFused(which)))('in float64%s,', (_padding, mask) => {
    test.each(variants)('the gradient is that of central differences: %s', async (_name, layers) => {
      const experiment = makeExperiment(layers);
      const engine = await start(which, experiment, mask);
      const { weights, loss } = makeReference(engine, experiment, mask, true);
      const expected = weights.map((values) => Array.from(values, (_, i) => slope(values, i, loss)));
      const expectedLoss = loss();

      const result = await engine.trainBatch(starts, 0.001);

      expect(relativeError([result.loss], [expectedLoss])).toBeLessThan(1e-6);
      const errors = engine
        .optimizerState()
        .slots.slice(0, expected.length)
        .map((slot, i): [string, number] => {
          const gradient = Array.from(slot.values, (m) => m * 10); // Adam's first m is a tenth of the gradient
          return [slot.name, relativeError(gradient, expected[i] ?? [])];
        });
      expect(errors.filter(([, error]) => !(error < 1e-5))).toEqual([]);
      engine.dispose();
    });

    test.each(variants)('gradientNorms are those of central differences: %s', async (_name, layers) => {
      const experiment = makeExperiment(layers);
      const engine = await start(which, experiment, mask);
      const { loss } = makeReference(engine, experiment, mask, false); // inspecting drops nothing
      const actual = await engine.gradientNorms(starts);
      const expected = experiment.model.layers.map((layer, l) =>
        Array.from({ length: shapes.timeSteps }, (_, time) => normAt(loss, layer, l, time)),
      );
      expect(actual.map((norms, l) => relativeError(norms, expected[l] ?? []) < 1e-5)).toEqual(
        expected.map(() => true),
      );
      engine.dispose();
    });

    test.each(variants)('hiddenStates and predictions are those of the reference: %s', async (_name, layers) => {
      const experiment = makeExperiment(layers);
      const engine = await start(which, experiment, mask);
      const { outputs, states } = makeReference(engine, experiment, mask, false).run();
      expect(relativeError(await engine.predict(starts), outputs.flat())).toBeLessThan(1e-6);
      for (const [l, expected] of states.entries()) {
        expect(relativeError(await engine.hiddenStates(starts, l), expected.flat(2))).toBeLessThan(1e-6);
      }
      engine.dispose();
    });
  });
});

/** Norm of the slopes by all states of a layer at a time: each is moved a little, in both directions. */
function normAt(loss: (probe: Probe) => number, layer: RecurrentLayer, l: number, time: number): number {
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
}

function slope(values: Float64Array, i: number, loss: () => number): number {
  const value = values[i] ?? NaN;
  values[i] = value + delta;
  const above = loss();
  values[i] = value - delta;
  const below = loss();
  values[i] = value;
  return (above - below) / (2 * delta);
}

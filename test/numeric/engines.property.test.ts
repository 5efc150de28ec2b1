import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Engine, NamedWeight } from '../../src/engine/engine';
import type { Activation, Experiment, ExperimentInput, RecurrentLayer } from '../../src/spec/experiment';
import { activations, cells, experimentSchema, merges } from '../../src/spec/experiment';
import { compareUpdate } from './compareUpdate';
import type { EngineName } from './engines';
import { fusedNames, makeEngine } from './engines';
import { allowed, epsilon, shareOf, sumLengths } from './tolerance';

/**
 * The fused engine and TensorFlow.js in plain JavaScript on random experiments. Before every update the second gets the
 * state of the first, so that each is compared on its own and rounding errors do not grow from one to the next.
 */

const updates = 4;

interface Drawn {
  readonly which: (typeof fusedNames)[number];
  readonly model: ExperimentInput['model'];
  readonly training: ExperimentInput['training'];
  readonly features: number;
  readonly targets: number;
  readonly timeSteps: number;
  readonly horizon: number;
  readonly batchSize: number;
  /** Windows of an epoch beyond full batches. */
  readonly ragged: number;
  readonly seed: number;
}

const rate = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.constantFrom(0.2, 0.5), weight: 1 });
const activation = fc.oneof(fc.constantFrom('tanh' as const, 'sigmoid' as const), fc.constantFrom(...activations));
const layer = fc.record({
  cell: fc.constantFrom(...cells),
  units: fc.integer({ min: 1, max: 19 }),
  activation,
  recurrentActivation: activation,
  bidirectional: fc.boolean(),
  merge: fc.constantFrom(...merges),
  resetAfter: fc.boolean(),
  dropout: rate,
  recurrentDropout: rate,
});
const hidden = fc.array(fc.record({ units: fc.integer({ min: 1, max: 9 }), activation }), { maxLength: 2 });

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    which: fc.constantFrom(...fusedNames),
    layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
    hidden,
    head: fc.constantFrom('linear' as const, 'tanh' as const, 'sigmoid' as const),
    training: fc.record({
      loss: fc.constantFrom('mse' as const, 'mae' as const, 'huber' as const),
      optimizer: fc.record({
        name: fc.constantFrom('adam' as const, 'adamw' as const, 'rmsprop' as const, 'sgd' as const),
        learningRate: fc.constantFrom(0.001, 0.02),
        momentum: fc.constantFrom(0, 0.9),
      }),
      clipNorm: fc.constantFrom(null, 0.05, 10),
      seed: fc.integer({ min: 0, max: 0xffffffff }),
    }),
    features: fc.integer({ min: 1, max: 5 }),
    targets: fc.integer({ min: 1, max: 2 }),
    timeSteps: fc.integer({ min: 1, max: 9 }),
    horizon: fc.integer({ min: 1, max: 2 }),
    batchSize: fc.integer({ min: 1, max: 18 }),
    ragged: fc.integer({ min: 1, max: 18 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ layers, hidden: dense, head, training: { optimizer, ...training }, ...rest }) => ({
    ...rest,
    ragged: Math.min(rest.ragged, rest.batchSize),
    timeSteps: stepsFor(layers, rest.timeSteps),
    model: {
      topology: stepsFor(layers, rest.timeSteps) === 1 ? 'one-to-one' : 'many-to-one',
      layers,
      dense: [...dense, { units: rest.targets * rest.horizon, activation: head }],
    },
    training: {
      ...training,
      // Quicker, a bounded head is at its bound after an update or two: 1 - y² then is all rounding.
      optimizer: head === 'linear' ? optimizer : { ...optimizer, learningRate: 0.001 },
      batchSize: rest.batchSize,
    },
  }));

const bounded: readonly Activation[] = ['tanh', 'sigmoid', 'hard_sigmoid', 'softsign'];

/** What is not bounded multiplies up, and rounding errors with it, so that they say nothing after many steps. */
function stepsFor(
  layers: readonly Pick<RecurrentLayer, 'activation' | 'recurrentActivation'>[],
  steps: number,
): number {
  const all = layers.flatMap((one) => [one.activation, one.recurrentActivation]);
  return all.every((name) => bounded.includes(name)) ? steps : Math.min(3, steps);
}

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => prefix + String(i));

function experimentOf({ model, training, features, targets, timeSteps, horizon }: Drawn): Experiment {
  return experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'none.csv', inputs: names('x', features), targets: names('y', targets) },
    window: { timeSteps, horizon },
    model,
    training,
  });
}

/** @param moved by how much all weights differ from where the seed puts them */
async function start(which: EngineName, one: Drawn, moved: number): Promise<Engine> {
  const engine = await makeEngine(which, experimentOf(one), one);
  const data = engine.allocateData(one.batchSize + one.ragged + one.timeSteps + one.horizon);
  data.inputs.forEach((_, i) => (data.inputs[i] = Math.sin(one.seed + 1.3 * i)));
  // Far to one side, so that the errors of the windows do not cancel: the absolute error's slopes are all 1 or -1, and the
  // rounding errors of a gradient that is the small difference of large ones say nothing.
  const side = one.seed % 2 === 0 ? 6 : -6;
  data.targets.forEach((_, i) => (data.targets[i] = side + 1.5 * Math.cos(one.seed + 0.9 * i)));
  // Biases too, so that no term hides behind a zero.
  const move = ({ name, values }: NamedWeight, w: number): Float32Array =>
    values.map((value, i) => {
      const bias = name.endsWith('/bias') ? 0.3 * Math.sin(one.seed + 3 * w + i) : 0;
      return value + bias + moved * Math.cos(i);
    });
  engine.setWeights(engine.weights().map((weight, w) => ({ ...weight, values: move(weight, w) })));
  return engine;
}

/** What the two engines do not agree on, with the error as a share of what is allowed. */
async function disagreements(one: Drawn, moved = 0): Promise<[string, number][]> {
  const experiment = experimentOf(one);
  const [engine, oracle] = [await start(one.which, one, moved), await start('cpu', one, moved)];
  try {
    const all = Int32Array.from({ length: one.batchSize + one.ragged }, (_, i) => i);
    const lengths = sumLengths(experiment, one, one.batchSize);
    const shares: [string, number][] = [];
    const compare = (what: string, length: number, actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
      shares.push([what, shareOf(allowed(length, expected), actual, expected)]);
    };
    compare('outputs', lengths.outputs, await engine.predict(all), await oracle.predict(all));
    compare('loss of all', lengths.gradient, [await engine.evaluate(all)], [await oracle.evaluate(all)]);
    for (const l of experiment.model.layers.keys()) {
      compare(`states ${l}`, lengths.outputs, await engine.hiddenStates(all, l), await oracle.hiddenStates(all, l));
    }
    const norms = [await engine.gradientNorms(all), await oracle.gradientNorms(all)] as const;
    norms[1].forEach((expected, l) => {
      compare(`gradientNorms ${l}`, lengths.gradient, norms[0][l] ?? [], expected);
    });
    for (let step = 0; step < updates; step++) {
      const starts = step % 2 === 0 ? all.subarray(0, one.batchSize) : all.subarray(one.batchSize);
      for (const [what, share] of await compareUpdate(engine, oracle, experiment, lengths, starts)) {
        shares.push([`update ${step}: ${what}`, share]);
      }
    }
    return shares.filter(([, share]) => !(share <= 1));
  } finally {
    engine.dispose();
    oracle.dispose();
  }
}

const describeLayers = ({ model }: Drawn): readonly Partial<RecurrentLayer>[] =>
  (model?.layers ?? []) as readonly Partial<RecurrentLayer>[];

test('the engines agree on random experiments', { timeout: 300_000 }, async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => {
      for (const l of describeLayers(one)) seen.add(`${l.cell} ${l.bidirectional}`);
      const found = await disagreements(one);
      // Within a rounding error of a kink two derivatives are right; weights a little beside are not at it again.
      if (found.length > 0) expect(await disagreements(one, 0.003), JSON.stringify(found)).toEqual([]);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 45_000, endOnFailure: true },
  );
  expect(seen.size).toBe(cells.length * 2);
});

test('an error of one part in a thousand would be found', async () => {
  expect(shareOf(allowed(200, [1]), [1.001], [1])).toBeGreaterThan(10);
  expect(epsilon).toBe(Math.fround(1 + epsilon) - 1);
});

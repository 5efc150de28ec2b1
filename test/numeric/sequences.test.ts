import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import type { EngineName } from './engines';
import { engineNames, isFused, livingTensors, makeEngine } from './engines';
import type { SequenceCase } from './sequenceVectors';
import { isEach, lengthsOf, readSequences, realOutputs, startCase, updates } from './sequenceVectors';
import { allowed, allowedWeights, shareOf, sumLengths } from './tolerance';

/** What Keras makes of each building block of sequences, and the engines. */

const cases = readSequences();
const named = cases.map((vector) => [vector.name, vector] as const);
/** TensorFlow.js keeps no states, which it says before anything is computed. */
const ofEngine = (which: EngineName): typeof named => named.filter(([, { stateful }]) => isFused(which) || !stateful);

const start = (which: EngineName, { experiment, shapes }: SequenceCase): Promise<Engine> =>
  makeEngine(which, experiment, shapes);

describe.each(engineNames)('%s agrees with Keras:', (which) => {
  test.each(ofEngine(which))('%s', async (_name, vector) => {
    const engine = await start(which, vector);
    startCase(engine, vector);
    const shares = sharesOf(vector, await train(engine, vector));
    engine.dispose();
    expect(Object.entries(shares).filter(([, share]) => !(share <= 1))).toEqual([]);
    if (!isFused(which)) expect(livingTensors()).toBe(0);
  });
});

describe('what is counted', () => {
  test.each(ofEngine('cpu'))('is rows, or real steps: %s', async (_name, vector) => {
    const lengths = lengthsOf(vector);
    for (const which of ['fused relaxed', 'cpu'] as const) {
      const engine = await start(which, vector);
      startCase(engine, vector);
      const batch = Int32Array.from(vector.batches[0] ?? []);
      const expected = isEach(vector) ? batch.reduce((sum, e) => sum + (lengths[e] ?? NaN), 0) : batch.length;
      expect((await engine.measure(batch)).count).toBe(expected);
      expect((await engine.trainBatch(batch, 0.001)).count).toBe(expected);
      engine.dispose();
    }
  });
});

describe('padding', () => {
  const differing = named.filter(([, { lengths, shapes }]) => lengths === 'right' && shapes.timeSteps > 5);

  test.each(differing)('in other buckets changes no bit: %s', async (_name, vector) => {
    const results = [];
    for (const steps of [[], [3, 5]]) {
      const engine = await start('fused relaxed', vector);
      const bucket = (timeSteps: number) => ({
        timeSteps,
        horizon: isEach(vector) ? timeSteps : vector.shapes.horizon,
      });
      startCase(engine, vector, steps.length > 0 ? { buckets: [...steps, vector.shapes.timeSteps].map(bucket) } : {});
      results.push(await train(engine, vector));
      engine.dispose();
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('has no vector of its own: its row of an embedding stays as it was', async () => {
    for (const vector of cases.filter(({ shapes, experiment }) => shapes.vocabulary && experiment.model.embedding)) {
      const engine = await start('fused simd', vector);
      startCase(engine, vector);
      const width = vector.weights[0]?.shape[1] ?? NaN;
      const { weights } = await train(engine, vector);
      expect(weights[0]?.values.slice(0, width)).toEqual(vector.weights[0]?.values.slice(0, width));
      engine.dispose();
    }
  });

  test('is predicted as not a number', async () => {
    for (const vector of cases.filter((one) => isEach(one) && one.lengths === 'right').slice(0, 8)) {
      for (const which of ['fused relaxed', 'cpu'] as const) {
        const engine = await start(which, vector);
        startCase(engine, vector);
        const outputs = await engine.predict(vector.examples);
        engine.dispose();
        const units = outputs.length / (vector.examples.length * vector.shapes.timeSteps);
        const real = lengthsOf(vector);
        outputs.forEach((value, i) => {
          const step = Math.floor(i / units) % vector.shapes.timeSteps;
          const example = Math.floor(i / (units * vector.shapes.timeSteps));
          if (Number.isNaN(value) !== step >= (real[example] ?? NaN)) throw new Error(`${vector.name}: value ${i}`);
        });
      }
    }
  });
});

describe('the vectors', () => {
  test.each([
    ...['embedding, 3 classes', 'one-hot, 9 classes', 'numbers, one of two', 'class weights', 'embedding, one of two'],
    ...[
      'concat',
      'sum',
      'mul',
      'ave',
      'hidden layer',
      'label numbers',
      'label classes',
      'label one of two',
      'label words',
    ],
    ...[
      'write on, embedding',
      'write on, one-hot',
      'write on, with columns',
      'quantiles',
      'quantiles, 3 ahead',
      'known',
    ],
    ...['4 ahead, 3 columns', 'known, both directions', 'scaled by window, 2 ahead', 'scaled by window, quantiles'],
    ...['stateful, each step', 'stateful, write on', 'stateful, last state'],
    ...['categories beside numbers, each step', 'categories alone', 'categories in windows'],
  ])('have each cell with: %s', (block) => {
    const having = cases.filter(({ name }) => name.includes(block)).map(({ name }) => name.split(': ')[0]);
    expect([...new Set(having)].sort()).toEqual(['gru', 'gru-before', 'lstm', 'simple_rnn']);
  });

  test('have sequences of one step and of all, and probabilities that add up to 1', () => {
    const differing = cases.filter(({ lengths }) => lengths === 'right');
    const lengths = new Set(differing.flatMap((one) => lengthsOf(one).map((n) => n / one.shapes.timeSteps)));
    expect(lengths).toContain(1);
    expect(differing.some((one) => lengthsOf(one).includes(1))).toBe(true);
    for (const { experiment, shapes, expected } of cases) {
      if (experiment.training.loss !== 'categorical_crossentropy') continue;
      const units = shapes.classes ?? NaN;
      for (let i = 0; i < expected.outputs.length; i += units) {
        const sum = expected.outputs.subarray(i, i + units).reduce((all, p) => all + p, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-5);
      }
    }
  });
});

describe('TensorFlow.js refuses what it has not, before anything is computed:', () => {
  const [plain] = cases;
  if (!plain) throw new Error('There are no cases.');
  const { experiment } = plain;
  test('states that last from batch to batch', async () => {
    const stateful = { ...experiment, training: { ...experiment.training, stateful: true } };
    const made = makeEngine('cpu', stateful, plain.shapes);
    await expect(made).rejects.toMatchObject({ details: { code: 'engine/unsupported' } });
    await expect(made).rejects.toThrow('states that last');
  });

  test('but an example that there is not, and a token beyond the vocabulary, are errors', async () => {
    const engine = await start('cpu', plain);
    const data = startCase(engine, plain);
    await expect(async () => engine.predict(Int32Array.of(plain.examples.length))).rejects.toThrow(RangeError);
    data.tokens[0] = plain.shapes.vocabulary ?? NaN;
    await expect(async () => engine.predict(plain.examples)).rejects.toThrow('Token 11 of row 0');
    engine.dispose();
  });
});

interface Trained {
  readonly outputs: Float32Array;
  readonly losses: readonly number[];
  /** Of the first batch. */
  readonly gradient: readonly (readonly number[])[];
  readonly weights: ReturnType<Engine['weights']>;
}

/** Predicts all examples, then makes an update a batch. Streams begin anew after their last piece. */
async function train(engine: Engine, vector: SequenceCase): Promise<Trained> {
  const outputs = realOutputs(vector, await engine.predict(vector.examples));
  const losses: number[] = [];
  let gradient: Trained['gradient'] = [];
  for (const [step, examples] of vector.batches.entries()) {
    const { learningRate } = vector.experiment.training.optimizer;
    if (vector.stateful && step % vector.stateful === 0) engine.resetStates();
    losses.push((await engine.trainBatch(Int32Array.from(examples), learningRate)).loss);
    if (step > 0) continue;
    // Adam's first m is a tenth of the gradient, which shows it without a way into the engine.
    const slots = engine.optimizerState().slots.slice(0, vector.weights.length);
    gradient = slots.map(({ values }) => Array.from(values, (m) => m * 10));
  }
  return { outputs, losses, gradient, weights: engine.weights() };
}

/** Every result's largest error as a share of what the length of its sums allows. */
function sharesOf(vector: SequenceCase, made: Trained): Record<string, number> {
  const { expected, experiment } = vector;
  const lengths = sumLengths(experiment, vector.shapes, vector.batch);
  if (JSON.stringify(lengths) !== JSON.stringify(vector.sums)) throw new Error('Python counts other sums.');
  const rate = experiment.training.optimizer.learningRate;
  const shares: Record<string, number> = {
    outputs: shareOf(allowed(lengths.outputs, expected.outputs), made.outputs, expected.outputs),
    losses: shareOf(allowed(lengths.gradient, expected.losses), made.losses, expected.losses),
  };
  made.weights.forEach(({ name, values }, i) => {
    const gradient = expected.gradient[i] ?? new Float32Array(0);
    const after = expected.weights[i] ?? new Float32Array(0);
    shares[`gradient of ${name}`] = shareOf(allowed(lengths.gradient, gradient), made.gradient[i] ?? [], gradient);
    shares[name] = shareOf(allowedWeights(lengths.gradient, after, gradient, { steps: updates, rate }), values, after);
  });
  return shares;
}

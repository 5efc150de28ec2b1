import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import { engineNames, fusedNames, isFused, livingTensors, startEngine, tensorflowNames } from './engines';
import type { GridCase } from './gridVectors';
import { gridFiles, readGrid, updates } from './gridVectors';
import { allowed, allowedWeights, shareOf, sumLengths } from './tolerance';
import type { VectorCase } from './vectors';
import { caseExperiment, caseShapes, readVectors, relativeError, vectorFiles } from './vectors';

/** Relative to the largest value of a tensor. */
const tolerance = 1e-5;

describe.each(engineNames)('%s agrees with Keras:', (which) => {
  describe.each(vectorFiles)('%s', (file) => {
    test.each(readVectors(file).map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
      const windows = vector.batches.flat().reduce((most, start) => Math.max(most, start), 0) + 1;
      const engine = await startEngine(vector, which);
      const made = await train(
        engine,
        vector,
        Int32Array.from({ length: windows }, (_, i) => i),
      );
      engine.dispose();

      const { expected } = vector;
      const errors: Record<string, number> = { outputs: relativeError(made.outputs, expected.outputs) };
      made.losses.forEach((loss, step) => {
        errors[`loss ${step}`] = relativeError([loss], [expected.losses[step] ?? NaN]);
      });
      errors['gradient norm'] = relativeError([made.gradientNorm], [norm(expected.gradient)]);
      made.gradient?.forEach((values, i) => {
        errors[`gradient ${i}`] = relativeError(values, expected.gradient[i] ?? []);
      });
      made.weights.forEach(({ name, values }, i) => {
        errors[name] = relativeError(values, expected.weights[i] ?? []);
      });
      expect(Object.entries(errors).filter(([, error]) => !(error <= tolerance))).toEqual([]);
      if (!isFused(which)) expect(livingTensors()).toBe(0);
    });
  });

  describe.each(gridFiles.filter((file) => file !== 'masks' || isFused(which)))('%s', (file) => {
    test.each(readGrid(file).map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
      const engine = await startEngine(vector, which);
      const made = await train(engine, vector, Int32Array.from(vector.starts));
      engine.dispose();
      const shares = gridShares(vector, made);
      expect(Object.entries(shares).filter(([, share]) => !(share <= 1))).toEqual([]);
      if (!isFused(which)) expect(livingTensors()).toBe(0);
    });
  });
});

describe('padding:', () => {
  const padded = readGrid('masks').map((vector) => [vector.name, vector] as const);

  test.each(padded)('what stands in it changes no bit: %s', async (_name, vector) => {
    const other = Float32Array.from(vector.data.inputs, (value, i) =>
      vector.data.mask?.[Math.floor(i / vector.features)] === 0 ? 1e3 * Math.sin(i) : value,
    );
    const results = [];
    for (const inputs of [vector.data.inputs, other]) {
      const engine = await startEngine({ ...vector, data: { ...vector.data, inputs } }, 'fused relaxed');
      results.push(await train(engine, vector, Int32Array.from(vector.starts)));
      engine.dispose();
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('that is nowhere changes nothing', async () => {
    for (const vector of readGrid('grid').filter(({ batch }) => batch === 7)) {
      const mask = new Uint8Array(vector.data.inputs.length / vector.features).fill(1);
      for (const which of fusedNames) {
        const engine = await startEngine({ ...vector, data: { ...vector.data, mask } }, which);
        const shares = gridShares(vector, await train(engine, vector, Int32Array.from(vector.starts)));
        engine.dispose();
        expect(Object.entries(shares).filter(([, share]) => !(share <= 1))).toEqual([]);
      }
    }
  });

  test.each(tensorflowNames)('is refused by TensorFlow.js on %s, which would count it as data', async (which) => {
    const [vector] = readGrid('masks');
    if (!vector) throw new Error('There are no cases with padding.');
    await expect(startEngine(vector, which)).rejects.toThrow('cannot step over padding');
  });
});

interface Trained {
  readonly outputs: Float32Array;
  readonly losses: readonly number[];
  readonly gradientNorm: number;
  /** Of the first batch; null where the optimizer does not show it. */
  readonly gradient: readonly (readonly number[])[] | null;
  readonly weights: ReturnType<Engine['weights']>;
}

/** Predicts the windows, then makes an update a batch. */
async function train(engine: Engine, vector: VectorCase, windows: Int32Array): Promise<Trained> {
  const { optimizer, clipNorm } = caseExperiment(vector).training;
  const outputs = await engine.predict(windows);
  const losses: number[] = [];
  let gradientNorm = NaN;
  let gradient: Trained['gradient'] = null;
  for (const [step, starts] of vector.batches.entries()) {
    const result = await engine.trainBatch(Int32Array.from(starts), optimizer.learningRate);
    losses.push(result.loss);
    if (step > 0) continue;
    gradientNorm = result.gradientNorm;
    if (optimizer.name !== 'adam' || clipNorm !== null) continue;
    // Adam's first m is a tenth of the gradient, which shows it without a way into the engine.
    const slots = engine.optimizerState().slots.slice(0, vector.weights.length);
    gradient = slots.map(({ values }) => Array.from(values, (m) => m * 10));
  }
  return { outputs, losses, gradientNorm, gradient, weights: engine.weights() };
}

/** Every result's largest error as a share of what the length of its sums allows. */
function gridShares(vector: GridCase, made: Trained): Record<string, number> {
  const { expected, batch } = vector;
  const experiment = caseExperiment(vector);
  const lengths = sumLengths(experiment, caseShapes(vector), batch);
  if (JSON.stringify(lengths) !== JSON.stringify(vector.sums)) throw new Error('Python counts other sums.');
  const rate = experiment.training.optimizer.learningRate;
  const byGradient = (actual: ArrayLike<number>, of: ArrayLike<number>): number =>
    shareOf(allowed(lengths.gradient, of), actual, of);
  const shares: Record<string, number> = {
    outputs: shareOf(allowed(lengths.outputs, expected.outputs), made.outputs, expected.outputs),
    losses: byGradient(made.losses, expected.losses),
    'gradient norm': byGradient([made.gradientNorm], [norm(expected.gradient)]),
  };
  made.weights.forEach(({ name, values }, i) => {
    const gradient = expected.gradient[i] ?? [];
    shares[`gradient of ${name}`] = byGradient(made.gradient?.[i] ?? [], gradient);
    const every = <T>(array: ArrayLike<T>): T[] =>
      Array.from(array).filter((_, k) => k % (vector.strides[i] ?? 1) === 0);
    const after = expected.weights[i] ?? [];
    const limit = allowedWeights(lengths.gradient, after, every(gradient), { steps: updates, rate });
    shares[name] = shareOf(limit, every(values), after);
  });
  return shares;
}

function norm(arrays: readonly ArrayLike<number>[]): number {
  return Math.sqrt(
    arrays.reduce((sum, array) => sum + Array.from(array).reduce((s, value) => s + value * value, 0), 0),
  );
}

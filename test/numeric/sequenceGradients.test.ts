import { describe, expect, test } from 'vitest';

import { DropoutSource } from '../../src/engine/dropout';
import type { Engine } from '../../src/engine/engine';
import { outputUnits } from '../../src/spec/layers';
import { networkOf, widthOf } from '../../src/spec/network';
import { fusedNames, makeEngine } from './engines';
import type { Variant } from './sequenceCases';
import {
  lengths,
  makeExamples,
  makeExperiment,
  order,
  seed,
  shapesOf,
  start,
  timeSteps,
  variants,
} from './sequenceCases';
import { runSequences } from './sequenceReference';
import { relativeError } from './vectors';

const delta = 1e-5;

function makeReference(engine: Engine, variant: Variant, dropped: boolean) {
  const experiment = makeExperiment(variant);
  const { shapes } = engine;
  const examples = makeExamples(variant);
  const source = new DropoutSource(seed);
  let features = widthOf(networkOf(experiment, shapes).inputs);
  const masks = experiment.model.layers.map((layer) => {
    const directions = (layer.bidirectional ? [0, 1] : [0]).map(() => source.masks(layer, order.length, features));
    features = outputUnits(layer);
    return directions;
  });
  const weights = engine.weights().map(({ values }) => Float64Array.from(values));
  const run = () =>
    runSequences({
      ...{ experiment, shapes, weights },
      examples: [...order].map((e) => examples[e] ?? { steps: [] }),
      ...(dropped ? { masks } : {}),
      ...(variant.classWeights ? { classWeights: variant.classWeights } : {}),
    });
  return { weights, run };
}

describe.each(fusedNames)('%s, sequences of 0 to 5 steps, in float64:', (which) => {
  test.each(Object.entries(variants))('gradient, loss and predictions: %s', async (_name, variant) => {
    const engine = await makeEngine(which, makeExperiment(variant), shapesOf(variant));
    start(engine, variant);
    const plain = makeReference(engine, variant, false).run();
    const steps = variant.task ? timeSteps : 1;
    const units = plain.outputs.flat()[0]?.length ?? 0;
    // Beyond an example's length there is nothing.
    const expected = plain.outputs.flatMap((example) => {
      const values: number[] = new Array<number>(steps * units).fill(NaN);
      example.flat().forEach((value, i) => (values[i] = value));
      return values;
    });
    const predicted = await engine.predict(order);
    expect([...predicted].map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
    const real = (values: ArrayLike<number>): number[] => Array.from(values).filter((value) => !Number.isNaN(value));
    expect(relativeError(real(predicted), real(expected))).toBeLessThan(1e-6);
    const { loss, count } = await engine.measure(order);
    expect(relativeError([loss], [plain.loss])).toBeLessThan(1e-6);
    expect(count).toBe(variant.task ? lengths.reduce((sum, n) => sum + n, 0) : lengths.length);

    const { weights, run } = makeReference(engine, variant, true);
    const slopes = weights.map((values) => Array.from(values, (_, i) => slope(values, i, () => run().loss)));
    const dropped = run().loss;
    const result = await engine.trainBatch(order, 0.001);
    expect(relativeError([result.loss], [dropped])).toBeLessThan(1e-6);
    expect(result.count).toBe(count);
    expect(relativeError([result.gradientNorm], [Math.hypot(...slopes.flat())])).toBeLessThan(1e-5);
    const errors = engine
      .optimizerState()
      .slots.slice(0, slopes.length)
      .map((slot, i): [string, number] => {
        const gradient = Array.from(slot.values, (m) => m * 10); // Adam's first m is a tenth of the gradient
        return [slot.name, relativeError(gradient, slopes[i] ?? [])];
      });
    expect(errors.filter(([, error]) => !(error < 1e-5))).toEqual([]);
    engine.dispose();
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

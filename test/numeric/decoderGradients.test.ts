import { describe, expect, test } from 'vitest';

import { DropoutSource } from '../../src/engine/dropout';
import { outputUnits } from '../../src/spec/layers';
import { networkOf } from '../../src/spec/network';
import type { DecoderExample, Probe } from './decoderReference';
import { runDecoder } from './decoderReference';
import type { DecoderCase } from './decoderVectors';
import { decoderExperiment, filledData, readDecoders, startDecoder } from './decoderVectors';
import { allowed, shareOf } from './tolerance';
import { relativeError } from './vectors';

const delta = 1e-5;
/** The large batch is for threads and tiles; float64 would take long. */
const cases = readDecoders().filter(({ batch }) => batch <= 7);

/** The same case with dropout in all layers, also of the states that are handed over. */
const withDropout = (vector: DecoderCase): DecoderCase => {
  const model = structuredClone(vector.experiment.model ?? {});
  const layers = [...(model.layers ?? []), ...(model.decoder?.layers ?? [])];
  layers.forEach((layer, i) =>
    Object.assign(layer, { dropout: 0.3, ...(i % 2 === 0 ? { recurrentDropout: 0.4 } : {}) }),
  );
  return { ...vector, experiment: { ...vector.experiment, model } };
};

/** Examples of a case as the reference reads them. */
function examplesOf(vector: DecoderCase, examples: readonly number[]): DecoderExample[] {
  const { shapes, data } = vector;
  const { timeSteps, features, horizon, targets, known = 0, classes } = shapes;
  const filled = filledData(vector);
  const rowsOf = (values: Float32Array, width: number, first: number, count: number): number[][] =>
    Array.from({ length: count }, (_, t) => [...values.subarray((first + t) * width, (first + t + 1) * width)]);
  return examples.map((example) => {
    const [row = 0, length = 0, target = 0, steps = 0] =
      classes === undefined
        ? [example, timeSteps, example + timeSteps, horizon]
        : filled.index.subarray(4 * example, 4 * example + 4);
    expect(length).toBe(data.lengths[example]);
    return {
      numbers: rowsOf(filled.inputs, features, row, length),
      tokens: [...filled.tokens.subarray(row, row + length)],
      said: [...filled.labels.subarray(target, target + steps)],
      previous: classes === undefined ? rowsOf(filled.targets, targets, target - 1, steps) : [],
      known: rowsOf(filled.known, known, target, steps),
      labels: [...filled.labels.subarray(target + 1, target + 1 + steps)],
      targets: classes === undefined ? rowsOf(filled.targets, targets, target, steps) : [],
    };
  });
}

/** The reference on examples of a case; the weights that it is given are float64. */
function referenceOf(vector: DecoderCase, examples: readonly number[], dropped = false) {
  const experiment = decoderExperiment(vector);
  const { shapes } = vector;
  const { encoder, decoder } = networkOf(experiment, shapes);
  const source = new DropoutSource(experiment.training.seed);
  const masks = [...encoder, ...(decoder?.blocks ?? [])].map(({ layer, features }) =>
    (layer.bidirectional ? [0, 1] : [0]).map(() => source.masks(layer, examples.length, features)),
  );
  const weights = vector.weights.map((values) => Float64Array.from(values));
  const given = examplesOf(vector, examples);
  const run = (probe?: Probe) =>
    runDecoder({
      experiment,
      shapes,
      weights,
      examples: given,
      ...(dropped ? { masks } : {}),
      ...(probe ? { probe } : {}),
    });
  return { weights, run, given };
}

/** Central differences of a loss by some values of each weight: all of small networks, three of a weight otherwise. */
function slopesOf(weights: readonly Float64Array[], loss: () => number): Map<number, number>[] {
  const small = weights.reduce((sum, { length }) => sum + length, 0) <= 100;
  return weights.map((values) => {
    const places = Array.from(values.keys()).filter(
      (i) => small || i % Math.ceil(values.length / 2) === 0 || i === values.length - 1,
    );
    return new Map(
      places.map((i) => {
        const value = values[i] ?? NaN;
        const moved = (by: number): number => {
          values[i] = value + by;
          return loss();
        };
        const slope = (moved(delta) - moved(-delta)) / (2 * delta);
        values[i] = value;
        return [i, slope];
      }),
    );
  });
}

const variants = cases.flatMap((vector) => [
  [vector.name, vector] as const,
  [`${vector.name}, dropout`, withDropout(vector)] as const,
]);

describe.each(['fused relaxed', 'cpu'] as const)('%s: in float64,', (which) => {
  test.each(variants)('the gradient is that of central differences: %s', async (name, vector) => {
    const engine = await startDecoder(vector, which);
    const examples = vector.batches[0] ?? [];
    const { weights, run } = referenceOf(vector, examples, name.endsWith('dropout'));
    const expected = slopesOf(weights, () => run().loss);
    const result = await engine.trainBatch(Int32Array.from(examples), 0.001);
    expect(relativeError([result.loss], [run().loss])).toBeLessThan(2e-6);
    const { slots } = engine.optimizerState();
    const shares = expected.map((slopes, i): [string, number] => {
      const slot = slots[i];
      const gradient = slot?.values.map((m) => 10 * m) ?? new Float32Array(); // Adam's first m is a tenth of the gradient
      const limit = allowed(vector.sums.gradient, gradient);
      return [
        slot?.name ?? '',
        shareOf(
          limit,
          [...slopes.keys()].map((at) => gradient[at] ?? NaN),
          [...slopes.values()],
        ),
      ];
    });
    expect(shares.filter(([, share]) => !(share <= 1))).toEqual([]);
    engine.dispose();
  });

  test.each(cases.map((vector) => [vector.name, vector] as const))(
    'states and gates are those of the formulas: %s',
    async (_name, vector) => {
      const engine = await startDecoder(vector, which);
      const examples = [...vector.data.lengths.keys()];
      const { states, gates, outputs } = referenceOf(vector, examples).run();
      const real = (await engine.predict(Int32Array.from(examples))).filter((value) => !Number.isNaN(value));
      expect(shareOf(allowed(vector.sums.outputs, outputs), real, outputs)).toBeLessThanOrEqual(1);
      const { encoder, decoder } = networkOf(decoderExperiment(vector), vector.shapes);
      const layers = [...encoder, ...(decoder?.blocks ?? [])];
      for (const [l, { layer }] of layers.entries()) {
        const steps = l < encoder.length ? vector.shapes.timeSteps : vector.shapes.horizon;
        const width = outputUnits(layer);
        /** Those of real steps, one after the other. */
        const realOf = (values: Float32Array): number[] =>
          (states[l] ?? []).flatMap((own, e) => [
            ...values.subarray(e * steps * width, (e * steps + own.length) * width),
          ]);
        const hidden = await engine.hiddenStates(Int32Array.from(examples), l);
        expect(relativeError(realOf(hidden), (states[l] ?? []).flat(2))).toBeLessThan(2e-6);
        const actual = await engine.gates(Int32Array.from(examples), l);
        const names = Object.keys(gates[l]?.[0]?.[0]?.[0] ?? {});
        const merges = layer.bidirectional && layer.merge !== 'concat';
        const expectedNames = merges
          ? ['forward', 'backward'].flatMap((direction) => names.map((name) => `${direction} ${name}`))
          : names;
        expect(Object.keys(actual).toSorted()).toEqual(expectedNames.toSorted());
        for (const [name, values] of Object.entries(actual)) {
          const [direction, plain] = name.includes(' ') ? name.split(' ') : [null, name];
          const chosen = (gates[l] ?? []).filter(
            (_, d) => direction === null || (direction === 'forward') === (d === 0),
          );
          const expected = examples.flatMap((e) =>
            (chosen[0]?.[e] ?? []).flatMap((_, t) => chosen.flatMap((one) => one[e]?.[t]?.[plain ?? ''] ?? [])),
          );
          expect(relativeError(realOf(values), expected)).toBeLessThan(2e-6);
          // Steps beyond an example's own have no gates.
          expect(values.filter(Number.isNaN).length).toBe(values.length - expected.length);
        }
      }
      engine.dispose();
    },
  );

  // Networks of few units: float64 has a pass for each of their states, twice.
  const withoutPadding = cases.filter(({ shapes, weights }) => {
    return shapes.classes === undefined && weights.reduce((sum, { length }) => sum + length, 0) < 600;
  });
  test.each(withoutPadding.map((vector) => [vector.name, vector] as const))(
    'gradientNorms are those of central differences: %s',
    async (_name, vector) => {
      const engine = await startDecoder(vector, which);
      const examples = [0, 2];
      const { run } = referenceOf(vector, examples);
      const actual = await engine.gradientNorms(Int32Array.from(examples));
      const { encoder, decoder } = networkOf(decoderExperiment(vector), vector.shapes);
      const layers = [...encoder, ...(decoder?.blocks ?? [])];
      expect(actual.length).toBe(layers.length);
      layers.forEach(({ layer }, l) => {
        const steps = l < encoder.length ? vector.shapes.timeSteps : vector.shapes.horizon;
        const expected = Array.from({ length: steps }, (_, time) => {
          const slopes = (layer.bidirectional ? [0, 1] : [0]).flatMap((direction) =>
            examples.flatMap((_example, e) =>
              Array.from({ length: layer.units }, (_unit, u) => {
                const moved = (by: number): number =>
                  run((h, at) =>
                    at.layer === l && at.direction === direction && at.example === e && at.time === time
                      ? h.map((value, i) => (i === u ? value + by : value))
                      : h,
                  ).loss;
                return (moved(delta) - moved(-delta)) / (2 * delta);
              }),
            ),
          );
          return Math.hypot(...slopes);
        });
        expect(relativeError(actual[l] ?? [], expected)).toBeLessThan(1e-5);
      });
      engine.dispose();
    },
  );
});

describe('fused relaxed: in float64,', () => {
  const windows = [
    'lstm: numbers, known, attention',
    'gru: numbers',
    'simple_rnn: repeat',
    'gru: repeat, averaged, attention',
  ];
  test.each(windows)('rows of padding in a window are as if they were not there: %s', async (name) => {
    const vector = cases.find((one) => one.name === name);
    if (!vector) throw new Error(`There is no case ${name}.`);
    const { shapes } = vector;
    // Before, between and behind the real rows; no window is all padding.
    const mask = Uint8Array.from({ length: vector.data.rows }, (_, row) => Number(row % 4 !== 1 && row % 7 !== 3));
    const engine = await startDecoder(vector, 'fused relaxed', { options: { masked: true }, mask });
    const examples = [...vector.data.lengths.keys()];
    const { run, given, weights } = referenceOf(vector, examples);
    given.forEach((example, e) => {
      example.numbers.splice(0, shapes.timeSteps, ...example.numbers.filter((_, t) => mask[e + t] === 1));
    });
    const { outputs } = run();
    const predicted = await engine.predict(Int32Array.from(examples));
    expect(shareOf(allowed(vector.sums.outputs, outputs), predicted, outputs)).toBeLessThanOrEqual(1);
    const expected = slopesOf(weights, () => run().loss);
    await engine.trainBatch(Int32Array.from(examples), 0.001);
    const { slots } = engine.optimizerState();
    expected.forEach((slopes, i) => {
      const gradient = slots[i]?.values.map((m) => 10 * m) ?? new Float32Array();
      const actual = [...slopes.keys()].map((at) => gradient[at] ?? NaN);
      expect(shareOf(allowed(vector.sums.gradient, gradient), actual, [...slopes.values()])).toBeLessThanOrEqual(1);
    });
    engine.dispose();
  });
});

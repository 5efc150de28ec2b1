import { describe, expect, test } from 'vitest';

import type { Engine, ModelShapes } from '../../src/engine/engine';
import { greedy } from '../../src/engine/search';
import { experimentSchema } from '../../src/spec/experiment';
import { bits } from './sharedNumbers';
import { engineNames, makeEngine } from './engines';
import type { EngineName } from './engines';

const shapes: ModelShapes = { timeSteps: 5, features: 0, horizon: 6, targets: 0, vocabulary: 9, classes: 9 };

async function start(which: EngineName, units: number, batchSize: number, seed = 3): Promise<Engine> {
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'translate',
    data: { file: 'none.csv', inputs: ['a'], targets: ['b'] },
    model: {
      topology: 'encoder-decoder',
      tokens: {},
      embedding: { units: 8 },
      layers: [{ cell: 'gru', units }],
      decoder: { layers: [{ cell: 'gru', units }], mode: 'autoregressive', attention: 'luong' },
    },
    training: { loss: 'categorical_crossentropy', batchSize, seed, clipNorm: 1 },
  });
  return makeEngine(which, experiment, shapes);
}

/** Texts of 1 to 5 of five letters (4 to 8), and the same backwards. */
function fillBackwards(engine: Engine, examples: number): number[][] {
  const texts = Array.from({ length: examples }, (_, e) => {
    const length = 1 + ((bits(1, e, 0)[0] ?? 0) % 5);
    return Array.from(bits(length, e, 1), (n) => 4 + (n % 5));
  });
  const rows = texts.reduce((sum, text) => sum + text.length, 0);
  const data = engine.allocateData(rows, { examples, targetRows: rows + 2 * examples });
  let [row, target] = [0, 0];
  texts.forEach((text, e) => {
    data.tokens.set(text, row);
    data.labels.set([2, ...text.toReversed(), 3], target);
    data.index.set([row, text.length, target, text.length + 1], 4 * e);
    row += text.length;
    target += text.length + 2;
  });
  return texts;
}

describe.each(engineNames)('%s: attention', (which) => {
  test('of no step at all is 0, and what comes of it is finite', async () => {
    const engine = await start(which, 5, 2);
    const data = engine.allocateData(4, { examples: 2, targetRows: 6 });
    data.tokens.set([4, 5, 6, 7]);
    data.labels.set([2, 4, 3, 2, 5, 3]);
    data.index.set([0, 0, 0, 2, 0, 4, 3, 2]);
    const both = Int32Array.of(0, 1);
    const outputs = (await engine.predict(both)).filter((value) => !Number.isNaN(value));
    expect(outputs.length).toBe(2 * 2 * 9);
    expect(outputs.every(Number.isFinite)).toBe(true);
    const { loss, gradientNorm } = await engine.trainBatch(both, 0.01);
    expect(Number.isFinite(loss) && Number.isFinite(gradientNorm)).toBe(true);
    const decoding = await engine.decode(both);
    await decoding.step(Int32Array.of(2, 2));
    const weights = decoding.attention();
    expect([...(weights?.subarray(0, 5) ?? [NaN])]).toEqual([0, 0, 0, 0, 0]);
    expect(weights?.[5]).toBeGreaterThan(0);
    engine.dispose();
  });

  test('keeps a sum of 1 with scores of any size', async () => {
    const engine = await start(which, 8, 4);
    fillBackwards(engine, 20);
    for (const size of [0, 1, 50, 1e4]) {
      // States of a GRU are below 1; recurrent weights of this size put them at its edges, and scores with them.
      engine.setWeights(
        engine.weights().map((weight) => ({ ...weight, values: weight.values.map((_, i) => size * Math.sin(i)) })),
      );
      const all = Int32Array.from({ length: 20 }, (_, i) => i);
      const decoding = await engine.decode(all);
      const said = await decoding.step(new Int32Array(20).fill(2));
      expect(said.every(Number.isFinite)).toBe(true);
      const weights = decoding.attention();
      for (let row = 0; row < 20; row++) {
        const own = [...(weights?.subarray(row * 5, row * 5 + 5) ?? [])];
        expect(own.every((weight) => weight >= 0)).toBe(true);
        // Five roundings of 2^-24, and one of the scale.
        expect(Math.abs(own.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-6);
      }
    }
    engine.dispose();
  });
});

test('a decoder learns to say texts backwards, and says them when it is stepped', { timeout: 120_000 }, async () => {
  const examples = 400;
  const engine = await start('fused relaxed', 32, 20);
  const texts = fillBackwards(engine, examples);
  const held = 40;
  for (let epoch = 0; epoch < 40; epoch++) {
    for (let from = held; from < examples; from += 20) {
      await engine.trainBatch(
        Int32Array.from({ length: 20 }, (_, i) => from + i),
        0.01 / (1 + epoch / 10),
      );
    }
  }
  const asked = Int32Array.from({ length: held }, (_, i) => i);
  const limits = { start: 2, end: 3, never: [0, 1, 2], steps: shapes.horizon };
  const said = await greedy(await engine.decode(asked), held, limits);
  const right = said.filter(({ tokens, ended }, i) => ended && tokens.join() === texts[i]?.toReversed().join());
  expect(right.length).toBeGreaterThanOrEqual(0.9 * held);
  engine.dispose();
});

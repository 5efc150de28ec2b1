import { describe, expect, it } from 'vitest';

import { readTable } from '../../../src/data/read';
import { endToken } from '../../../src/data/text/vocabulary';
import { prepareTexts } from '../../../src/data/writing/prepareTexts';
import { createEngine } from '../../../src/engine/create';
import { experimentSchema } from '../../../src/spec/experiment';
import { textColumns } from '../../../src/spec/roles';
import { measureTexts } from '../../../src/training/tasks/generate/measureTexts';
import { OrderZero } from '../../../src/training/tasks/generate/orderZero';
import { fileWith } from '../data/files';
import { namesCsv, namesExperiment } from './textRuns';

const control = { onBatch: () => undefined, shouldStop: () => false };
const none = new OrderZero([], endToken, 10);

describe('bits of texts', () => {
  // Pieces of 4 tokens at most: names are longer, and the network begins anew at each piece.
  it.each([100, 3])('are what the probabilities of every token say, in pieces of %s', async (maxLength) => {
    const file = fileWith(namesCsv(40));
    const experiment = experimentSchema.parse({
      version: 1,
      ...namesExperiment,
      data: { ...namesExperiment.data, file },
      model: { ...namesExperiment.model, tokens: { level: 'character', maxLength } },
    });
    const data = prepareTexts(experiment, await readTable(file, { text: textColumns(experiment) }));
    const engine = await createEngine(experiment, data.shapes, { threads: 1 });
    try {
      data.fill(engine.allocateData(data.engineRows, data.options));
      const measured = await measureTexts(engine, data, experiment, 'test', none, control);
      let bits = 0;
      let tokens = 0;
      const classes = data.vocabulary.size;
      const steps = data.shapes.timeSteps;
      const said = new Map<number, number[]>();
      for (const example of data.windows.test) {
        const text = data.textOf[example] ?? -1;
        const all = said.get(text) ?? [...data.texts.tokens(text), endToken];
        const probabilities = await engine.predict(Int32Array.of(example));
        all.splice(0, steps).forEach((token, step) => {
          bits -= Math.log2(probabilities[step * classes + token] ?? NaN);
          tokens++;
        });
        said.set(text, all);
      }
      expect(measured?.tokens).toBe(tokens);
      expect(measured?.texts).toBe(8);
      expect(measured?.characters).toBe(tokens - 8);
      // Single precision: probabilities are good to some 1e-7 each, and so is the mean of the loss.
      expect(Math.abs((measured?.bits ?? NaN) / bits - 1)).toBeLessThan(1e-5);
    } finally {
      engine.dispose();
    }
  });

  it('are none of a part that it was told to stop in', async () => {
    const file = fileWith(namesCsv(400));
    const experiment = experimentSchema.parse({
      version: 1,
      ...namesExperiment,
      data: { ...namesExperiment.data, file, split: { ...namesExperiment.data.split, train: 0.1, test: 0.9 } },
      training: { ...namesExperiment.training, stateful: true, batchSize: 8 },
    });
    const data = prepareTexts(experiment, await readTable(file, { text: textColumns(experiment) }));
    const engine = await createEngine(experiment, data.shapes, { threads: 1 });
    try {
      data.fill(engine.allocateData(data.engineRows, data.options));
      const stopped = { onBatch: () => undefined, shouldStop: () => true };
      expect(await measureTexts(engine, data, experiment, 'test', none, stopped)).toBeNull();
    } finally {
      engine.dispose();
    }
  });
});

describe('order zero', () => {
  it('takes each token by its frequency in training, with one added to each', () => {
    const [a, b, c] = [4, 5, 6];
    const zero = new OrderZero([Int32Array.of(a, a, b), Int32Array.of(a)], endToken, 5);
    // 3 a, 1 b, 2 ends of 6; 5 different tokens.
    expect(zero.bits(Int32Array.of(a, b, c))).toBeCloseTo(-Math.log2((4 / 11) * (2 / 11) * (1 / 11) * (3 / 11)), 12);
  });

  it('gives probabilities that add up to 1', () => {
    const zero = new OrderZero([Int32Array.of(4, 4, 5)], endToken, 5);
    const end = zero.bits(new Int32Array(0));
    const others = [4, 5, 6, 7].map((token) => 2 ** -(zero.bits(Int32Array.of(token)) - end));
    expect(2 ** -end + others.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 12);
  });
});

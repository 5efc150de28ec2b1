import { expect, test } from 'vitest';

import { experimentSchema } from '../../src/spec/experiment';
import { fusedNames, makeEngine } from './engines';

/** Tokens 4, 5 and 6 say the class; the others are noise. */
test.each(fusedNames)('%s: learns the class of token sequences of different length', async (which) => {
  const count = 192;
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'classify',
    data: { file: 'texts.csv', targets: ['label'] },
    model: {
      tokens: {},
      embedding: { units: 8 },
      layers: [{ cell: 'lstm', units: 16 }],
      dense: [{ units: 3, activation: 'softmax' }],
    },
    training: { loss: 'categorical_crossentropy', batchSize: 16 },
  });
  const shapes = { timeSteps: 9, features: 0, horizon: 1, targets: 0, vocabulary: 20, classes: 3 };
  const engine = await makeEngine(which, experiment, shapes, 2);
  const buckets = [4, 6, 9].map((timeSteps) => ({ timeSteps, horizon: 1 }));
  const data = engine.allocateData(count * 9, { examples: count, targetRows: count, buckets });
  let row = 0;
  for (let i = 0; i < count; i++) {
    const length = 2 + ((i * 7) % 8);
    data.index.set([row, length, i, 1], i * 4);
    data.labels[i] = i % 3;
    for (let t = 0; t < length; t++) data.tokens[row++] = t === i % length ? 4 + (i % 3) : 7 + ((i * 31 + t * 17) % 13);
  }
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const before = await engine.evaluate(all);
  for (let epoch = 0; epoch < 20; epoch++) {
    for (let b = 0; b < count; b += 16) await engine.trainBatch(all.subarray(b, b + 16), 0.01);
  }
  const { loss, count: of } = await engine.measure(all);
  expect(before).toBeCloseTo(Math.log(3), 1);
  expect(loss).toBeLessThan(0.02);
  expect(of).toBe(count);
  const probabilities = await engine.predict(all);
  const right = [...all].filter((i) => (probabilities[i * 3 + (i % 3)] ?? 0) > 0.5);
  expect(right.length).toBe(count);
  engine.dispose();
});

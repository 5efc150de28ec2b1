import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { preparePairs } from '../../../../src/data/pairs/preparePairs';
import type { PairData } from '../../../../src/data/pairs/pairData';
import { readTable } from '../../../../src/data/read';
import { endToken, startToken } from '../../../../src/data/text/vocabulary';
import { createEngine } from '../../../../src/engine/create';
import type { Engine } from '../../../../src/engine/engine';
import { beam, greedy, type WritingLimits } from '../../../../src/engine/search';
import { experimentSchema } from '../../../../src/spec/experiment';
import { textColumns } from '../../../../src/spec/roles';
import { fileWith } from '../../data/files';
import { additionCsv, additionExperiment } from '../../training/textRuns';

const limits: WritingLimits = { start: startToken, end: endToken, never: [0, 1, 2], steps: 6 };

let engine: Engine;
let data: PairData;
beforeAll(async () => {
  const file = fileWith(additionCsv(99, 60));
  const experiment = experimentSchema.parse({
    version: 1,
    ...additionExperiment,
    data: { ...additionExperiment.data, file },
  });
  data = preparePairs(experiment, await readTable(file, { text: textColumns(experiment) }));
  engine = await createEngine(experiment, data.shapes, { threads: 1 });
  data.fill(engine.allocateData(data.engineRows, data.options));
  // A few updates, so that probabilities are far from even.
  for (let i = 0; i < 30; i++) await engine.trainBatch(data.windows.train.slice(0, 32), 0.01);
});
afterAll(() => engine.dispose());

/** The score of a text, by stepping through it from the beginning. */
async function scoreOf(example: number, tokens: readonly number[]): Promise<number> {
  const decoding = await engine.decode(Int32Array.of(example));
  let logs = 0;
  let before = startToken;
  for (const token of tokens) {
    const probabilities = await decoding.step(Int32Array.of(before));
    logs += Math.log(probabilities[token] ?? NaN);
    before = token;
  }
  return logs / tokens.length;
}

describe('beam search with the decoder of the engine', () => {
  it('scores texts as stepping through them does, whatever rows their beginnings came from', async () => {
    const examples = data.windows.test;
    const width = 4;
    const found = await beam(await engine.decode(examples, width), examples.length, width, limits);
    const plain = await greedy(await engine.decode(examples), examples.length, limits);
    let different = 0;
    for (const [i, { tokens, ended, score, attention }] of found.entries()) {
      const all = ended ? [...tokens, endToken] : tokens;
      // The same kernels on other rows of a batch: rounding alone may differ.
      expect(score).toBeCloseTo(await scoreOf(examples[i] ?? -1, all), 5);
      expect(attention).toHaveLength(all.length);
      if (tokens.join() !== plain[i]?.tokens.join()) different++;
    }
    expect(different).toBeGreaterThan(0);
  });

  it('is the greedy search at width 1', async () => {
    const examples = data.windows.train.slice(0, 20);
    const found = await beam(await engine.decode(examples, 1), examples.length, 1, limits);
    expect(found).toEqual(await greedy(await engine.decode(examples), examples.length, limits));
  });
});

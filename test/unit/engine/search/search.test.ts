import { describe, expect, it } from 'vitest';

import { type WritingLimits, type Written, beam, greedy, sample } from '../../../../src/engine/search';
import { type Law, MadeDecoding, madeLaw } from './madeDecoding';

const classes = 6;
const limits: WritingLimits = { start: 2, end: 3, never: [0, 1, 2], steps: 3 };

/** All texts of at most three tokens, one by one: what a search without limits would find. */
function exhaustive(law: Law, { steps, start, end, never }: WritingLimits): { tokens: number[]; score: number } {
  const found: { tokens: number[]; score: number }[] = [];
  const extend = (tokens: number[], logs: number): void => {
    if (tokens.length === steps) return;
    law([start, ...tokens], []).forEach((p, token) => {
      if (never.includes(token)) return;
      const sum = logs + Math.log(p);
      if (token === end) found.push({ tokens, score: sum / (tokens.length + 1) });
      else extend([...tokens, token], sum);
    });
  };
  extend([], 0);
  return found.reduce((a, b) => (b.score > a.score ? b : a));
}

/** The score of a text, computed from its beginning. */
function scoreOf(law: Law, { tokens, ended }: Written): number {
  const all = ended ? [...tokens, limits.end] : tokens;
  const logs = all.map((token, i) => Math.log(law([limits.start, ...all.slice(0, i)], [])[token] ?? 0));
  return logs.reduce((a, b) => a + b, 0) / all.length;
}

describe('beam search', () => {
  it('finds what an exhaustive search over three steps finds, when it is wide enough', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const law = madeLaw(classes, seed);
      const width = 64;
      const [found] = await beam(new MadeDecoding(width, law), 1, width, limits);
      const best = exhaustive(law, limits);
      expect(found?.tokens, `seed ${seed}`).toEqual(best.tokens);
      expect(found?.score).toBeCloseTo(best.score, 12);
    }
  });

  it('is the greedy search when one beginning is followed', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const law = madeLaw(classes, seed);
      const long = { ...limits, steps: 8 };
      const wide = await beam(new MadeDecoding(2, law), 2, 1, long);
      expect(wide).toEqual(await greedy(new MadeDecoding(2, law), 2, long));
    }
  });

  it('keeps each beginning with its own state and score, for several examples at once', async () => {
    let better = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const law = madeLaw(classes, seed, 1.5);
      const long = { ...limits, steps: 6 };
      const found = await beam(new MadeDecoding(12, law), 3, 4, long);
      const [plain] = await greedy(new MadeDecoding(1, law), 1, long);
      expect(found[1]).toEqual(found[0]);
      expect(found[2]).toEqual(found[0]);
      for (const text of found) expect(text.score).toBeCloseTo(scoreOf(law, text), 12);
      if ((found[0]?.score ?? 0) > (plain?.score ?? 0) + 1e-9) better++;
    }
    expect(better).toBeGreaterThan(10);
  });

  it('gives the attention of the very text that won', async () => {
    const law = madeLaw(classes, 5, 1);
    const [found] = await beam(new MadeDecoding(4, law, true), 1, 4, limits);
    const read = [limits.start, ...(found?.tokens ?? [])];
    const sums = read.map((_, i) => [i + 1, read.slice(0, i + 1).reduce((a, b) => a + b, 0)]);
    expect(found?.attention.map((row) => [...row])).toEqual(found?.ended ? sums : sums.slice(0, -1));
  });

  it('orders equally likely tokens by their number', async () => {
    const even: Law = () => Array.from({ length: classes }, () => 1 / classes);
    const [found] = await beam(new MadeDecoding(2, even), 1, 2, limits);
    // 3 is the end: the first token that may be written at all.
    expect(found).toMatchObject({ tokens: [], ended: true });
    const [plain] = await greedy(new MadeDecoding(1, even), 1, { ...limits, end: 5 });
    expect(plain).toMatchObject({ tokens: [3, 3, 3], ended: false });
    const [cut] = await beam(new MadeDecoding(3, even), 1, 3, { ...limits, end: 99 });
    expect(cut).toMatchObject({ tokens: [3, 3, 3], ended: false });
  });

  it('prefers a text that ends to one that is cut, and gives the cut one where none ends', async () => {
    const never: Law = () => [0, 0, 0, 0, 0.7, 0.3];
    const [cut] = await beam(new MadeDecoding(2, never), 1, 2, limits);
    expect(cut).toMatchObject({ tokens: [4, 4, 4], ended: false });
    const late: Law = (text) => (text.length === 3 ? [0, 0, 0, 0.4, 0.6, 0] : [0, 0, 0, 0, 1, 0]);
    const [found] = await beam(new MadeDecoding(2, late), 1, 2, limits);
    expect(found).toMatchObject({ tokens: [4, 4], ended: true });
  });

  it('ends when every example has ended', async () => {
    const decoding = new MadeDecoding(4, () => [0, 0, 0, 0.9, 0.1, 0]);
    await beam(decoding, 2, 2, { ...limits, steps: 1000 });
    expect(decoding.steps).toBeLessThan(5);
  });

  it('survives probabilities that are all zero or not a number', async () => {
    for (const p of [0, NaN]) {
      const law: Law = () => Array.from({ length: classes }, () => p);
      const [wide] = await beam(new MadeDecoding(2, law), 1, 2, limits);
      expect(wide?.tokens).toEqual([]);
      const [plain] = await greedy(new MadeDecoding(1, law), 1, limits);
      expect(plain?.tokens).toEqual([]);
    }
  });
});

describe('sampling', () => {
  const options = { ...limits, temperature: 1, topK: null, seed: 7, steps: 20 };
  const law = madeLaw(classes, 3);

  it('at temperature 0 writes what the greedy search writes', async () => {
    const drawn = await sample(new MadeDecoding(3, law), 3, { ...options, temperature: 0 });
    const plain = await greedy(new MadeDecoding(3, law), 3, options);
    expect(drawn.map(({ tokens }) => tokens)).toEqual(plain.map(({ tokens }) => tokens));
  });

  it('top-k 1 is the same, at any temperature', async () => {
    const drawn = await sample(new MadeDecoding(1, law), 1, { ...options, temperature: 5, topK: 1 });
    const plain = await greedy(new MadeDecoding(1, law), 1, options);
    expect(drawn[0]?.tokens).toEqual(plain[0]?.tokens);
  });

  it('writes text i of a seed the same however many stand beside it, and others with another seed', async () => {
    const many = await sample(new MadeDecoding(5, law), 5, options);
    const few = await sample(new MadeDecoding(2, law), 2, options);
    expect(many.slice(0, 2)).toEqual(few);
    expect(new Set(many.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
    expect(await sample(new MadeDecoding(5, law), 5, { ...options, seed: 8 })).not.toEqual(many);
  });

  it.each([
    [1, null, [0.1, 0.2, 0.3, 0.4]],
    // p² of 1, 2, 3, 4 tenths over their sum 0.3.
    [0.5, null, [1 / 30, 4 / 30, 9 / 30, 16 / 30]],
    [1, 2, [0, 0, 3 / 7, 4 / 7]],
  ])('draws by the probabilities at temperature %s and top-k %s', async (temperature, topK, expected) => {
    const fixed: Law = () => [0, 0, 0, 0, 0.1, 0.2, 0.3, 0.4];
    const draws = 20_000;
    const counts = new Array<number>(4).fill(0);
    for (const { tokens } of await sample(new MadeDecoding(20, fixed), 20, {
      ...options,
      steps: draws / 20,
      ...{ temperature, topK },
    })) {
      for (const token of tokens) counts[token - 4] = (counts[token - 4] ?? 0) + 1;
    }
    // Five standard deviations of a binomial share at 20,000 draws.
    expected.forEach((share, i) => {
      const deviation = Math.sqrt((share * (1 - share)) / draws);
      expect(Math.abs((counts[i] ?? 0) / draws - share)).toBeLessThanOrEqual(5 * deviation);
    });
  });

  it('takes the lower numbers of equally likely tokens into the top k', async () => {
    const even: Law = () => [0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25];
    const [text] = await sample(new MadeDecoding(1, even), 1, { ...options, topK: 2, steps: 50 });
    expect([...new Set(text?.tokens)].sort()).toEqual([4, 5]);
  });

  it('begins with the tokens that it is given, and feeds the columns of each row', async () => {
    const told: Law = (text, [condition = 0]) =>
      text.length > 3 ? [0, 0, 0, 1, 0, 0] : condition === 1 ? [0, 0, 0, 0, 1, 0] : [0, 0, 0, 0, 0, 1];
    const texts = await sample(new MadeDecoding(2, told), 2, {
      ...options,
      begin: Int32Array.of(5, 4),
      columns: Float32Array.of(1, 0),
    });
    expect(texts.map(({ tokens }) => tokens)).toEqual([
      [5, 4, 4],
      [5, 4, 5],
    ]);
  });

  it('is steady at temperatures near zero and near infinity', async () => {
    const plain = await greedy(new MadeDecoding(1, law), 1, options);
    const cold = await sample(new MadeDecoding(1, law), 1, { ...options, temperature: 1e-300 });
    expect(cold[0]?.tokens).toEqual(plain[0]?.tokens);
    const even = await sample(new MadeDecoding(1, () => [0, 0, 0, 0, 0.999, 0.001]), 1, {
      ...options,
      temperature: 1e300,
      steps: 1000,
    });
    const rare = (even[0]?.tokens ?? []).filter((token) => token === 5).length;
    expect(rare).toBeGreaterThan(420);
    expect(rare).toBeLessThan(580);
  });
});

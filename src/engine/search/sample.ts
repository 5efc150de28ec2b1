import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

import type { Decoding } from '../engine';
import { seededGenerator } from '../random';
import { type Written, type WritingLimits, allowedTokens, likeliest } from './writing';

export interface SamplingOptions extends WritingLimits {
  /** Each probability is raised to the power of 1 / temperature: below 1 likelier tokens are preferred; 0 takes the likeliest. */
  readonly temperature: number;
  /** Only this many likeliest tokens; null: all. Of equally likely ones those with lower numbers. */
  readonly topK: number | null;
  /** Decides the texts; text i of a seed is the same however many are written beside it. */
  readonly seed: number;
  /** Tokens that every text begins with; they belong to it, and count as its steps. */
  readonly begin?: Int32Array;
  /** [rows, features]: numeric columns that stand beside each token of a text. */
  readonly columns?: Float32Array;
}

/**
 * Writes texts whose tokens are drawn by the network's probabilities.
 * @param rows texts side by side, as the decoding was begun with
 */
export async function sample(decoding: Decoding, rows: number, options: SamplingOptions): Promise<Written[]> {
  const { start, end, steps, begin = new Int32Array(0), columns, seed } = options;
  const texts = generators(seed, rows).map((random) => ({ random, tokens: [] as number[], ended: false, logs: 0 }));
  const inputs = new Int32Array(rows).fill(start);
  let open = rows;
  for (let step = 0; step < steps && open > 0; step++) {
    const probabilities = await decoding.step(inputs, columns);
    const classes = probabilities.length / rows;
    const allowed = allowedTokens(classes, options);
    texts.forEach((text, row) => {
      if (text.ended) return;
      const own = probabilities.subarray(row * classes, (row + 1) * classes);
      const token = begin[step] ?? drawToken(own, allowed, options, text.random);
      text.logs += Math.log(own[token] ?? 0);
      inputs[row] = token;
      if (token === end) {
        text.ended = true;
        open--;
      } else text.tokens.push(token);
    });
    if (options.goOn && !(await options.goOn())) break;
  }
  return texts.map(({ tokens, ended, logs }) => ({
    tokens,
    ended,
    score: logs / Math.max(1, tokens.length + (ended ? 1 : 0)),
    attention: [],
  }));
}

/** A token by its probability, with temperature and top-k. */
export function drawToken(
  probabilities: Float32Array,
  allowed: Uint8Array,
  { temperature, topK, end }: Pick<SamplingOptions, 'temperature' | 'topK' | 'end'>,
  random: RandomGenerator,
): number {
  const best = likeliest(probabilities, allowed, end);
  if (temperature === 0) return best;
  const most = Math.log(probabilities[best] ?? 0);
  let candidates: { token: number; weight: number }[] = [];
  probabilities.forEach((p, token) => {
    if (!(p > 0) || allowed[token] === 0) return;
    // Relative to the likeliest: at low temperatures the powers themselves would all be 0.
    candidates.push({ token, weight: Math.exp((Math.log(p) - most) / temperature) });
  });
  if (topK !== null && topK < candidates.length) {
    const rank = (a: number, b: number) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b;
    candidates = candidates.sort((a, b) => rank(a.token, b.token)).slice(0, topK);
  }
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let left = uniformFloat64(random) * total;
  for (const { token, weight } of candidates) {
    left -= weight;
    if (left < 0) return token;
  }
  return best;
}

/** One generator a text, each a jump (2^64 numbers) from the one before. */
function generators(seed: number, count: number): RandomGenerator[] {
  const random = seededGenerator(seed);
  return Array.from({ length: count }, () => {
    random.jump();
    return random.clone();
  });
}

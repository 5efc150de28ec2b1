import fs from 'node:fs';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { corpusBleu } from '../../../../src/training/scores/bleu';

const vectors = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        texts: z.array(z.string()),
        references: z.array(z.array(z.string())),
        '13a': z.number(),
        none: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(fs.readFileSync('test/numeric/vectors/data/bleu.json', 'utf8')));

describe('BLEU', () => {
  // Sums of a few logarithms in double precision, in the same order.
  const digits = 10;

  it.each(vectors.cases)('is that of sacrebleu: $name', ({ texts, references, ...expected }) => {
    expect(corpusBleu(texts, references)).toBeCloseTo(expected['13a'], digits);
    expect(corpusBleu(texts, references, 'none')).toBeCloseTo(expected.none, digits);
  });

  it('compares with cases that differ from each other', () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(19);
    expect(vectors.cases.filter((one) => one['13a'] > 0 && one['13a'] < 100).length).toBeGreaterThan(10);
  });

  it('is not defined without texts', () => {
    expect(corpusBleu([], [])).toBeNull();
  });
});

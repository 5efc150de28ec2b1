import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fitScaling, type FittedScaling } from '../../../src/data/sequence/scalers';

interface Vectors {
  readonly cases: readonly {
    readonly name: string;
    readonly train: number[];
    readonly other: number[];
    readonly scaled: Record<'minmax' | 'standard' | 'robust', { readonly train: number[]; readonly other: number[] }>;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../numeric/vectors/data/scalers.json', import.meta.url), 'utf8'),
) as Vectors;

describe('scalers agree with scikit-learn', () => {
  test('there are vectors', () => expect(vectors.cases.length).toBeGreaterThanOrEqual(9));

  describe.each(vectors.cases.map(({ name }) => name))('%s', (name) => {
    const { train, other, scaled } = vectors.cases.find((candidate) => candidate.name === name)!;
    test.each(['minmax', 'standard', 'robust'] as const)('%s', (scaling) => {
      const { shift, scale } = fitScaling(scaling, Float64Array.from(train));
      const largest = Math.max(...train.map(Math.abs), ...other.map(Math.abs));
      for (const [raw, expected] of [
        [train, scaled[scaling].train],
        [other, scaled[scaling].other],
      ] as const) {
        raw.forEach((value, row) => {
          // 1e-12 relative: a dozen roundings of 1.1e-16 each; scikit-learn's min-max computes value * (1 / range) - min / range,
          // so the rounding is relative to the largest of the values in units of the scale, not to the difference.
          const tolerance = 1e-12 * Math.max(1, Math.abs(expected[row]!), largest / scale);
          expect(Math.abs((value - shift) / scale - expected[row]!)).toBeLessThanOrEqual(tolerance);
        });
      }
    });
  });
});

describe('whatever the values', () => {
  const values = fc.float64Array({ min: -1e100, max: 1e100, noNaN: true, minLength: 1, maxLength: 50 });
  const scalings: FittedScaling[] = ['minmax', 'standard', 'robust', 'none'];

  test('scaling and its inverse give the value back', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...scalings), (column, scaling) => {
        const { shift, scale } = fitScaling(scaling, column);
        expect(scale).toBeGreaterThan(0);
        const largest = Math.max(...column.map(Math.abs));
        for (const value of column) {
          expect(Math.abs(((value - shift) / scale) * scale + shift - value)).toBeLessThanOrEqual(1e-12 * largest);
        }
      }),
    );
  });

  test('min-max gives 0 to 1', () => {
    fc.assert(
      fc.property(values, (column) => {
        const { shift, scale } = fitScaling('minmax', column);
        for (const value of column) {
          expect((value - shift) / scale).toBeGreaterThanOrEqual(0);
          expect((value - shift) / scale).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

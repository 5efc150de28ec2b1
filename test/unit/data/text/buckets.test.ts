import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, it } from 'vitest';

import { lengthBuckets } from '../../../../src/data/text/buckets';
import { seededGenerator } from '../../../../src/engine/random';

function made(count: number, most: number, seed: number): { source: Int32Array; target: Int32Array } {
  const random = seededGenerator(seed);
  const steps = (): Int32Array => Int32Array.from({ length: count }, () => uniformInt(random, 1, most));
  return { source: steps(), target: steps() };
}

/** Steps that are computed when each example is alone in the first bucket that holds it. */
function computed({ source, target }: { source: Int32Array; target: Int32Array }): number {
  const buckets = lengthBuckets(source, target);
  return source.reduce((sum, steps, i) => {
    const bucket = buckets.find(({ timeSteps, horizon }) => timeSteps >= steps && horizon >= (target[i] ?? 0));
    if (!bucket) throw new Error(`no bucket holds example ${i}`);
    return sum + bucket.timeSteps + bucket.horizon;
  }, 0);
}

describe('buckets of lengths', () => {
  it.each([1, 2, 3, 10, 20_000])(
    'grow, are at most 16, and the last is as large as the largest of %s examples',
    (count) => {
      for (let seed = 1; seed <= 20; seed++) {
        const { source, target } = made(count, 60, seed);
        const buckets = lengthBuckets(source, target);
        expect(buckets.length).toBeLessThanOrEqual(16);
        expect(buckets.at(-1)).toEqual({ timeSteps: Math.max(...source), horizon: Math.max(...target) });
        for (const [i, { timeSteps, horizon }] of buckets.entries()) {
          const before = buckets[i - 1] ?? { timeSteps: 0, horizon: 0 };
          expect(timeSteps >= before.timeSteps && horizon >= before.horizon).toBe(true);
          expect(timeSteps + horizon).toBeGreaterThan(before.timeSteps + before.horizon);
        }
      }
    },
  );

  it('leave little padding where sources and targets go together', () => {
    const { source } = made(2000, 80, 3);
    const target = source.map((steps) => steps + 2);
    const real = source.reduce((sum, steps) => sum + 2 * steps + 2, 0);
    expect(computed({ source, target })).toBeLessThan(1.05 * real);
  });

  it('are one where all examples have the same length', () => {
    expect(lengthBuckets(Int32Array.of(5, 5, 5), Int32Array.of(3, 3, 3))).toEqual([{ timeSteps: 5, horizon: 3 }]);
    expect(lengthBuckets(new Int32Array(0), new Int32Array(0))).toEqual([{ timeSteps: 1, horizon: 1 }]);
  });

  it('stand apart for one very long text among short ones', () => {
    const source = Int32Array.from({ length: 1000 }, (_, i) => (i === 7 ? 100_000 : 5));
    const [first, last] = lengthBuckets(source, source);
    expect(first).toEqual({ timeSteps: 5, horizon: 5 });
    expect(last).toEqual({ timeSteps: 100_000, horizon: 100_000 });
  });
});

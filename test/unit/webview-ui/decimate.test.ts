import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decimate } from '../../../webview-ui/shared/decimate';

const line = (length: number, y: (i: number) => number): [Float64Array, Float64Array] => [
  Float64Array.from({ length }, (_, i) => i),
  Float64Array.from({ length }, (_, i) => y(i)),
];

describe('decimate', () => {
  it('leaves few points as they are', () => {
    const [xs, ys] = line(5, (i) => i * i);
    expect(decimate(xs, ys, 5, 10)).toEqual([0, 1, 2, 3, 4].map((x) => ({ x, y: x * x })));
  });

  it('keeps a single peak among a million points', () => {
    const [xs, ys] = line(1_000_000, (i) => (i === 654_321 ? 9 : Math.sin(i)));
    const points = decimate(xs, ys, xs.length, 400);
    expect(points).toContainEqual({ x: 654_321, y: 9 });
    expect(points.length).toBeLessThanOrEqual(802);
  });

  it('keeps the ends, the extremes and the order, whatever the line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(NaN)), {
          minLength: 1,
          maxLength: 300,
        }),
        fc.integer({ min: 1, max: 20 }),
        (values, buckets) => {
          const [xs, ys] = line(values.length, (i) => values[i] ?? NaN);
          const points = decimate(xs, ys, values.length, buckets);
          const finite = values.filter((value) => !Number.isNaN(value));
          const kept = points.map(({ y }) => y).filter((y) => !Number.isNaN(y));
          expect(points.length).toBeLessThanOrEqual(2 * buckets + 2);
          expect(points[0]?.x).toBe(0);
          expect(points.at(-1)?.x).toBe(values.length - 1);
          expect(points.every(({ x }, i) => i === 0 || x > (points[i - 1]?.x ?? -1))).toBe(true);
          if (finite.length > 0) {
            expect(Math.min(...kept)).toBe(Math.min(...finite));
            expect(Math.max(...kept)).toBe(Math.max(...finite));
          }
        },
      ),
    );
  });

  it('leaves a gap where a whole bucket is missing', () => {
    const [xs, ys] = line(1000, (i) => (i >= 400 && i < 600 ? NaN : 1));
    expect(decimate(xs, ys, 1000, 10).some(({ x, y }) => x >= 400 && x < 600 && Number.isNaN(y))).toBe(true);
  });
});

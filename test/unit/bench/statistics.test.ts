import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { growthExponent, median, relativeDifference } from '../../bench/speed/statistics';

describe('median', () => {
  it.each([
    [[7], 7],
    [[3, 1, 2], 2],
    [[10, 9, 2], 9], // as numbers, not as text
    [[4, 1, 3, 2], 2.5],
    [[], NaN],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('growthExponent', () => {
  it('finds the exponent of a power, whatever its factor', () => {
    const factors = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const exponents = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(factors, exponents, (factor, exponent) => {
        const points = [1, 2, 5, 16, 100].map((x) => ({ x, y: factor * x ** exponent }));
        expect(growthExponent(points)).toBeCloseTo(exponent, 9);
      }),
    );
  });

  it('is the least-squares slope where the points are on no line', () => {
    // Logarithms to base 2: (0, 0), (1, 3), (2, 3); slope = (−1·−2 + 0·1 + 1·1) / 2.
    const points = [
      { x: 1, y: 1 },
      { x: 2, y: 8 },
      { x: 4, y: 8 },
    ];
    expect(growthExponent(points)).toBeCloseTo(1.5, 12);
  });

  it.each([
    ['one point', [{ x: 1, y: 1 }]],
    ['no points', []],
    ['one x', [1, 2].map((y) => ({ x: 3, y }))],
    ['a time of 0', [1, 0].map((y, i) => ({ x: i + 1, y }))],
    ['no number', [1, NaN].map((y, i) => ({ x: i + 1, y }))],
  ])('refuses %s', (_, points) => {
    expect(() => growthExponent(points)).toThrow(RangeError);
  });
});

describe('relativeDifference', () => {
  it.each([
    [[1, 2], [1, 2], 0],
    [[0, 1], [0, 1], 0],
    [[1, 100], [1, 101], 1 / 101],
    [[-2], [2], 2],
    [[0], [1e-9], 1],
    [[NaN], [NaN], Infinity],
    [[NaN, 1], [1, 1], Infinity],
    [[1, 1], [NaN, 1], Infinity],
    [[Infinity], [1], Infinity],
    [[1], [1, 2], Infinity],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(relativeDifference(a, b)).toBeCloseTo(expected, 15);
    expect(relativeDifference(b, a)).toBeCloseTo(expected, 15);
  });
});

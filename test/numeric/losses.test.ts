import { describe, expect, test } from 'vitest';

import { lossFunction } from '../../src/engine/losses';

// The cross-entropies of TensorFlow.js, which are computed outside of it, on logits of every size (the fused engine's: heads.test.ts).

const softmaxOf = (units: number) =>
  lossFunction('categorical_crossentropy', { kind: 'softmax', units, quantiles: [] });
const sigmoid = lossFunction('binary_crossentropy', { kind: 'sigmoid', units: 1, quantiles: [] });

const expected = (labels: readonly number[], classes: number) => ({
  targets: new Float32Array(0),
  labels: Int32Array.from(labels),
  classWeights: new Float32Array(classes).fill(1),
});

/** Relative to the size of the loss: one rounding of float32 logits, and of e^x and ln x in double precision. */
const near = 1e-6;

describe('cross-entropy of softmax', () => {
  test.each([
    // Of logits as large as float32 has them, e^x would be infinite, and their difference not a number.
    [[1e30, 1e30, -1e30], 0, Math.LN2],
    [[-1e30, 0, 1e4], 2, 0],
    [[1e4, -1e4, 0], 1, 2e4],
    [[-1e4, -1e4, -1e4], 1, Math.log(3)],
    [[1000, 1001, 1002], 0, 2 + Math.log(1 + Math.exp(-1) + Math.exp(-2))],
    [[3e38, -3e38, 0], 2, 3e38],
  ])('of %j with class %i is %d', (logits, label, loss) => {
    const made = softmaxOf(3)(Float32Array.from(logits), expected([label], 3), 1);
    expect(Math.abs(made.loss - loss)).toBeLessThanOrEqual(near * Math.max(1, loss));
    expect([...made.gradient].every((slope) => Math.abs(slope) <= 1)).toBe(true);
    expect(Math.abs(made.gradient.reduce((sum, slope) => sum + slope, 0))).toBeLessThan(near);
  });

  test('of a logit that is no number is none', () => {
    expect(softmaxOf(2)(Float32Array.of(NaN, 0), expected([1], 2), 1).loss).toBeNaN();
  });
});

describe('cross-entropy of sigmoid', () => {
  test.each([
    [1e30, 1, 0, 0],
    [1e30, 0, 1e30, 1],
    [-1e4, 1, 1e4, -1],
    [-1e4, 0, 0, 0],
    [0, 1, Math.LN2, -0.5],
    [40, 1, Math.exp(-40), 0],
  ])('of %d with class %i is %d, with the slope %d', (logit, label, loss, slope) => {
    const made = sigmoid(Float32Array.of(logit), expected([label], 2), 1);
    expect(Math.abs(made.loss - loss)).toBeLessThanOrEqual(near * loss);
    expect(made.gradient[0]).toBeCloseTo(slope, 6);
  });
});

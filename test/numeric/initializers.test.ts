import { describe, expect, test } from 'vitest';

import { initializeParameters } from '../../src/engine/initializers';
import { Parameters } from '../../src/engine/parameters';

function initialize(shapes: { name: string; shape: number[] }[], seed = 1): Float32Array[] {
  const parameters = new Parameters(shapes);
  initializeParameters(parameters, seed);
  return parameters.toNamed().map(({ values }) => values);
}

const one = (name: string, shape: number[], seed?: number): Float32Array =>
  initialize([{ name, shape }], seed)[0] ?? new Float32Array(0);

describe('kernels are glorot uniform', () => {
  test.each([
    ['lstm/kernel', [3, 4 * 64]],
    ['dense/kernel', [100, 50]],
    ['bidirectional/forward_gru/kernel', [40, 3 * 40]],
  ])('%s', (name, shape) => {
    const [rows = 0, columns = 0] = shape;
    const limit = Math.sqrt(6 / (rows + columns));
    const values = one(name, shape);
    const count = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / count;
    const deviation = limit / Math.sqrt(3);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
    expect(Math.max(...values)).toBeGreaterThan(limit * 0.98);
    expect(Math.min(...values)).toBeLessThan(-limit * 0.98);
    // Five standard errors: the mean's is σ/√n, that of the variance of a uniform distribution σ²·√(0.8/n).
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(5 * Math.sqrt(0.8 / count));
  });
});

describe('recurrent kernels are orthogonal over [H, gates·H], as in Keras', () => {
  test.each([
    [1, 1],
    [1, 4],
    [3, 3],
    [5, 15],
    [17, 68],
    [64, 256],
  ])('%i × %i', (rows, columns) => {
    const values = one('lstm/recurrent_kernel', [rows, columns]);
    let worst = 0;
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < rows; b++) {
        let product = 0;
        for (let k = 0; k < columns; k++) product += (values[a * columns + k] ?? 0) * (values[b * columns + k] ?? 0);
        worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-6);
  });

  test('every direction is as likely as its opposite', () => {
    const signs = Array.from({ length: 400 }, (_, seed) =>
      Math.sign(one('gru/recurrent_kernel', [2, 6], seed)[0] ?? 0),
    );
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(5 * Math.sqrt(400));
  });
});

describe('biases', () => {
  test.each(['lstm/bias', 'lstm_2/bias', 'bidirectional_1/backward_lstm/bias'])(
    '%s: ones for the forget gate',
    (name) => {
      expect([...one(name, [12])]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    },
  );

  test.each([
    ['gru/bias', [2, 9]],
    ['simple_rnn/bias', [4]],
    ['dense/bias', [4]],
  ])('%s: zeros', (name, shape) => {
    expect(one(name, shape).every((value) => value === 0)).toBe(true);
  });
});

describe('the seed decides', () => {
  const shapes = [
    { name: 'lstm/kernel', shape: [3, 20] },
    { name: 'lstm/recurrent_kernel', shape: [5, 20] },
  ];

  test('the same seed gives the same weights, and always these', () => {
    expect(initialize(shapes, 42)).toEqual(initialize(shapes, 42));
    const [kernel, recurrent] = initialize(shapes, 42);
    expect([...(kernel ?? []).slice(0, 3), ...(recurrent ?? []).slice(0, 3)].map((v) => v.toFixed(6)))
      .toMatchInlineSnapshot(`
      [
        "-0.232317",
        "-0.367688",
        "0.288284",
        "-0.457581",
        "0.037240",
        "-0.069939",
      ]
    `);
  });

  test('neighbouring seeds have nothing in common', () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => (one('dense/kernel', [3, 3], seed)[0] ?? NaN) + 1); // limit 1
    const products = firsts.slice(1).map((value, i) => (value - 1) * ((firsts[i] ?? NaN) - 1));
    const correlation = (3 * products.reduce((sum, value) => sum + value, 0)) / products.length; // variance 1/3
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(products.length));
    expect(new Set(firsts).size).toBe(1000);
  });
});

import { describe, expect, test } from 'vitest';

import * as ops from '../../src/engine/fused/kernels/ops';
import type { Kernels } from '../../src/engine/fused/load';
import { instantiate, loadModule } from '../../src/engine/fused/load';

// The kernels' functions against Math in double precision, on float32 numbers over the whole range.

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
const place = ops.FIRST_FREE;
const count = 400_000;
const values = new Float32Array(memory.buffer, place, count);

function apply(kernels: Kernels, kind: number, inputs: ArrayLike<number>): Float32Array {
  values.set(inputs);
  kernels.activation(kind, place, Math.ceil(inputs.length / 4) * 4);
  return values.slice(0, inputs.length);
}

/** Evenly from -limit to limit, for limits from 0.001 to 1,000: fine near 0, and far into saturation. */
const ranges = [1e-3, 0.1, 1, 5, 10, 100, 1000].map((limit) =>
  Float32Array.from({ length: count }, (_, i) => ((2 * i) / (count - 1) - 1) * limit),
);

const selu = (x: number): number => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x);
const functions: [name: string, kind: number, exact: (x: number) => number][] = [
  ['linear', ops.LINEAR, (x) => x],
  ['tanh', ops.TANH, Math.tanh],
  ['sigmoid', ops.SIGMOID, (x) => 1 / (1 + Math.exp(-x))],
  ['relu', ops.RELU, (x) => Math.max(0, x)],
  ['hard_sigmoid', ops.HARD_SIGMOID, (x) => Math.min(6, Math.max(0, x + 3)) / 6],
  ['softsign', ops.SOFTSIGN, (x) => x / (1 + Math.abs(x))],
  ['elu', ops.ELU, (x) => (x < 0 ? Math.expm1(x) : x)],
  ['selu', ops.SELU, selu],
  ['softplus', ops.SOFTPLUS, (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)))],
  ['exp', ops.EXP, Math.exp],
];

describe.each(['relaxed', 'plain'] as const)('%s SIMD', (simd) => {
  const kernels = instantiate(loadModule([simd]).module, memory);

  test.each(functions)('%s is exact to 2e-7', (name, kind, exact) => {
    let worst = 0;
    for (const inputs of ranges) {
      const outputs = apply(kernels, kind, inputs);
      outputs.forEach((output, i) => {
        const x = inputs[i] ?? NaN;
        if (name === 'exp' && Math.abs(x) > 87) return; // beyond float32, which is tested below
        const expected = exact(x);
        // Absolute where values are at most 1; where they grow without bound, float32 itself is only relatively exact.
        worst = Math.max(worst, Math.abs(output - expected) / Math.max(1, Math.abs(expected)));
      });
    }
    // exp beyond 1: n·ln(2) is subtracted in one step, which leaves 2^-25 of x, at most 87.
    expect(worst).toBeLessThanOrEqual(name === 'exp' ? 6e-6 : 2e-7);
  });

  test('exp is exact to 2e-7 where it is at most 1, which is where it is used', () => {
    const inputs = Float32Array.from({ length: count }, (_, i) => (-87 * i) / count);
    const outputs = apply(kernels, ops.EXP, inputs);
    const errors = outputs.map((output, i) => Math.abs(output - Math.exp(inputs[i] ?? NaN)));
    expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(2e-7);
  });

  test('tanh is exact near 0 relative to its value, and odd', () => {
    const inputs = Float32Array.from({ length: 1000 }, (_, i) => 1e-38 * 1.09 ** i);
    const outputs = apply(kernels, ops.TANH, inputs);
    const mirrored = apply(kernels, ops.TANH, inputs.map((x) => -x)); // prettier-ignore
    outputs.forEach((output, i) => {
      const expected = Math.tanh(inputs[i] ?? NaN);
      expect(Math.abs(output - expected)).toBeLessThanOrEqual(2.5e-7 * expected);
      expect(mirrored[i]).toBe(-output);
    });
  });

  test('saturation, both zeros and not-a-number', () => {
    const special = [NaN, 0, -0, Infinity, -Infinity, 1e30, -1e30, 1e-40];
    const [nan, zero, minusZero, ...rest] = apply(kernels, ops.TANH, special);
    expect([nan, zero, minusZero]).toEqual([NaN, 0, -0]); // toEqual tells the zeros apart
    expect(rest.slice(0, 4)).toEqual([1, -1, 1, -1]);
    expect(rest[4]).toBeCloseTo(1e-40, 44);
    const sigmoid = apply(kernels, ops.SIGMOID, special);
    expect([...sigmoid.slice(0, 4), sigmoid[5]]).toEqual([NaN, 0.5, 0.5, 1, 1]);
    expect(sigmoid[4]).toBeCloseTo(0, 30);
    expect(sigmoid[6]).toBeCloseTo(0, 30);
    for (const [, kind] of functions) expect(apply(kernels, kind, special)[0]).toBeNaN();
  });
});

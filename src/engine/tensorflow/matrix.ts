import type { NamedTensorMap, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { engine, tensor2d } from '@tensorflow/tfjs-core';

/**
 * The operations that the engine needs, on matrices, straight from the kernels of TensorFlow.js.
 * Its public operations (`tf.add`) check shapes, keep a tape and open a scope for each call; without that a small
 * operation takes 2.8 µs instead of 4.6 µs on the WebAssembly backend, and recurrent networks are small operations.
 * Results belong to the enclosing `tf.tidy`.
 */
export type Matrix = Tensor2D;

function run(kernel: string, inputs: Record<string, Tensor> | readonly Tensor[], attributes: object = {}): unknown {
  return engine().runKernel(kernel, inputs as NamedTensorMap, attributes as Record<string, never>);
}

const unary =
  (kernel: string, attributes: object = {}) =>
  (x: Matrix): Matrix =>
    run(kernel, { x }, attributes) as Matrix;
const binary =
  (kernel: string) =>
  (a: Matrix, b: Matrix): Matrix =>
    run(kernel, { a, b }) as Matrix;

/** Elementwise; a matrix of one row or one column counts for all. */
export const add = binary('Add');
export const subtract = binary('Sub');
export const multiply = binary('Multiply');
export const divide = binary('RealDiv');
export const minimum = binary('Minimum');
export const tanh = unary('Tanh');
export const sigmoid = unary('Sigmoid');
export const relu = unary('Relu');
export const relu6 = unary('Relu6');
export const elu = unary('Elu');
export const selu = unary('Selu');
export const softplus = unary('Softplus');
export const absolute = unary('Abs');
export const square = unary('Square');
export const negate = unary('Neg');
export const expm1 = unary('Expm1');
/** 1 above zero, 0 elsewhere. */
export const step = unary('Step', { alpha: 0 });

/** Matrix product. */
export function matMul(a: Matrix, b: Matrix): Matrix {
  return run('BatchMatMul', { a, b }, { transposeA: false, transposeB: false }) as Matrix;
}

/** A product with `transposeA` or `transposeB` takes 10 to 25 times as long on WebAssembly as turning first. */
export const transpose = unary('Transpose', { perm: [1, 0] });

export function constant(value: number): Matrix {
  return tensor2d([value], [1, 1]);
}

export function zeros(rows: number, columns: number): Matrix {
  return tensor2d(new Float32Array(rows * columns), [rows, columns]);
}

export const axis = { rows: 0, columns: 1 } as const;

/** Puts matrices below each other (rows) or beside each other (columns). */
export function concat(matrices: readonly Matrix[], along: number): Matrix {
  const [only] = matrices;
  return matrices.length === 1 && only ? only : (run('Concat', matrices, { axis: along }) as Matrix);
}

/** Cuts into parts of equal size, or of the given sizes. */
export function split(x: Matrix, parts: number | readonly number[], along: number): Matrix[] {
  return parts === 1 ? [x] : (run('SplitV', { x }, { numOrSizeSplits: parts, axis: along }) as Matrix[]);
}

/** Sums of the columns, [1, columns]. */
export function sumRows(x: Matrix): Matrix {
  return run('Sum', { x }, { axis: [0], keepDims: true }) as Matrix;
}

/** Blocks of rows, one a time step, in the opposite order. */
export function reverseTime(x: Matrix, timeSteps: number): Matrix {
  return timeSteps === 1 ? x : concat(split(x, timeSteps, axis.rows).toReversed(), axis.rows);
}

/** Each block of rows (one a time step) times the same `mask` of one block. */
export function maskSteps(x: Matrix, mask: Matrix, timeSteps: number): Matrix {
  return multiply(
    x,
    concat(
      Array.from({ length: timeSteps }, () => mask),
      axis.rows,
    ),
  );
}

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

import type { WeightShape } from '../spec/layers';
import type { Parameters } from './parameters';
import { seededGenerator } from './random';

/**
 * Fills in initial weights by Keras' default rules: glorot uniform kernels, orthogonal recurrent kernels, embeddings
 * uniform between -0.05 and 0.05, zero biases with ones for an LSTM's forget gate (`unit_forget_bias`). The rules are Keras', the random numbers are not: the same
 * seed gives the same weights on every platform and engine, but not those of Keras.
 * Source: keras/src/initializers/random_initializers.py and keras/src/layers/rnn/lstm.py of Keras 3.15.
 */
export function initializeParameters(parameters: Parameters, seed: number): void {
  const random = seededGenerator(seed);
  parameters.shapes.forEach((weight, i) => {
    initializeWeight(weight, parameters.view(i), random);
  });
}

function initializeWeight({ name, shape }: WeightShape, values: Float32Array, random: RandomGenerator): void {
  const [rows = 1, columns = 1] = shape;
  if (name.endsWith('/recurrent_kernel')) {
    values.set(orthogonal(rows, columns, random));
  } else if (name.endsWith('/kernel')) {
    fillUniform(values, Math.sqrt(6 / (rows + columns)), random); // fans over all gates together, as Keras counts them
  } else if (name.endsWith('/embeddings')) {
    fillUniform(values, 0.05, random);
  } else {
    values.fill(0);
    if (/(^|\/|_)lstm(_\d+)?\/bias$/.test(name)) {
      const units = values.length / 4;
      values.fill(1, units, 2 * units); // gates i, f, c, o
    }
  }
}

function fillUniform(values: Float32Array, limit: number, random: RandomGenerator): void {
  for (let i = 0; i < values.length; i++) values[i] = (2 * uniformFloat64(random) - 1) * limit;
}

/**
 * A [rows, columns] matrix, row-major, with orthonormal rows or columns (whichever are fewer), uniformly distributed:
 * the Q of the QR factorisation of a normal matrix whose R has a positive diagonal (Saxe et al., 2014). Gram-Schmidt
 * yields just that Q; its second pass makes up for the rounding of the first.
 */
export function orthogonal(rows: number, columns: number, random: RandomGenerator): Float64Array {
  const length = Math.max(rows, columns);
  const count = Math.min(rows, columns);
  const vectors = Array.from({ length: count }, () => normals(length, random));
  vectors.forEach((vector, i) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) removeProjection(vector, vectors[j] ?? vector);
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k] = (vector[k] ?? 0) / norm;
  });
  const matrix = new Float64Array(rows * columns);
  vectors.forEach((vector, i) => {
    vector.forEach((value, k) => {
      matrix[rows < columns ? i * columns + k : k * columns + i] = value;
    });
  });
  return matrix;
}

function removeProjection(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] ?? 0) - along * (unit[k] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

/** Normal deviates by Box and Muller. */
function normals(count: number, random: RandomGenerator): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    const angle = 2 * Math.PI * uniformFloat64(random);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

import type { VectorCase } from './vectors';

/**
 * The numbers that `shared_numbers.py` makes, once more: what Keras was given need not be stored beside what it gave.
 * An integer hash (lowbias32 by Chris Wellons) of seed, stream and index gives 24 bits, which a float32 holds exactly.
 */

const streams = { inputs: 0, targets: 1, order: 2, padding: 3, weights: 4 } as const;

export type Padding = 'left' | 'right' | 'holes';

export interface SharedSpec {
  readonly seed: number;
  readonly features: number;
  readonly targets: number;
  readonly timeSteps: number;
  readonly horizon: number;
  readonly batch: number;
  readonly padding: Padding | null;
}

/** [0, 2^32) → [0, 2^32), each value once. */
export function hashed(value: number): number {
  let x = value >>> 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** `count` integers of 32 bits. */
export function bits(count: number, seed: number, stream: number): Uint32Array {
  const key = hashed(hashed(seed) + stream);
  return Uint32Array.from({ length: count }, (_, i) => hashed(i + key));
}

/** float32 values in [-limit, limit). */
export function uniform(count: number, limit: number, seed: number, stream: number): Float32Array {
  return Float32Array.from(bits(count, seed, stream), (x) => (2 * ((x >>> 8) / 2 ** 24) - 1) * limit);
}

/** Rows, and the windows' start rows. Padded windows have rows of their own; others overlap, a row apart. */
export function makeData(spec: SharedSpec): { data: VectorCase['data']; starts: number[] } {
  const { seed, timeSteps, horizon, batch, padding } = spec;
  const windows = batch === 1 ? 3 : 2 * batch + 3; // the last batch of an epoch is smaller
  const stride = padding ? timeSteps + horizon : 1;
  const rows = (windows - 1) * stride + timeSteps + horizon;
  const data = {
    inputs: uniform(rows * spec.features, 1, seed, streams.inputs),
    targets: uniform(rows * spec.targets, 2, seed, streams.targets),
  };
  const starts = Array.from({ length: windows }, (_, w) => w * stride);
  return { data: padding ? { ...data, mask: makeMask(spec, padding, rows, starts) } : data, starts };
}

/** 1 for a real row. Left and right: 0 to T real rows a window; holes: three rows in four are real. */
function makeMask({ seed, timeSteps }: SharedSpec, padding: Padding, rows: number, starts: number[]): Uint8Array {
  const mask = new Uint8Array(rows).fill(1);
  const random = bits(rows, seed, streams.padding);
  for (const start of starts) {
    const real = (random[start] ?? NaN) % (timeSteps + 1);
    for (let t = 0; t < timeSteps; t++) {
      const kept = { left: t >= timeSteps - real, right: t < real, holes: (random[start + t] ?? NaN) % 4 !== 0 };
      mask[start + t] = Number(kept[padding]);
    }
  }
  return mask;
}

/** Batches of an epoch in a mixed order, again and again; the last of an epoch is smaller. */
export function makeBatches(
  starts: readonly number[],
  { seed, batch }: Pick<SharedSpec, 'seed' | 'batch'>,
  count: number,
): number[][] {
  const random = bits(starts.length, seed, streams.order);
  const order = starts.map((_, w) => w).sort((a, b) => (random[a] ?? NaN) - (random[b] ?? NaN) || a - b);
  const epoch: number[][] = [];
  for (let i = 0; i < order.length; i += batch) {
    epoch.push(order.slice(i, i + batch).map((w) => starts[w] ?? NaN));
  }
  return Array.from({ length: count }, (_, i) => epoch[i % epoch.length] ?? []);
}

/** Biases too, so that no term hides behind a zero. Kernels get smaller the more values a sum has. */
export function makeWeights(shapes: readonly (readonly number[])[], scale: number, seed: number): Float32Array[] {
  return shapes.map((shape, i) => {
    const [rows = 1, columns] = shape;
    const limit = scale / Math.sqrt(columns === undefined ? 1 : rows);
    return uniform(rows * (columns ?? 1), limit, seed, streams.weights + i);
  });
}

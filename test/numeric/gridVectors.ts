import { readFileSync } from 'node:fs';
import path from 'node:path';

import { weightShapes } from '../../src/spec/layers';
import type { Padding, SharedSpec } from './sharedNumbers';
import { makeBatches, makeData, makeWeights } from './sharedNumbers';
import type { SumLengths } from './tolerance';
import type { VectorCase } from './vectors';
import { caseExperiment, caseShapes } from './vectors';

/** A case of `vectors/grid` and `vectors/masks`, which `make_grid.py` writes. */
export interface GridCase extends VectorCase {
  readonly batch: number;
  readonly padding: Padding | null;
  readonly seed: number;
  /** Start rows of the windows that `expected.outputs` is of. */
  readonly starts: readonly number[];
  /** As Python computes them. */
  readonly sums: SumLengths;
  /** For each weight, of how many values `expected.weights` has one. */
  readonly strides: readonly number[];
}

/** A case as the .json keeps it: what the .bin and the shared numbers do not say. */
interface StoredCase extends Pick<GridCase, 'name' | 'features' | 'targets' | 'batch' | 'padding' | 'seed' | 'sums'> {
  /** By what the limits of the weights are scaled. */
  readonly scale: number;
  /** How many values of the .bin are this case's. */
  readonly values: number;
  readonly experiment: VectorCase['experiment'];
}

export const gridFiles = ['grid', 'masks'] as const;

/** Updates of the weights in every case. */
export const updates = 10;
/** Of a weight with more than `large` values every fifth is stored after the updates. */
const large = { values: 4096, stride: 5 };

export function readGrid(file: (typeof gridFiles)[number]): GridCase[] {
  const read = (extension: string): Buffer =>
    readFileSync(path.join(import.meta.dirname, 'vectors', `${file}.${extension}`));
  const { cases } = JSON.parse(read('json').toString()) as { cases: StoredCase[] };
  const bytes = read('bin');
  let at = 0;
  const take = (count: number): Float32Array => Float32Array.from({ length: count }, () => bytes.readFloatLE(4 * at++)); // little-endian on every machine
  const made = cases.map((stored) => makeCase(stored, take));
  if (4 * at !== bytes.length) throw new Error(`${file}.bin has ${bytes.length} bytes, the cases need ${4 * at}.`);
  return made;
}

function makeCase(stored: StoredCase, take: (count: number) => Float32Array): GridCase {
  const shapes = weightShapes(caseExperiment(stored)).map(({ shape }) => shape);
  const sizes = shapes.map((shape) => shape.reduce((product, n) => product * n, 1));
  const strides = sizes.map((size) => (size > large.values ? large.stride : 1));
  const { timeSteps, horizon } = caseShapes(stored);
  const spec: SharedSpec = { ...stored, timeSteps, horizon };
  const { data, starts } = makeData(spec);
  const { scale, values, ...rest } = stored;
  const expected = {
    outputs: take(starts.length * stored.targets * horizon),
    losses: take(updates),
    gradient: sizes.map(take),
    weights: sizes.map((size, i) => take(Math.ceil(size / (strides[i] ?? 1)))),
  };
  const read = [expected.outputs, expected.losses, ...expected.gradient, ...expected.weights];
  if (read.reduce((sum, { length }) => sum + length, 0) !== values) {
    throw new Error(`${stored.name}: the case is stored with ${values} values, which are not those of its shapes.`);
  }
  const batches = makeBatches(starts, spec, updates);
  return { ...rest, data, starts, batches, weights: makeWeights(shapes, scale, stored.seed), strides, expected };
}

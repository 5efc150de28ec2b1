import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { ModelShapes, NamedWeight } from '../../src/engine/engine';
import type { Experiment, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';

/** What Keras was given, and what it made of it; tensors are row-major. */
export interface VectorCase {
  readonly name: string;
  readonly features: number;
  readonly targets: number;
  readonly experiment: Pick<ExperimentInput, 'window' | 'model' | 'training'>;
  readonly data: {
    readonly inputs: ArrayLike<number>;
    readonly targets: ArrayLike<number>;
    /** A value a row, where some are padding. */
    readonly mask?: Uint8Array;
  };
  readonly batches: readonly (readonly number[])[];
  readonly weights: readonly ArrayLike<number>[];
  readonly expected: {
    /** Of all windows, one after the other. */
    readonly outputs: ArrayLike<number>;
    readonly losses: ArrayLike<number>;
    readonly gradient: readonly ArrayLike<number>[];
    readonly weights: readonly ArrayLike<number>[];
  };
}

/** A case of the files that `make_vectors.py` writes. */
export interface JsonVectorCase extends VectorCase {
  readonly data: { readonly inputs: readonly number[]; readonly targets: readonly number[] };
}

export const vectorFiles = ['shapes', 'structures', 'activations', 'training'] as const;

export function readVectors(file: (typeof vectorFiles)[number]): JsonVectorCase[] {
  const text = readFileSync(path.join(import.meta.dirname, 'vectors', `${file}.json`), 'utf8');
  return (JSON.parse(text) as { cases: JsonVectorCase[] }).cases;
}

const columns = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** The whole experiment of a case, with columns of invented names. */
export function caseExperiment({
  experiment,
  features,
  targets,
}: Pick<VectorCase, 'experiment' | 'features' | 'targets'>): Experiment {
  return experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file: 'vectors.csv', inputs: columns('x', features), targets: columns('y', targets) },
    ...experiment,
  });
}

export function caseShapes({
  experiment,
  features,
  targets,
}: Pick<VectorCase, 'experiment' | 'features' | 'targets'>): ModelShapes {
  const { timeSteps = 12, horizon = 1 } = experiment.window ?? {};
  return { timeSteps, features, horizon, targets };
}

/** Gives arrays, in the order of the model's weights, their names and shapes. */
export function nameWeights(experiment: Experiment, arrays: readonly ArrayLike<number>[]): NamedWeight[] {
  return weightShapes(experiment).map(({ name, shape }, i) => ({
    name,
    shape,
    values: Float32Array.from(arrays[i] ?? []),
  }));
}

/**
 * The largest difference of two tensors, relative to the largest value of the expected one. Relative to each element
 * would ask more of float32 than it can give: an element near zero is a sum whose terms cancel, and its error is that
 * of the terms.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i] ?? NaN));
    difference = Math.max(difference, Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN)));
  }
  if (Number.isNaN(difference) || Number.isNaN(largest)) return NaN;
  return difference === 0 ? 0 : difference / largest;
}

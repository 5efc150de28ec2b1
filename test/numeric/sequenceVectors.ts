import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { DataOptions, Engine, EngineData, ModelShapes, NamedWeight } from '../../src/engine/engine';
import type { Experiment, ExperimentInput, Task } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';
import { networkOf } from '../../src/spec/network';
import { bits, makeBatches, makeWeights, uniform } from './sharedNumbers';
import type { SumLengths } from './tolerance';

/** A case of `vectors/sequences`, which `make_sequences.py` writes. */
export interface SequenceCase {
  readonly name: string;
  readonly task: Task;
  readonly shapes: ModelShapes;
  readonly batch: number;
  /** Whether examples are sequences, and of 1 to T rows or of T all; null where they are windows into rows. */
  readonly lengths: 'right' | 'equal' | null;
  readonly classWeights: boolean;
  readonly windowScale: NonNullable<DataOptions['windowScale']> | null;
  /** Pieces that a stream is cut into, where batches go on with the states of those before. */
  readonly stateful?: number;
  readonly seed: number;
  readonly sums: SumLengths;
  readonly experiment: Experiment;
  /** All examples. */
  readonly examples: Int32Array;
  readonly batches: readonly (readonly number[])[];
  readonly weights: readonly NamedWeight[];
  readonly expected: {
    /** Of the real steps of all examples. */
    readonly outputs: Float32Array;
    readonly losses: Float32Array;
    readonly gradient: readonly Float32Array[];
    readonly weights: readonly Float32Array[];
  };
}

interface StoredCase extends Pick<
  SequenceCase,
  'name' | 'task' | 'shapes' | 'batch' | 'lengths' | 'classWeights' | 'windowScale' | 'stateful' | 'seed' | 'sums'
> {
  readonly scale: number;
  readonly values: number;
  readonly experiment: Pick<ExperimentInput, 'window' | 'model' | 'training'>;
}

/** Updates of the weights in every case. */
export const updates = 10;
/** Beyond the streams of the weights, of which a model has one each. */
const streams = {
  inputs: 0,
  targets: 1,
  tokens: 1000,
  labels: 1001,
  known: 1002,
  lengths: 1003,
  categories: 1010,
} as const;

export function readSequences(): SequenceCase[] {
  const read = (extension: string): Buffer =>
    readFileSync(path.join(import.meta.dirname, 'vectors', `sequences.${extension}`));
  const { cases } = JSON.parse(read('json').toString()) as { cases: StoredCase[] };
  const bytes = read('bin');
  let at = 0;
  const take = (count: number): Float32Array => Float32Array.from({ length: count }, () => bytes.readFloatLE(4 * at++)); // little-endian on every machine
  const made = cases.map((stored) => makeCase(stored, take));
  if (4 * at !== bytes.length) throw new Error(`sequences.bin has ${bytes.length} bytes, the cases need ${4 * at}.`);
  return made;
}

function makeCase({ scale, values, ...stored }: StoredCase, take: (count: number) => Float32Array): SequenceCase {
  const { shapes, seed, batch } = stored;
  const experiment = experimentSchema.parse({
    version: 1,
    task: stored.task,
    data: { file: 'vectors.csv', targets: Array.from({ length: shapes.targets || 1 }, (_, i) => `y${i}`) },
    ...stored.experiment,
  });
  const named = weightShapes(experiment, shapes);
  const initial = makeWeights(named.map(({ shape }) => shape), scale, seed); // prettier-ignore
  const count = exampleCount(stored);
  const { head } = networkOf(experiment, shapes);
  const rows = isEach(stored) ? lengthsOf(stored).reduce((sum, length) => sum + length, 0) : count;
  const expected = {
    outputs: take(rows * head.units),
    losses: take(updates),
    gradient: initial.map(({ length }) => take(length)),
    weights: initial.map(({ length }) => take(length)),
  };
  const read = [expected.outputs, expected.losses, ...expected.gradient, ...expected.weights];
  if (read.reduce((sum, { length }) => sum + length, 0) !== values) {
    throw new Error(`${stored.name}: the case is stored with ${values} values, which are not those of its shapes.`);
  }
  const examples = Int32Array.from({ length: count }, (_, i) => i);
  return {
    ...stored,
    experiment,
    examples,
    batches: stored.stateful
      ? streamBatches(batch, stored.stateful)
      : makeBatches([...examples], { seed, batch }, updates),
    weights: named.map((weight, i) => ({ ...weight, values: initial[i] ?? new Float32Array(0) })),
    expected,
  };
}

/** The last batch of an epoch is smaller; one of streams never is. */
const exampleCount = ({ batch, stateful }: Pick<SequenceCase, 'batch' | 'stateful'>): number =>
  batch === 1 ? 3 : stateful ? batch * stateful : 2 * batch + 3;

/** Piece after piece of as many streams as a batch has rows; stream b has the examples from b · pieces on. */
const streamBatches = (batch: number, pieces: number): number[][] =>
  Array.from({ length: updates }, (_, i) =>
    Array.from({ length: batch }, (_, stream) => stream * pieces + (i % pieces)),
  );

export const isEach = ({ task }: Pick<SequenceCase, 'task'>): boolean => task === 'label' || task === 'generate';

/** Steps of each example. */
export function lengthsOf({
  shapes: { timeSteps },
  lengths,
  seed,
  ...batches
}: Pick<SequenceCase, 'shapes' | 'batch' | 'stateful' | 'lengths' | 'seed'>): number[] {
  const random = bits(exampleCount(batches), seed, streams.lengths);
  return Array.from(random, (value) => (lengths === 'right' ? 1 + (value % timeSteps) : timeSteps));
}

/**
 * Gives an engine the data and weights of a case.
 * @param extra options on which no result depends
 */
export function startCase(engine: Engine, vector: SequenceCase, extra: Pick<DataOptions, 'buckets'> = {}): EngineData {
  const { shapes, seed } = vector;
  const { timeSteps, horizon, features, targets, vocabulary, classes, known = 0 } = shapes;
  const lengths = lengthsOf(vector);
  const count = lengths.length;
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const isWindow = vector.lengths === null;
  const rows = isWindow ? count - 1 + timeSteps + horizon : all;
  const targetRows = isWindow || isEach(vector) ? rows : count;
  const data = engine.allocateData(rows, {
    ...extra,
    ...(isWindow ? {} : { targetRows, examples: count }),
    ...(vector.windowScale ? { windowScale: vector.windowScale } : {}),
  });
  data.inputs.set(uniform(rows * features, 1, seed, streams.inputs));
  data.targets.set(uniform(targetRows * targets, 2, seed, streams.targets));
  data.known.set(uniform(rows * known, 1, seed, streams.known));
  if (vocabulary !== undefined) {
    data.tokens.set(bits(rows, seed, streams.tokens).map((value) => 1 + (value % (vocabulary - 1))));
  }
  shapes.categories?.forEach((size, c) => {
    const column = bits(rows, seed, streams.categories + c).map((value) => value % size);
    data.tokens.set(column, (c + Number(vocabulary !== undefined)) * rows);
  });
  if (classes !== undefined) data.labels.set(bits(targetRows, seed, streams.labels).map((value) => value % classes));
  if (vector.classWeights) data.classWeights.forEach((_, k) => (data.classWeights[k] = 0.5 + 0.25 * k));
  if (!isWindow) {
    let first = 0;
    lengths.forEach((length, e) => {
      data.index.set([first, length, isEach(vector) ? first : e, isEach(vector) ? length : 1], 4 * e);
      first += length;
    });
  }
  engine.setWeights(vector.weights);
  return data;
}

/** Of [examples, steps, units] what stands at real steps. */
export function realOutputs(vector: SequenceCase, outputs: Float32Array): Float32Array {
  const { timeSteps } = vector.shapes;
  if (!isEach(vector)) return outputs;
  const units = outputs.length / (vector.examples.length * timeSteps);
  const parts = lengthsOf(vector).map((length, e) =>
    outputs.subarray(e * timeSteps * units, (e * timeSteps + length) * units),
  );
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

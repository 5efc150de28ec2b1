import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { DataOptions, Engine, EngineData, ModelShapes } from '../../src/engine/engine';
import type { Experiment, ExperimentInput } from '../../src/spec/experiment';
import { experimentSchema } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';
import { type EngineName, makeEngine } from './engines';
import { bits, makeBatches, makeWeights, uniform } from './sharedNumbers';
import type { SumLengths } from './tolerance';

/** A case of `vectors/decoders`, which `make_decoder_vectors.py` writes. */
export interface DecoderCase {
  readonly name: string;
  readonly task: 'translate' | 'forecast';
  readonly shapes: ModelShapes;
  readonly batch: number;
  readonly seed: number;
  readonly sums: SumLengths;
  readonly experiment: Pick<ExperimentInput, 'window' | 'model' | 'training'>;
  readonly batches: readonly (readonly number[])[];
  readonly weights: readonly Float32Array[];
  readonly data: DecoderData;
  readonly expected: {
    /** Of the real steps of all examples. */
    readonly outputs: Float32Array;
    readonly losses: Float32Array;
    readonly gradient: readonly Float32Array[];
    readonly weights: readonly Float32Array[];
  };
}

/** What `keras_decoders.py` gives to Keras, once more. */
export interface DecoderData {
  readonly rows: number;
  readonly options: DataOptions;
  /** Of each example. */
  readonly lengths: readonly number[];
  readonly targetLengths: readonly number[];
  fill(data: EngineData): void;
}

type Stored = Omit<DecoderCase, 'batches' | 'weights' | 'data' | 'expected'> & { readonly values: number };

/** Updates of the weights in every case. */
export const decoderUpdates = 10;
const streams = { inputs: 0, targets: 1, tokens: 1000, labels: 1001, known: 1002, lengths: 1003, targetLengths: 1004 };

export function readDecoders(): DecoderCase[] {
  const read = (extension: string): Buffer =>
    readFileSync(path.join(import.meta.dirname, 'vectors', `decoders.${extension}`));
  const { cases } = JSON.parse(read('json').toString()) as { cases: Stored[] };
  const bytes = read('bin');
  let at = 0;
  const take = (count: number): Float32Array => Float32Array.from({ length: count }, () => bytes.readFloatLE(4 * at++));
  const made = cases.map((stored): DecoderCase => {
    const first = at;
    const { shapes, seed, batch } = stored;
    const data = decoderData(stored);
    const weights = weightShapes(decoderExperiment(stored), shapes).map(({ shape }) => shape);
    const sizes = weights.map((shape) => shape.reduce((product, n) => product * n, 1));
    const outputs = data.targetLengths.reduce((sum, n) => sum + n, 0) * (shapes.classes ?? shapes.targets);
    const expected = {
      outputs: take(outputs),
      losses: take(decoderUpdates),
      gradient: sizes.map(take),
      weights: sizes.map(take),
    };
    if (at - first !== stored.values)
      throw new Error(`${stored.name} is stored with other values than its shapes have.`);
    const examples = data.lengths.map((_, i) => i);
    const batches = makeBatches(examples, { seed, batch }, decoderUpdates);
    return { ...stored, data, batches, weights: makeWeights(weights, 0.9, seed), expected };
  });
  if (4 * at !== bytes.length) throw new Error(`decoders.bin has ${bytes.length} bytes, the cases need ${4 * at}.`);
  return made;
}

export function decoderExperiment({
  task,
  shapes,
  experiment,
}: Pick<DecoderCase, 'task' | 'shapes' | 'experiment'>): Experiment {
  const columns = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const targets = columns('y', Math.max(1, shapes.targets));
  return experimentSchema.parse({
    version: 1,
    task,
    data: {
      file: 'vectors.csv',
      inputs: columns('x', shapes.features),
      targets,
      known: columns('k', shapes.known ?? 0),
    },
    ...experiment,
  });
}

function decoderData({ shapes, seed, batch }: Stored): DecoderData {
  const examples = batch === 1 ? 3 : 2 * batch + 3;
  return shapes.classes === undefined ? windows(shapes, seed, examples) : texts(shapes, seed, examples);
}

/** Windows a row apart, with the targets of the rows behind them, and what is known of those. */
function windows(
  { timeSteps, features, horizon, targets, known = 0 }: ModelShapes,
  seed: number,
  examples: number,
): DecoderData {
  const rows = examples - 1 + timeSteps + horizon;
  const each = <T>(value: T): T[] => Array.from({ length: examples }, () => value);
  return {
    ...{ rows, options: {}, lengths: each(timeSteps), targetLengths: each(horizon) },
    fill: (data) => {
      data.inputs.set(uniform(rows * features, 1, seed, streams.inputs));
      data.targets.set(uniform(rows * targets, 2, seed, streams.targets));
      data.known.set(uniform(rows * known, 1, seed, streams.known));
    },
  };
}

/** Sequences and translations of different lengths, one after the other. */
function texts(
  { timeSteps, features, horizon, vocabulary = 0, classes = 0 }: ModelShapes,
  seed: number,
  examples: number,
): DecoderData {
  const lengthsOf = (most: number, stream: number): number[] =>
    Array.from(bits(examples, seed, stream), (n) => 1 + (n % most));
  const tokensOf = (count: number, most: number, stream: number): Int32Array =>
    Int32Array.from(bits(count, seed, stream), (n) => 1 + (n % (most - 1)));
  const [lengths, targetLengths] = [lengthsOf(timeSteps, streams.lengths), lengthsOf(horizon, streams.targetLengths)];
  const rows = lengths.reduce((sum, n) => sum + n, 0);
  const targetRows = targetLengths.reduce((sum, n) => sum + n + 1, 0);
  return {
    ...{ rows, options: { targetRows, examples }, lengths, targetLengths },
    fill: (data) => {
      data.inputs.set(uniform(rows * features, 1, seed, streams.inputs));
      data.tokens.set(tokensOf(rows, vocabulary, streams.tokens));
      data.labels.set(tokensOf(targetRows, classes, streams.labels));
      let [row, targetRow] = [0, 0];
      lengths.forEach((length, i) => {
        const target = targetLengths[i] ?? 0;
        data.index.set([row, length, targetRow, target], 4 * i);
        row += length;
        targetRow += target + 1;
      });
    },
  };
}

/** What a case's data are, without an engine. */
export function filledData({ shapes, data }: Pick<DecoderCase, 'shapes' | 'data'>): EngineData {
  const filled: EngineData = {
    inputs: new Float32Array(data.rows * shapes.features),
    targets: new Float32Array(data.rows * shapes.targets),
    known: new Float32Array(data.rows * (shapes.known ?? 0)),
    tokens: new Int32Array(data.rows),
    labels: new Int32Array(data.options.targetRows ?? 0),
    index: new Int32Array((data.options.examples ?? 0) * 4),
    mask: null,
    classWeights: new Float32Array(0),
  };
  data.fill(filled);
  return filled;
}

/** An engine with the data and weights of a case. */
export async function startDecoder(
  vector: DecoderCase,
  which: EngineName,
  { threads = 1, options = {}, mask }: { threads?: number; options?: DataOptions; mask?: Uint8Array } = {},
): Promise<Engine> {
  const experiment = decoderExperiment(vector);
  const engine = await makeEngine(which, experiment, vector.shapes, threads);
  const data = engine.allocateData(vector.data.rows, { ...vector.data.options, ...options });
  vector.data.fill(data);
  if (mask) data.mask?.set(mask);
  engine.setWeights(
    weightShapes(experiment, vector.shapes).map((weight, i) => ({
      ...weight,
      values: vector.weights[i] ?? new Float32Array(),
    })),
  );
  return engine;
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { ModelInput } from '../../src/codegen/modelInputs';
import { modelInputs } from '../../src/codegen/modelInputs';
import type { Pipeline } from '../../src/codegen/pipeline';
import { describePipeline } from '../../src/codegen/pipeline';
import type { Sizes } from '../../src/codegen/python/sizes';
import { createEngine } from '../../src/engine/create';
import type { Engine, NamedWeight } from '../../src/engine/engine';
import { safetensorsFile } from '../../src/engine/modelFiles/safetensors';
import { weightShapes } from '../../src/spec/layers';
import { tokenColumns } from '../../src/spec/shapes';
import type { NetworkCase } from './networkCases';
import { type NumpyArray, writeNumpy } from './numpy';
import { workFolder } from './runFolder';

/** What a network of a program is fed and compared with. */
export interface NetworkRun {
  readonly one: NetworkCase;
  readonly pipeline: Pipeline;
  /** Of the program and its arrays; `model.safetensors` lies beside it. */
  readonly folder: string;
  /** Outputs of our engine with the same weights [N, steps, units], NaN beyond an example's own steps. */
  readonly outputs: Float32Array;
  /** Loss of each epoch, as Keras has it: a mean over batches by their numbers of examples. */
  readonly losses: readonly number[];
  /** The same as a mean over all that counts: examples, or their real steps. */
  readonly countedLosses: readonly number[];
  /** Loss over all examples after each epoch, likewise. */
  readonly measured: readonly number[];
}

/** Sizes that a program counts, so that `create_model` has them as arguments. */
export function countedSizes({ shapes: { features, vocabulary, categories, classes, known } }: NetworkCase): Sizes {
  return {
    features: features === 0 ? '0' : 'SIZES["features"]',
    ...(vocabulary === undefined ? {} : { vocabulary: 'SIZES["vocabulary"]' }),
    ...(categories === undefined ? {} : { categories: categories.map((_, i) => `SIZES["categories"][${i}]`) }),
    ...(classes === undefined ? {} : { classes: 'SIZES["classes"]' }),
    ...(known === undefined ? {} : { known: 'SIZES["known"]' }),
  };
}

/** Steps of each example; the last one fills what there is room for. */
const lengths = [3, 1, 5, 2, 4, 5];
const targetLengths = [2, 4, 1, 3, 4, 2];

/** Writes weights, inputs and targets as files, and has our engine compute what a program has to come to. */
export async function layOutNetwork(one: NetworkCase, place: string): Promise<NetworkRun> {
  const run = path.join(workFolder, place, one.name);
  const folder = path.join(run, 'code');
  rmSync(run, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { experiment, shapes } = one;
  const columns = [...experiment.data.inputs, ...experiment.data.targets];
  const names = (shapes.categories ?? []).map((_, i) => `category ${i}`);
  const pipeline = describePipeline({
    experiment: { ...experiment, data: { ...experiment.data, static: names } },
    preprocessing: {
      dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
      columns: [...columns, ...names],
      time: null,
      categories: Object.fromEntries(names.map((name) => [name, []])),
      shapes,
    },
  });
  const weights = someWeights(one);
  writeFileSync(path.join(run, 'model.safetensors'), safetensorsFile(weights));
  const engine = await createEngine(experiment, shapes, { threads: 1 });
  try {
    const data = fillEngine(engine, one);
    engine.setWeights(weights);
    const inputs = modelInputs(pipeline);
    for (const input of inputs) writeNumpy(path.join(folder, `${input}.npy`), data.inputs(input));
    writeNumpy(path.join(folder, 'y.npy'), data.y());
    if (experiment.training.classWeights !== 'none') writeNumpy(path.join(folder, 'weight.npy'), data.weights());
    const outputs = (await engine.predict(everyExample)).slice();
    return { one, pipeline, folder, outputs, ...(await train(engine, one)) };
  } finally {
    engine.dispose();
  }
}

const everyExample = Int32Array.from(lengths, (_, e) => e);

type Losses = Pick<NetworkRun, 'losses' | 'countedLosses' | 'measured'>;

async function train(engine: Engine, { experiment: { training } }: NetworkCase): Promise<Losses> {
  const losses: number[] = [];
  const countedLosses: number[] = [];
  const measured: number[] = [];
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    let sum = 0;
    let countedSum = 0;
    let counted = 0;
    for (let from = 0; from < everyExample.length; from += training.batchSize) {
      const batch = everyExample.slice(from, from + training.batchSize);
      const { loss, count } = await engine.trainBatch(batch, training.optimizer.learningRate);
      sum += loss * batch.length;
      countedSum += loss * count;
      counted += count;
    }
    losses.push(sum / everyExample.length);
    countedLosses.push(countedSum / counted);
    measured.push(await engine.evaluate(everyExample));
  }
  return { losses, countedLosses, measured };
}

/** Weights between -0.5 and 0.5, other ones in every place. */
function someWeights({ experiment, shapes }: NetworkCase): NamedWeight[] {
  let n = 0;
  return weightShapes(experiment, shapes).map((weight) => {
    const count = weight.shape.reduce((a, b) => a * b, 1);
    return { ...weight, values: Float32Array.from({ length: count }, () => 0.5 * Math.sin(12.9898 * ++n)) };
  });
}

/** Numbers without a pattern. */
const wave = (i: number): number => Math.fround(Math.sin(1 + 2.3 * i));

interface FilledData {
  inputs(input: ModelInput): NumpyArray;
  y(): NumpyArray;
  weights(): NumpyArray;
}

/** Fills the engine, and tells the same as arrays of a program. */
function fillEngine(engine: Engine, { experiment, shapes }: NetworkCase): FilledData {
  const { features, targets, known = 0, classes = 0, timeSteps } = shapes;
  const { task, model } = experiment;
  const isForecast = task === 'forecast';
  const steps = isForecast ? lengths.map(() => timeSteps) : lengths;
  const each = task === 'label' || task === 'generate';
  const decodes = model.decoder !== null;
  const ahead = isForecast ? experiment.window.horizon : 1;
  const told = each ? steps : decodes && !isForecast ? targetLengths : lengths.map(() => ahead);
  const width = Math.max(...told, decodes && !isForecast ? shapes.horizon : 0);
  const count = lengths.length;
  const room = 10;
  const rows = room * count;
  const data = engine.allocateData(rows, { examples: count, targetRows: rows });
  const first = (e: number): number => room * e + 1;
  data.inputs.forEach((_, i) => (data.inputs[i] = wave(i)));
  data.targets.forEach((_, i) => (data.targets[i] = wave(i + 1000)));
  data.known.forEach((_, i) => (data.known[i] = wave(i + 2000)));
  tokenColumns(shapes).forEach((values, c) => {
    const text = c === 0 && shapes.vocabulary !== undefined; // 0 is padding of texts alone
    for (let i = 0; i < rows; i++) {
      const hashed = (7 * i * i + 3 * c + i) % 101;
      data.tokens[c * rows + i] = text ? 1 + (hashed % (values - 1)) : hashed % values;
    }
  });
  data.labels.forEach((_, i) => {
    const hashed = (5 * i * i + i) % 97;
    data.labels[i] = decodes ? 1 + (hashed % (classes - 1)) : hashed % classes;
  });
  if (experiment.training.classWeights !== 'none') {
    data.classWeights.forEach((_, i) => (data.classWeights[i] = 0.5 + 0.25 * i));
  }
  told.forEach((n, e) => data.index.set([first(e), steps[e] ?? 0, first(e), n], 4 * e));

  /** [count, most, columns]; what is behind an example's own steps is `filler`. */
  const gather = (
    type: NumpyArray['type'],
    own: readonly number[],
    most: number,
    columns: number,
    filler: number,
    value: (e: number, t: number, k: number) => number,
  ): NumpyArray => ({
    type,
    shape: columns === 0 ? [count, most] : [count, most, columns],
    values: Array.from({ length: count * most * Math.max(1, columns) }, (_, i) => {
      const k = i % Math.max(1, columns);
      const t = Math.floor(i / Math.max(1, columns)) % most;
      const e = Math.floor(i / Math.max(1, columns) / most);
      return t < (own[e] ?? 0) ? value(e, t, k) : filler;
    }),
  });
  const flat = ({ shape, ...array }: NumpyArray): NumpyArray => ({
    ...array,
    shape: [count, shape.slice(1).reduce((a, b) => a * b, 1)],
  });
  const behind = decodes ? 1 : 0; // a decoder reads row i and is to say row i + 1
  const label = (e: number, t: number): number => data.labels[first(e) + behind + t] ?? NaN;
  const last = !each && !decodes;
  const vector = ({ type, values }: NumpyArray): NumpyArray => ({ type, values, shape: [count] });
  const tokens = (column: number): NumpyArray =>
    gather('int32', steps, timeSteps, 0, 0, (e, t) => data.tokens[column * rows + first(e) + t] ?? NaN);

  return {
    inputs: (input) => {
      switch (input) {
        case 'rows':
          return gather('float32', steps, timeSteps, features, 0, (e, t, k) => data.inputs[(first(e) + t) * features + k] ?? NaN); // prettier-ignore
        case 'tokens':
          return tokens(0);
        case 'mask':
          return gather('bool', steps, timeSteps, 0, 0, () => 1);
        case 'known': {
          const columns = gather('float32', told, width, known, 0, (e, t, k) => data.known[(first(e) + t) * known + k] ?? NaN); // prettier-ignore
          return last ? flat(columns) : columns;
        }
        case 'previous':
          return gather('float32', told, width, targets, 0, (e, t, k) => data.targets[(first(e) + t - 1) * targets + k] ?? NaN); // prettier-ignore
        case 'said':
          return gather('int32', told, width, 0, 0, (e, t) => data.labels[first(e) + t] ?? NaN);
        default:
          return tokens(Number(input.slice('category_'.length)) - (shapes.vocabulary === undefined ? 1 : 0));
      }
    },
    y: () => {
      if (classes > 0) {
        const labels = gather('int32', told, width, 0, -1, label);
        return last ? vector(labels) : labels;
      }
      const numbers = gather('float32', told, width, targets, NaN, (e, t, k) => data.targets[(first(e) + t) * targets + k] ?? NaN); // prettier-ignore
      return last ? flat(numbers) : numbers;
    },
    weights: () => {
      const all = gather('float32', told, width, 0, 0, (e, t) => data.classWeights[label(e, t)] ?? NaN);
      return last ? vector(all) : all;
    },
  };
}

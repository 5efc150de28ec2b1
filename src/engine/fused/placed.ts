import type { Experiment } from '../../spec/experiment';
import { tokenColumns } from '../../spec/shapes';
import type { Bucket, EngineData } from '../engine';
import type { BatchSetting, DataPlace } from './batch';
import { extentOf, indexOf } from './batch';
import type { Machine, PlacedItems, PlacedTape } from './machine';
import type { ProgramPlan } from './plan';
import type { Program } from './program/compile';
import type { Blocks } from './program/context';
import type { Stepping } from './program/stepping';
import type { KeptStates } from './states';
import { clearStates } from './states';
import { itemTapes } from './updates';

/** The data and the programs, as they stand in memory. */
export interface Placed {
  readonly batchSize: number;
  readonly data: DataPlace;
  /** What the next batch begins with; empty where that is 0. */
  readonly states: KeptStates;
  /** Programs by number of steps, the largest last. */
  readonly buckets: readonly [...PlacedBucket[], PlacedBucket];
  /** Of all weights: they and the transposes are the same whatever a batch was computed with. */
  readonly updates: PlacedItems;
  readonly transposes: PlacedItems;
  inspect: PlacedProgram | null;
  stepping: PlacedStepping | null;
}

/** The network to be stepped through. */
export interface PlacedStepping {
  readonly program: Stepping;
  readonly encode: PlacedTape | null;
  readonly step: PlacedTape;
}

export interface PlacedBucket {
  readonly bucket: Bucket;
  readonly train: PlacedProgram;
  readonly predict: PlacedProgram;
  readonly gradients: PlacedItems;
}

export interface PlacedProgram {
  readonly program: Program;
  readonly tape: PlacedTape;
}

/** Puts data and programs where the plan has them, and the tapes behind. @throws UserError when there is no memory */
export function placeAll(
  machine: Machine,
  { data, states, buckets, top }: ProgramPlan,
  blocks: Blocks,
  optimizer: Experiment['training']['optimizer'],
  batchSize: number,
): Placed {
  machine.layOut(top);
  clearStates(machine, states, batchSize);
  const [first, ...others] = buckets.map(({ bucket, train, predict }) => {
    const tapes = itemTapes(train.items, blocks, optimizer, batchSize);
    return {
      tapes,
      placed: {
        bucket,
        train: { program: train, tape: machine.place(train.tape) },
        predict: { program: predict, tape: machine.place(predict.tape) },
        gradients: machine.placeItems(tapes.gradients),
      },
    };
  });
  if (!first) throw new Error('There is at least one number of steps.');
  const last = others.at(-1) ?? first;
  return {
    batchSize,
    data,
    states,
    buckets: [...(others.length > 0 ? [first, ...others.slice(0, -1)] : []).map(({ placed }) => placed), last.placed],
    updates: machine.placeItems(last.tapes.updates),
    transposes: machine.placeItems(last.tapes.transposes),
    inspect: null,
    stepping: null,
  };
}

/** The data, as the caller fills them in. */
export function allocated({ machine, model, shapes, data }: BatchSetting): EngineData {
  const { features, targets, classes = 0, known = 0 } = shapes;
  const { rows, targetRows, options } = data;
  const { quantiles } = model.network.head;
  const examples = options.examples ?? 0;
  machine.floats(data.quantiles, quantiles.length).set(quantiles);
  const words = (address: number, length: number): Int32Array => machine.words(address, length).fill(0);
  const floats = (address: number, length: number): Float32Array => machine.floats(address, length).fill(0);
  return {
    inputs: floats(data.inputs, rows * features),
    targets: floats(data.targets, targetRows * targets),
    mask: options.masked ? machine.bytes(data.mask, rows).fill(1) : null,
    tokens: words(data.tokens, tokenColumns(shapes).length * rows),
    labels: words(data.labels, classes === 0 ? 0 : targetRows),
    known: floats(data.known, rows * known),
    classWeights: floats(data.classWeights, classes).fill(1),
    index: words(data.index, examples * 4),
  };
}

/** Examples that are predicted at once. */
export const predictedTogether = (placed: Placed): number => largest(placed).predict.program.batchSize;

/** The programs of all steps. */
export const largest = ({ buckets }: Placed): PlacedBucket => buckets.at(-1) ?? buckets[0];

/** The first programs in which the longest of the examples fits. @throws RangeError where there is no such example */
export function bucketFor(setting: BatchSetting, placed: Placed, examples: Int32Array): PlacedBucket {
  if (placed.buckets.length === 1) return placed.buckets[0];
  const index = indexOf(setting);
  let source = 0;
  let target = 0;
  for (const example of examples) {
    const [, sourceSteps, , targetSteps] = extentOf(setting, index, example);
    source = Math.max(source, sourceSteps);
    target = Math.max(target, targetSteps);
  }
  const decodes = setting.model.network.decoder !== null;
  const fits = ({ bucket }: PlacedBucket): boolean =>
    source <= bucket.timeSteps && (!decodes || target <= bucket.horizon);
  return placed.buckets.find(fits) ?? largest(placed);
}

/**
 * Examples in groups of at most `size` that are computed together: those of like length, where that saves steps.
 * @returns positions in `examples`, and the examples there
 */
export function* inGroups(
  setting: BatchSetting,
  placed: Placed,
  examples: Int32Array,
  size: number,
): Generator<{ positions: Int32Array; group: Int32Array }> {
  const order = Int32Array.from(examples, (_, i) => i);
  if (placed.buckets.length > 1 && examples.length > size) {
    const index = indexOf(setting);
    const lengths = Array.from(examples, (example) => {
      const [, source, , target] = extentOf(setting, index, example);
      return source + target;
    });
    order.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  }
  for (let from = 0; from < order.length; from += size) {
    const positions = order.subarray(from, from + size);
    yield { positions, group: positions.map((position) => examples[position] ?? -1) };
  }
}

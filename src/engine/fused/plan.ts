import type { Experiment } from '../../spec/experiment';
import { gateCounts } from '../../spec/layers';
import type { Block } from '../../spec/network';
import { widthOf } from '../../spec/network';
import { tokenColumns } from '../../spec/shapes';
import type { Bucket, DataOptions, ModelShapes } from '../engine';
import { dataTooLarge, machineMemory, refuseTraining } from '../memory';
import type { DataPlace } from './batch';
import * as ops from './kernels/ops';
import { Layout, padded } from './memory/layout';
import type { Program, ProgramSetting } from './program/compile';
import { compile } from './program/compile';
import type { KeptStates } from './states';
import { takeStates } from './states';
import type { Blocks, Transposed } from './program/context';
import type { Model } from './program/model';

/** Examples predicted at once by a thread: enough that the weights, which come from the second cache, are used often. */
const predictedRows = 64;

/** Bytes that programs which predict may take in any case. */
const predictedBytes = 64e6;

/** WebAssembly addresses 32 bits. */
const mostBytes = 4 * 1024 ** 3 - 64 * 1024;

/** What outlives a batch: parameters and what belongs to them, on paper. */
export interface BlockPlan {
  readonly blocks: Blocks;
  /** The optimizer's memories, in the order of its slots. */
  readonly slots: readonly number[];
  readonly top: number;
}

/** Lays out parameters, gradient, transposed matrices, and `slots` memories of the optimizer. */
export function planBlocks(model: Model, slots: number): BlockPlan {
  const layout = new Layout(ops.FIRST_FREE);
  const blockBytes = model.parameters.length * 4;
  const parameters = layout.take(blockBytes);
  const gradients = layout.take(blockBytes);
  const squares = layout.take(model.parameters.panels * 8);
  const slotAddresses = Array.from({ length: slots }, () => layout.take(blockBytes));
  const transposed = new Map(model.turned.map((turned) => [turned.matrix.offset, takeTransposed(layout, turned)]));
  const widest = Math.max(...[...model.encoder, ...model.decoder].map(({ block }) => padded(block.layer.units)));
  const zeros = layout.take(widest * 4);
  return { blocks: { parameters, gradients, squares, transposed, zeros }, slots: slotAddresses, top: layout.top };
}

/** Where the data and the programs stand, behind the blocks. */
export interface ProgramPlan {
  readonly data: DataPlace;
  readonly states: KeptStates;
  /** By number of steps, the largest last. */
  readonly buckets: readonly { readonly bucket: Bucket; readonly train: Program; readonly predict: Program }[];
  /** First free address; tapes follow. */
  readonly top: number;
}

export interface ProgramOptions {
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
  readonly model: Model;
  readonly blocks: Blocks;
  /** First free address, bytes. */
  readonly from: number;
  readonly batchSize: number;
  readonly threads: number;
  readonly rows: number;
  readonly data: DataOptions;
}

/**
 * The data, and the programs that train and predict. Programs come last, so that others can take their place, and share
 * the room of their activations, because only one runs at a time.
 * @throws UserError when that is more than this machine, or one WebAssembly memory, has
 */
export function planPrograms(options: ProgramOptions): ProgramPlan {
  const { shapes, model, batchSize, threads, rows } = options;
  const layout = new Layout(options.from);
  const data = planData(layout, options);
  const { stateful } = options.experiment.training;
  const states = stateful ? takeStates(layout, model, batchSize) : [];
  const refuse = (bytes: number): void => {
    if (bytes > mostMemory() && rows > 0) throw dataTooLarge(bytes);
    refuseTraining(bytes, mostMemory());
  };
  const least = leastBytes(model, shapes, batchSize, true);
  refuse(layout.top + least);
  const ofPredicted = leastBytes(model, shapes, 1, false);
  const most = Math.max(1, Math.floor(Math.max(predictedBytes, least) / ofPredicted));
  // Row b of a batch goes on from row b of the one before, whatever computes it.
  const predicted = stateful ? batchSize : Math.min(predictedRows * threads, most);
  const from = { ...options, from: layout.top };
  const buckets = bucketsOf(options).map((bucket) => ({
    bucket,
    train: planProgram(from, data, bucket, 'train', batchSize, states),
    predict: planProgram(from, data, bucket, 'predict', predicted, states),
  }));
  const top = Math.max(...buckets.flatMap(({ train, predict }) => [train.top, predict.top]));
  const programs = buckets.map(({ bucket, train, predict }) => {
    return { bucket, train: train.program, predict: predict.program };
  });
  const tapes = programs.reduce((sum, { train, predict }) => sum + train.tape.bytes + predict.tape.bytes, 0);
  refuse(top + tapes + model.parameters.length); // a guess at the tapes of items, which are small beside the activations
  return { data, states, buckets: programs, top };
}

/** Room for what `allocateData` hands out; the numbers of steps that differ get guards, so that nobody reads beyond. */
function planData(layout: Layout, { shapes, model, rows, data: options }: ProgramOptions): DataPlace {
  const { features, targets, classes, known = 0, timeSteps, horizon } = shapes;
  const columns = tokenColumns(shapes).length;
  const { targetRows = rows, examples = 0 } = options;
  const [sourceGuard, targetGuard] = examples > 0 ? [timeSteps, Math.max(timeSteps, horizon) + 1] : [0, 0];
  const take = (floats: number): number => (floats === 0 ? 0 : layout.take(floats * 4));
  const inputs = layout.take((rows + sourceGuard) * features * 4);
  // A decoder reads the targets of the step before, also of the first row.
  const before = examples > 0 ? targets * 4 : 0;
  const place = layout.take(before + (targetRows + targetGuard) * targets * 4) + before;
  const numbersAlone = columns === 0 && classes === undefined && known === 0;
  return {
    ...{ rows, targetRows, options, inputs, targets: place },
    inPlace: numbersAlone && examples === 0 && !options.windowScale && model.network.head.steps !== 'each',
    mask: options.masked ? layout.take(rows) : 0,
    tokens: take(columns === 0 ? 0 : columns * rows + sourceGuard),
    labels: classes === undefined ? 0 : layout.take((targetRows + targetGuard) * 4),
    known: known === 0 ? 0 : layout.take((rows + targetGuard) * known * 4),
    classWeights: classes === undefined ? 0 : layout.take(classes * 4),
    quantiles: take(model.network.head.quantiles.length),
    index: examples > 0 ? layout.take(examples * 16) : 0,
  };
}

/** @throws RangeError where they are not as `DataOptions.buckets` says */
function bucketsOf({ shapes, data }: ProgramOptions): readonly Bucket[] {
  const whole = { timeSteps: shapes.timeSteps, horizon: shapes.horizon };
  const { buckets = [whole] } = data;
  const last = buckets.at(-1);
  if (last?.timeSteps !== whole.timeSteps || last.horizon !== whole.horizon || buckets.length > 16) {
    throw new RangeError('There are 1 to 16 numbers of steps, and the last of them are those of the shapes.');
  }
  if (buckets.length > 1 && !data.examples) throw new RangeError('Windows have one number of steps.');
  return buckets;
}

export function planProgram(
  { experiment, shapes, model, blocks, from, threads, data: options }: ProgramOptions,
  { classWeights, quantiles }: DataPlace,
  bucket: Bucket,
  purpose: ProgramSetting['purpose'],
  batchSize: number,
  states: KeptStates = [],
): { program: Program; top: number } {
  const layout = new Layout(from);
  const sequences = (options.examples ?? 0) > 0;
  const program = compile({
    ...{ model, shapes, bucket, purpose, batchSize, threads, layout, blocks, states },
    loss: experiment.training.loss,
    constants: { classWeights, quantiles },
    masked: { source: sequences || options.masked === true, target: sequences },
    scalesWindows: options.windowScale !== undefined,
  });
  return { program, top: layout.top };
}

function takeTransposed(layout: Layout, { matrix, parts }: Model['turned'][number]): Transposed {
  const panelBytes = matrix.panels * 8 * 32;
  return {
    panelBytes,
    parts: parts.map((part) => ({ ...part, address: layout.take(Math.ceil(part.rows / 8) * panelBytes) })),
  };
}

/**
 * What activations of the largest program need at least, without laying them out: that alone takes long for absurd sizes.
 * @param back whether gates and gradients of all steps are kept
 */
function leastBytes({ network }: Model, { timeSteps, horizon }: ModelShapes, batchSize: number, back: boolean): number {
  const { inputs, encoder, decoder, dense, head } = network;
  const states = (blocks: readonly Block[]): number =>
    blocks.reduce((sum, { layer, returns }) => {
      const directions = layer.bidirectional ? 2 : 1;
      const kept = back ? gateCounts[layer.cell] + 1 : returns === 'each' ? 1 : 0;
      return sum + directions * kept * padded(layer.units);
    }, 0);
  const copied = (parts: typeof inputs): number => widthOf(parts.filter(({ kind }) => kind === 'embedding'));
  const steps = { last: 1, each: timeSteps, decoder: horizon }[head.steps];
  const ofSource = timeSteps * (copied(inputs) + states(encoder));
  const ofTarget = decoder ? horizon * (copied(decoder.inputs) + states(decoder.blocks)) : 0;
  const ofHead = steps * dense.reduce((sum, { units }) => sum + padded(units), 0);
  return 4 * batchSize * (ofSource + ofTarget + ofHead);
}

/** What this engine can have at most, bytes: a fifth of the machine's memory is left to others. */
export const mostMemory = (): number => Math.min(mostBytes, machineMemory() * 0.8);

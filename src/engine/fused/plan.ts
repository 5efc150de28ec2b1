import type { Experiment } from '../../spec/experiment';
import { gateCounts } from '../../spec/layers';
import type { ModelShapes } from '../engine';
import { dataTooLarge, machineMemory, refuseTraining } from '../memory';
import type { DataPlace } from './batch';
import * as ops from './kernels/ops';
import { Layout, padded } from './memory/layout';
import type { Program, ProgramSetting } from './program/compile';
import { compile } from './program/compile';
import type { Blocks, Transposed } from './program/context';
import type { Model } from './program/model';

/** Windows predicted at once by a thread: enough that the weights, which come from the second cache, are used often. */
const predictedRows = 64;

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
export function planBlocks(experiment: Experiment, model: Model, slots: number): BlockPlan {
  const layout = new Layout(ops.FIRST_FREE);
  const blockBytes = model.parameters.length * 4;
  const parameters = layout.take(blockBytes);
  const gradients = layout.take(blockBytes);
  const squares = layout.take(model.parameters.panels * 8);
  const slotAddresses = Array.from({ length: slots }, () => layout.take(blockBytes));
  const transposed = new Map(model.turned.map((turned) => [turned.matrix.offset, takeTransposed(layout, turned)]));
  const widest = Math.max(...experiment.model.layers.map(({ units }) => padded(units)));
  const zeros = layout.take(widest * 4);
  return { blocks: { parameters, gradients, squares, transposed, zeros }, slots: slotAddresses, top: layout.top };
}

/** Where the data and the programs stand, behind the blocks. */
export interface ProgramPlan {
  readonly data: DataPlace;
  readonly train: Program;
  readonly predict: Program;
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
  /** Rows of data, and whether some of them are padding. */
  readonly rows: number;
  readonly masked: boolean;
}

/**
 * The data, and the programs that train and predict. Programs come last, so that others can take their place, and share
 * the room of their activations, because only one runs at a time.
 * @throws UserError when that is more than this machine, or one WebAssembly memory, has
 */
export function planPrograms(options: ProgramOptions): ProgramPlan {
  const { experiment, shapes, model, batchSize, threads, rows, masked } = options;
  const layout = new Layout(options.from);
  const data = {
    rows,
    inputs: layout.take(rows * shapes.features * 4),
    targets: layout.take(rows * shapes.targets * 4),
    mask: masked ? layout.take(rows) : 0,
  };
  const refuse = (bytes: number): void => {
    if (bytes > mostMemory() && rows > 0) throw dataTooLarge(bytes);
    refuseTraining(bytes, mostMemory());
  };
  refuse(layout.top + leastBytes(experiment, shapes, batchSize));
  const from = { ...options, from: layout.top };
  const train = planProgram(from, 'train', batchSize);
  const predict = planProgram(from, 'predict', predictedRows * threads);
  const top = Math.max(train.top, predict.top);
  const tapes = train.program.tape.bytes + predict.program.tape.bytes;
  refuse(top + tapes + model.parameters.length); // a guess at the tapes of items, which are small beside the activations
  return { data, train: train.program, predict: predict.program, top };
}

export function planProgram(
  { experiment, shapes, model, blocks, from, masked, threads }: ProgramOptions,
  purpose: ProgramSetting['purpose'],
  batchSize: number,
): { program: Program; top: number } {
  const layout = new Layout(from);
  const { loss } = experiment.training;
  const program = compile({ model, shapes, loss, purpose, batchSize, threads, layout, blocks, masked });
  return { program, top: layout.top };
}

function takeTransposed(layout: Layout, { matrix, parts }: Model['turned'][number]): Transposed {
  const panelBytes = matrix.panels * 8 * 32;
  return {
    panelBytes,
    parts: parts.map((part) => ({ ...part, address: layout.take(Math.ceil(part.rows / 8) * panelBytes) })),
  };
}

/** What activations need at least, without laying them out: that alone takes long for absurd sizes. */
function leastBytes({ model: { layers } }: Experiment, { timeSteps }: ModelShapes, batchSize: number): number {
  const states = layers.reduce((sum, layer) => {
    const directions = layer.bidirectional ? 2 : 1;
    return sum + directions * (gateCounts[layer.cell] + 1) * padded(layer.units);
  }, 0);
  return 4 * states * timeSteps * batchSize;
}

/** What this engine can have at most, bytes: a fifth of the machine's memory is left to others. */
export const mostMemory = (): number => Math.min(mostBytes, machineMemory() * 0.8);

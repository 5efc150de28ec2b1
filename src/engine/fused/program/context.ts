import { tokenColumns } from '../../../spec/shapes';
import type { ModelShapes } from '../../engine';
import * as ops from '../kernels/ops';
import type { Layout, View } from '../memory/layout';
import { takeView } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { Item } from './items';
import type { Tape } from './tape';

/** What a program is for. */
export type Purpose =
  /** Forward, loss, backward, with dropout. */
  | 'train'
  /** Forward and loss; every step takes the place of the one before where nobody looks back. */
  | 'predict'
  /** Forward, loss and backward without dropout; states and their gradients of all steps are kept. */
  | 'inspect';

/** Blocks of the parameters' layout, and what else outlives a batch; addresses. */
export interface Blocks {
  readonly parameters: number;
  readonly gradients: number;
  /** Transposed matrices for the backward products, by the matrix' offset in the block. */
  readonly transposed: ReadonlyMap<number, Transposed>;
  /** Sums of squares (f64) of the gradient's panels. */
  readonly squares: number;
  /** Zeros, as many as the widest state has. */
  readonly zeros: number;
}

/** A matrix [rows, columns] turned over: panels of 8 of its rows, [rows/8][columns][8]. */
export interface Transposed {
  readonly panelBytes: number;
  /** Rows of the matrix that stand in it: all, or those that belong to one part of the input. */
  readonly parts: readonly TransposedPart[];
}

export interface TransposedPart {
  readonly address: number;
  readonly firstRow: number;
  readonly rows: number;
}

/** A mask of dropout: where the engine writes it before each batch, [rows, width]. */
export interface MaskPlace {
  readonly view: View;
  readonly width: number;
}

/** Masks of one direction of a layer, in the order in which they are drawn. */
export interface DirectionMasks {
  readonly inputs: readonly MaskPlace[];
  readonly recurrent: readonly MaskPlace[];
}

/** Steps that some layers run over: those of the source, or those that a decoder predicts. */
export interface Timeline {
  readonly timeSteps: number;
  /** Address of the bytes [T][rows] that are 0 where a step is masked; 0 without masks. */
  readonly mask: number;
}

/**
 * Tables of addresses, one word a row of the batch, that are written before each batch: where the first row of an
 * example stands. 0 where the data have none.
 */
export interface Tables {
  /** Numeric columns of the first source row. */
  readonly inputs: number;
  /** Its token. Of several columns of tokens, a table each, one after the other. */
  readonly tokens: number;
  /** Targets of the first target row; those of the step before stand in front of them. */
  readonly targets: number;
  /** Its label. A decoder of tokens reads the label of a row and is to say that of the next. */
  readonly labels: number;
  /** Known columns of the first predicted row. */
  readonly known: number;
}

/** Bytes of the table of one column of tokens. */
export const tokenTableBytes = (batchSize: number): number => batchSize * 4;

/** Room for the tables. */
export function takeTables(layout: Layout, batchSize: number, shapes: ModelShapes): Tables {
  const table = (): number => layout.take(batchSize * 4);
  const tokens = layout.take(Math.max(1, tokenColumns(shapes).length) * tokenTableBytes(batchSize));
  return { inputs: table(), tokens, targets: table(), labels: table(), known: table() };
}

/** All that the layers need to write their part of a program; `timeSteps` and `mask` are those of their timeline. */
export interface Context extends Timeline {
  readonly purpose: Purpose;
  readonly layout: Layout;
  readonly tape: Tape;
  /** Gradients of the weights; the layers add theirs. */
  readonly items: Item[];
  readonly blocks: Blocks;
  /** Rows (windows) of a full batch. */
  readonly batchSize: number;
  /** Threads that will share its work; no result depends on them. */
  readonly threads: number;
  readonly tables: Tables;
}

/** The same program, for layers that run over other steps. */
export const onTimeline = (context: Context, { timeSteps, mask }: Timeline): Context => ({
  ...context,
  timeSteps,
  mask,
});

/** Whether a program goes back. */
export const goesBack = ({ purpose }: Context): boolean => purpose !== 'predict';

/** A view for activations: of all time steps, or of one that they all take in turn. */
export function activations(context: Context, width: number, steps: 'each' | 'one' = 'each'): View {
  const count = steps === 'one' ? 1 : context.timeSteps;
  return takeView(context.layout, context.batchSize, width, count);
}

/** A view for what only the way back looks at again: of one time step in programs that do not go back. */
export const history = (context: Context, width: number): View =>
  activations(context, width, goesBack(context) ? 'each' : 'one');

/** Address of the mask of a time step, or 0. */
export const maskAt = ({ mask, batchSize }: Context, t: number): number => (mask === 0 ? 0 : mask + t * batchSize);

/** Masks of the time steps from `t` on; see `Tape.lookUp`. */
export const masksFrom = (context: Context, t: number): { address: number; stepBytes: number } => ({
  address: maskAt(context, t),
  stepBytes: context.mask === 0 ? 0 : context.batchSize,
});

export const parameterAddress = ({ blocks }: Context, matrix: PanelMatrix): number =>
  blocks.parameters + matrix.offset * 4;

export const activationNumbers = {
  linear: ops.LINEAR,
  tanh: ops.TANH,
  sigmoid: ops.SIGMOID,
  relu: ops.RELU,
  hard_sigmoid: ops.HARD_SIGMOID,
  softsign: ops.SOFTSIGN,
  elu: ops.ELU,
  selu: ops.SELU,
  softplus: ops.SOFTPLUS,
} as const;

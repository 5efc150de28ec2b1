import type { Experiment } from '../../spec/experiment';
import * as ops from './kernels/ops';
import { panelFloats } from './memory/parameterBlock';
import type { Blocks } from './program/context';
import type { Item, PanelGradient } from './program/items';
import { emitGradients } from './program/items';
import { Tape } from './program/tape';

type Optimizer = Experiment['training']['optimizer'];

/** What each rule remembers of every weight, by Keras' short names; see `../optimizers.ts`. */
export function slotNames(optimizer: Optimizer): readonly string[] {
  switch (optimizer.name) {
    case 'adam':
    case 'adamw':
      return ['m', 'v'];
    case 'rmsprop':
      return ['v'];
    case 'sgd':
      return optimizer.momentum > 0 ? ['m'] : [];
  }
}

const updateNumbers = { adam: ops.ADAM, adamw: ops.ADAM, rmsprop: ops.RMSPROP, sgd: ops.SGD } as const;

/** Tapes of items. Updates are a job of their own: a batch can be left as long as none has begun. */
export interface ItemTapes {
  /** Gradients and their squares. */
  readonly gradients: readonly Tape[];
  /** Updates of the weights, and the transposes of what was updated. */
  readonly updates: readonly Tape[];
  /** Transposes of all weights, for weights that were set. */
  readonly transposes: readonly Tape[];
}

/** @param rows rows of a full batch */
export function itemTapes(items: readonly Item[], blocks: Blocks, optimizer: Optimizer, rows: number): ItemTapes {
  const update = updateNumbers[optimizer.name];
  const tapes = (emit: (tape: Tape, item: Item) => void): Tape[] =>
    items.map((item) => {
      const tape = new Tape(rows);
      emit(tape, item);
      tape.close();
      return tape;
    });
  return {
    gradients: tapes((tape, item) => {
      emitGradients(tape, item, blocks.gradients, rows);
      for (const { matrix, panels } of item) {
        const floats = panelFloats(matrix);
        const sums = blocks.squares + (matrix.firstPanel + panels.first) * 8;
        tape.emit(ops.SQUARES, (matrix.offset + panels.first * floats) * 4, floats, panels.count, sums);
      }
    }),
    updates: tapes((tape, item) => {
      for (const gradient of item) {
        const [offset, floats] = blockOf(gradient);
        tape.emitCosting(operationsOfUpdate * floats, update, offset, floats);
        emitTranspose(tape, blocks, gradient);
      }
    }),
    transposes: tapes((tape, item) => {
      for (const gradient of item) emitTranspose(tape, blocks, gradient);
    }),
  };
}

/** What the update of a weight takes, as operations of a product: it reads four numbers, divides and takes a root. */
const operationsOfUpdate = 40;

/** Offset in bytes and length in floats of some panels. */
const blockOf = ({ matrix, panels }: PanelGradient): [offset: number, floats: number] => {
  const floats = panelFloats(matrix);
  return [(matrix.offset + panels.first * floats) * 4, panels.count * floats];
};

/** Where backward products read the panels, if they do. */
function emitTranspose(tape: Tape, blocks: Blocks, { matrix, panels }: PanelGradient): void {
  const turned = blocks.transposed.get(matrix.offset);
  if (!turned) return;
  for (let panel = panels.first; panel < panels.first + panels.count; panel++) {
    for (const { address, firstRow, rows } of turned.parts) {
      const from = (matrix.offset + panel * panelFloats(matrix) + firstRow * 8) * 4;
      tape.emit(ops.TRANSPOSE, from, rows, address, turned.panelBytes, panel * 8);
    }
  }
}

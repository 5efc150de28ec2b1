import type { Experiment } from '../../spec/experiment';
import * as ops from './kernels/ops';
import { panelFloats } from './memory/parameterBlock';
import type { Blocks } from './program/context';
import type { PanelGradient } from './program/items';
import { emitGradient } from './program/items';
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

/** Tapes of items: a batch's gradients and updates, the same in two rounds, and the transposes alone. */
export interface ItemTapes {
  /** Gradients, and with them the updates, unless all gradients must be known before the first update (clipping). */
  readonly gradients: readonly Tape[];
  /** The updates, where they wait for the gradients; empty otherwise. */
  readonly updates: readonly Tape[];
  /** Transposes of all weights, for weights that were set. */
  readonly transposes: readonly Tape[];
}

export function itemTapes(
  items: readonly (readonly PanelGradient[])[],
  blocks: Blocks,
  { optimizer, clipNorm }: Experiment['training'],
): ItemTapes {
  const update = updateNumbers[optimizer.name];
  const emitUpdate = (tape: Tape, gradient: PanelGradient): void => {
    tape.emit(update, ...blockOf(gradient));
    emitTranspose(tape, blocks, gradient);
  };
  const tapes = (emit: (tape: Tape, gradient: PanelGradient) => void): Tape[] =>
    items.map((gradients) => {
      const tape = new Tape(0);
      for (const gradient of gradients) emit(tape, gradient);
      return tape;
    });
  return {
    gradients: tapes((tape, gradient) => {
      emitGradient(tape, gradient, blocks.gradients);
      tape.emit(ops.SQUARES, ...blockOf(gradient));
      if (clipNorm === null) emitUpdate(tape, gradient);
    }),
    updates: clipNorm === null ? [] : tapes(emitUpdate),
    transposes: tapes((tape, gradient) => {
      emitTranspose(tape, blocks, gradient);
    }),
  };
}

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

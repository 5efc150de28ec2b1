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
  const emitUpdate = (tape: Tape, { matrix, panel }: PanelGradient): void => {
    const floats = panelFloats(matrix);
    tape.emit(update, (matrix.offset + panel * floats) * 4, floats);
    emitTranspose(tape, blocks, { matrix, panel });
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
      const { matrix, panel } = gradient;
      tape.emit(ops.SQUARES, (matrix.offset + panel * panelFloats(matrix)) * 4, panelFloats(matrix));
      if (clipNorm === null) emitUpdate(tape, gradient);
    }),
    updates: clipNorm === null ? [] : tapes(emitUpdate),
    transposes: tapes((tape, gradient) => {
      emitTranspose(tape, blocks, gradient);
    }),
  };
}

/** Where backward products read a panel, if they do. */
function emitTranspose(
  tape: Tape,
  blocks: Blocks,
  { matrix, panel }: Pick<PanelGradient, 'matrix' | 'panel'>,
): void {
  const turned = blocks.transposed.get(matrix.offset);
  for (const { address, firstRow, rows } of turned?.parts ?? []) {
    const from = (matrix.offset + panel * panelFloats(matrix) + firstRow * 8) * 4;
    tape.emit(ops.TRANSPOSE, from, rows, address, turned?.panelBytes ?? 0, panel * 8);
  }
}

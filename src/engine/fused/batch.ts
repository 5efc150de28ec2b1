import type { DropoutSource } from '../dropout';
import type { ModelShapes } from '../engine';
import * as ops from './kernels/ops';
import type { Machine } from './machine';
import type { Program } from './program/compile';
import type { MaskPlace } from './program/context';

/** Addresses of the data rows; `mask` is 0 where no row is padding. */
export interface DataPlace {
  readonly rows: number;
  readonly inputs: number;
  readonly targets: number;
  readonly mask: number;
}

/**
 * Tells a program its windows: the addresses of their inputs and targets, and which of their steps count.
 * @param lossRows windows that the loss is a mean over; 0 where targets do not matter
 * @throws RangeError for a window that is not within the data
 */
export function placeWindows(
  machine: Machine,
  program: Program,
  starts: Int32Array,
  data: DataPlace,
  { timeSteps, features, horizon, targets }: ModelShapes,
  lossRows: number,
): void {
  const windows = machine.words(program.windows, starts.length);
  const targetRows = machine.words(program.targets, starts.length);
  const last = data.rows - timeSteps - (lossRows > 0 ? horizon : 0);
  for (let b = 0; b < starts.length; b++) {
    const start = starts[b] ?? 0;
    if (start < 0 || start > last) throw new RangeError(`Window ${start} is not within the ${data.rows} rows.`);
    windows[b] = data.inputs + start * features * 4;
    targetRows[b] = data.targets + (start + timeSteps) * targets * 4;
  }
  if (data.mask > 0) {
    const rows = machine.bytes(data.mask, data.rows);
    const mask = machine.bytes(program.mask, timeSteps * program.batchSize);
    for (let t = 0; t < timeSteps; t++) {
      for (let b = 0; b < starts.length; b++) mask[t * program.batchSize + b] = rows[(starts[b] ?? 0) + t] ?? 0;
    }
  }
  if (lossRows > 0) machine.setNumber(ops.LOSS_SCALE, 1 / (lossRows * horizon * targets));
}

/** Draws the masks of a batch, layer by layer and direction by direction, to where the program reads them. */
export function writeDropout(machine: Machine, program: Program, dropout: DropoutSource, rows: number): void {
  for (const { layer, features, masks } of program.layers) {
    if (layer.dropout === 0 && layer.recurrentDropout === 0) continue;
    for (const places of masks) {
      const drawn = dropout.masks(layer, rows, features);
      writeMasks(machine, places.inputs, drawn.inputs, rows);
      writeMasks(machine, places.recurrent, drawn.recurrent, rows);
    }
  }
}

function writeMasks(
  machine: Machine,
  places: readonly MaskPlace[],
  masks: readonly Float32Array[],
  rows: number,
): void {
  places.forEach(({ view, width }, i) => {
    for (let row = 0; row < rows; row++) {
      const mask = masks[i]?.subarray(row * width, (row + 1) * width);
      if (mask) machine.floats(view.address + row * view.rowBytes, width).set(mask);
    }
  });
}

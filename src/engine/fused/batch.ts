import type { DropoutSource } from '../dropout';
import { tokenColumns } from '../../spec/shapes';
import type { DataOptions, ModelShapes } from '../engine';
import type { Machine } from './machine';
import type { Program } from './program/compile';
import type { MaskPlace } from './program/context';
import { tokenTableBytes } from './program/context';
import type { Model } from './program/model';
import { scaleWindows } from './windowScale';

/** Addresses of the data; 0 of what there is none. */
export interface DataPlace {
  readonly rows: number;
  readonly targetRows: number;
  readonly options: DataOptions;
  /** Windows of numbers alone: the tables of addresses are all that they need. */
  readonly inPlace: boolean;
  readonly inputs: number;
  readonly targets: number;
  readonly mask: number;
  readonly tokens: number;
  readonly labels: number;
  readonly known: number;
  readonly classWeights: number;
  readonly quantiles: number;
  readonly index: number;
}

/** Where a program reads what its examples are; `target` is null where it has nothing to do with what is predicted. */
export type ExamplePlaces = Pick<Program, 'batchSize' | 'tables' | 'source' | 'target' | 'scaled'>;

/** What a batch is placed into. */
export interface BatchSetting {
  readonly machine: Machine;
  readonly model: Model;
  readonly shapes: ModelShapes;
  readonly data: DataPlace;
}

/** First source row, source steps, first target row and target steps of an example. */
type Extent = readonly [sourceRow: number, sourceSteps: number, targetRow: number, targetSteps: number];

/**
 * Tells a program its examples: the addresses of what they read, and which of their steps count.
 * @param withTargets whether targets matter: for a loss
 * @returns what the loss is a mean over; see `Measured.count`
 * @throws RangeError for an example that is not within the data, a token beyond the vocabulary, or an unknown class
 */
export function placeExamples(
  setting: BatchSetting,
  program: ExamplePlaces,
  examples: Int32Array,
  withTargets: boolean,
): number {
  const { model, data } = setting;
  const targets = withTargets || (program.target !== null && readsTargets(model));
  if (data.inPlace) {
    placeWindows(setting, program, examples, targets);
    return program.target ? examples.length * program.target.timeSteps : examples.length;
  }
  placeSequences(setting, program, examples, targets);
  if (data.options.windowScale) scaleWindows(setting, program, examples, targets);
  return model.network.head.steps === 'last' ? examples.length : countSteps(setting, examples);
}

/** Whether a decoder is fed what it is to say. */
const readsTargets = ({ network }: Model): boolean =>
  network.decoder?.inputs.some(({ kind }) => kind === 'previous' || kind === 'embedding' || kind === 'one-hot') ??
  false;

/** Windows of numbers, read in place. */
function placeWindows(
  { machine, shapes, data }: BatchSetting,
  program: ExamplePlaces,
  starts: Int32Array,
  withTargets: boolean,
): void {
  const { timeSteps, features, horizon, targets } = shapes;
  const windows = machine.words(program.tables.inputs, starts.length);
  const targetRows = machine.words(program.tables.targets, starts.length);
  const last = data.rows - timeSteps - (withTargets ? horizon : 0);
  for (let b = 0; b < starts.length; b++) {
    const start = starts[b] ?? 0;
    if (start < 0 || start > last) throw new RangeError(`Window ${start} is not within the ${data.rows} rows.`);
    windows[b] = data.inputs + start * features * 4;
    targetRows[b] = data.targets + (start + timeSteps) * targets * 4;
  }
  if (data.mask > 0) {
    const rows = machine.bytes(data.mask, data.rows);
    const { batchSize, source } = program;
    const mask = machine.bytes(source.mask, timeSteps * batchSize);
    for (let t = 0; t < timeSteps; t++) {
      for (let b = 0; b < starts.length; b++) mask[t * batchSize + b] = rows[(starts[b] ?? 0) + t] ?? 0;
    }
  }
}

/** Sequences that differ in length, tokens, labels, and windows with known columns. */
function placeSequences(
  setting: BatchSetting,
  program: ExamplePlaces,
  examples: Int32Array,
  withTargets: boolean,
): void {
  const { machine, shapes, data } = setting;
  const { features, targets, known = 0 } = shapes;
  const { tables, batchSize, source, target } = program;
  const count = examples.length;
  const table = (address: number): Int32Array => machine.words(address, count);
  const inputs = table(tables.inputs);
  const tokens = tokenColumns(shapes).map((_, column) => table(tables.tokens + column * tokenTableBytes(batchSize)));
  const targetTable = table(tables.targets);
  const labels = table(tables.labels);
  const knownTable = table(tables.known);
  const check = checks(setting, withTargets);
  const rowMask = data.mask > 0 ? machine.bytes(data.mask, data.rows) : null;
  const sourceMask = source.mask > 0 ? machine.bytes(source.mask, source.timeSteps * batchSize) : null;
  const targetMask = target && target.mask > 0 ? machine.bytes(target.mask, target.timeSteps * batchSize) : null;
  const index = indexOf(setting);
  for (let b = 0; b < count; b++) {
    const extent = extentOf(setting, index, examples[b] ?? -1);
    check(extent, source.timeSteps, target?.timeSteps ?? null);
    const [sourceRow, sourceSteps, targetRow, targetSteps] = extent;
    inputs[b] = data.inputs + sourceRow * features * 4;
    tokens.forEach((addresses, column) => {
      addresses[b] = data.tokens + (column * data.rows + sourceRow) * 4;
    });
    targetTable[b] = data.targets + targetRow * targets * 4;
    labels[b] = data.labels + targetRow * 4;
    knownTable[b] = data.known + targetRow * known * 4;
    if (sourceMask) {
      for (let t = 0; t < source.timeSteps; t++) {
        sourceMask[t * batchSize + b] = t < sourceSteps && rowMask?.[sourceRow + t] !== 0 ? 1 : 0;
      }
    }
    if (targetMask && target) {
      for (let t = 0; t < target.timeSteps; t++) targetMask[t * batchSize + b] = t < targetSteps ? 1 : 0;
    }
  }
}

/** The index of the examples, or null where they are windows. */
export const indexOf = ({ machine, data }: BatchSetting): Int32Array | null =>
  data.index === 0 ? null : machine.words(data.index, (data.options.examples ?? 0) * 4);

/** @throws RangeError where there is no such example */
export function extentOf({ shapes, data }: BatchSetting, index: Int32Array | null, example: number): Extent {
  if (!index) return [example, shapes.timeSteps, example + shapes.timeSteps, shapes.horizon];
  const examples = data.options.examples ?? 0;
  if (example < 0 || example >= examples) throw new RangeError(`Example ${example} is not one of the ${examples}.`);
  const at = example * 4;
  return [index[at] ?? -1, index[at + 1] ?? -1, index[at + 2] ?? -1, index[at + 3] ?? -1];
}

/** Refuses what a kernel must not be given: an address that is wrong would be read all the same. */
function checks(
  { machine, model, shapes, data }: BatchSetting,
  withTargets: boolean,
): (extent: Extent, mostSource: number, mostTarget: number | null) => void {
  const { rows, targetRows } = data;
  const { head, decoder } = model.network;
  const { classes, known = 0 } = shapes;
  const tokens = tokenColumns(shapes).map((limit, column) => ({
    limit,
    of: machine.words(data.tokens + column * rows * 4, rows),
  }));
  const labels = classes === undefined ? null : machine.words(data.labels, targetRows);
  const readsTokens = decoder !== null && labels !== null;
  return ([sourceRow, sourceSteps, targetRow, targetSteps], mostSource, mostTarget) => {
    if (!(sourceSteps >= 0 && sourceSteps <= mostSource)) {
      throw new RangeError(`An example has ${sourceSteps} source steps; 0 to ${mostSource} are expected.`);
    }
    within(sourceRow, sourceSteps, rows, 'source');
    for (const { of, limit } of tokens) eachBelow(of, sourceRow, sourceSteps, limit, 'Token');
    if (decoder && mostTarget === null) return; // what it is to say does not matter
    if (mostTarget !== null && !(targetSteps >= 0 && targetSteps <= mostTarget)) {
      throw new RangeError(`An example has ${targetSteps} target steps; 0 to ${mostTarget} are expected.`);
    }
    const predicted = head.steps === 'last' ? (labels ? 1 : shapes.horizon) : targetSteps;
    if (known > 0) within(targetRow, predicted, rows, 'known');
    if (!withTargets) return;
    if (head.steps === 'each' && targetSteps !== sourceSteps) {
      throw new RangeError(
        `An example has ${sourceSteps} source steps and ${targetSteps} target steps; they are the same.`,
      );
    }
    const read = predicted + (readsTokens ? 1 : 0);
    within(targetRow, read, targetRows, 'target');
    if (labels) eachBelow(labels, targetRow, read, classes ?? 0, 'Class');
  };
}

function within(row: number, steps: number, rows: number, what: string): void {
  if (row >= 0 && row + steps <= rows) return;
  throw new RangeError(`An example's ${what} rows [${row}, ${row + steps}) are not within the ${rows} rows.`);
}

function eachBelow(values: Int32Array, from: number, count: number, limit: number, what: string): void {
  for (let i = from; i < from + count; i++) {
    const value = values[i] ?? -1;
    if (value < 0 || value >= limit) throw new RangeError(`${what} ${value} of row ${i} is not one of the ${limit}.`);
  }
}

/** Real steps of examples: of the target where there is a decoder, otherwise of the source. */
export function countSteps(setting: BatchSetting, examples: Int32Array): number {
  const { machine, model, data } = setting;
  const index = indexOf(setting);
  const rowMask = data.mask > 0 ? machine.bytes(data.mask, data.rows) : null;
  let count = 0;
  for (const example of examples) {
    const [sourceRow, sourceSteps, , targetSteps] = extentOf(setting, index, example);
    if (model.network.decoder) count += targetSteps;
    else if (!rowMask) count += sourceSteps;
    else for (let t = 0; t < sourceSteps; t++) count += rowMask[sourceRow + t] === 0 ? 0 : 1;
  }
  return count;
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

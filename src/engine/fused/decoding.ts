import { UserError } from '../../spec/errors';
import type { Decoding } from '../engine';
import { dataTooLarge } from '../memory';
import { placeExamples } from './batch';
import type { EngineCore } from './core';
import { Layout } from './memory/layout';
import type { PlacedStepping } from './placed';
import { mostMemory } from './plan';
import type { Stepping } from './program/stepping';
import { compileStepping } from './program/stepping';
import { SteppedRows } from './steppedRows';
import type { Scale } from './windowScale';
import { scaleOf } from './windowScale';

/**
 * Runs the encoder on examples, each `copies` times in a row, and gives the decoder to step through.
 * @throws UserError when the network has no decoder, or for more rows than there is memory for
 */
export function* decodingOf(core: EngineCore, examples: Int32Array, copies: number): Generator<void, Decoding> {
  if (!core.model.network.decoder) throw notDecoded('The network has no decoder to step through.');
  if (examples.length === 0 || copies < 1) throw new RangeError('There is at least one example, and one copy of it.');
  const rows = new Int32Array(examples.length * copies).map((_, row) => examples[Math.floor(row / copies)] ?? -1);
  core.decoding = null; // its states are overwritten, also where this is interrupted
  const placed = steppingFor(core, rows.length);
  const { program, encode } = placed;
  if (!program.encode || !encode) throw new Error('A network with a decoder has an encoder.');
  placeExamples(core.setting, program.encode, rows, false);
  clearStates(core, program);
  yield* core.machine.rows(encode, rows.length, encode.bytes);
  return new SteppedRows(core, placed, { rows: rows.length, copies, scales: scalesOf(core, rows) });
}

/**
 * A network that writes on, to be stepped from the zero state.
 * @throws UserError when the network cannot, or for more rows than there is memory for
 */
export function generatingOf(core: EngineCore, rows: number): Decoding {
  const { network } = core.model;
  if (network.head.steps !== 'each') throw notDecoded('The network says nothing step by step, so it cannot write on.');
  if (network.encoder.some(({ layer }) => layer.bidirectional)) {
    throw notDecoded('A layer that reads in both directions cannot write on: it would read what is not written yet.');
  }
  if (rows < 1) throw new RangeError('At least one text is written.');
  core.machine.refuseWhileRunning();
  const placed = steppingFor(core, rows);
  clearStates(core, placed.program);
  return new SteppedRows(core, placed, { rows, copies: rows, scales: null });
}

const notDecoded = (message: string): UserError =>
  new UserError(message, 'Choose a task and a topology that write step by step.', { code: 'engine/unsupported' });

/** The programs for as many rows: those of the last time where they have room, otherwise new ones, with room to spare. */
function steppingFor(core: EngineCore, rows: number): PlacedStepping {
  const { placed, machine } = core;
  const before = placed.stepping;
  if (before && before.program.batchSize >= rows) return before;
  const batchSize = 2 ** Math.ceil(Math.log2(rows));
  const { from, experiment, shapes, model, blocks, threads, data } = core.ownProgram(batchSize);
  const layout = new Layout(from);
  const sequences = (data.examples ?? 0) > 0;
  const program = compileStepping({
    ...{ model, shapes, batchSize, threads, layout, blocks, loss: experiment.training.loss },
    constants: placed.data,
    masked: sequences || data.masked === true,
    scalesWindows: data.windowScale !== undefined,
  });
  if (layout.top > mostMemory()) throw dataTooLarge(layout.top);
  machine.layOut(layout.top);
  const encode = program.encode ? machine.place(program.encode.tape) : null;
  const stepping = { program, encode, step: machine.place(program.step.tape) };
  writeTables(core, program);
  placed.stepping = stepping;
  return stepping;
}

/** Where each row finds its inputs, which do not move. */
function writeTables({ machine }: EngineCore, { step, batchSize }: Stepping): void {
  const { tables, tokens, previous, columns } = step;
  const write = (table: number, first: number, bytes: number): void => {
    const words = machine.words(table, batchSize);
    for (let row = 0; row < batchSize; row++) words[row] = first + row * bytes;
  };
  write(tables.tokens, tokens, 4);
  write(tables.labels, tokens, 4);
  write(tables.inputs, columns.address, columns.width * 4);
  write(tables.known, columns.address, columns.width * 4);
  // The part reads the targets of the row before.
  write(tables.targets, previous.address + previous.width * 4, previous.width * 4);
}

/** States that the encoder hands over are written by it; the others begin with zeros. */
function clearStates({ machine }: EngineCore, { step, batchSize }: Stepping): void {
  for (const view of step.states) machine.floats(view.address, (batchSize * view.rowBytes) / 4).fill(0);
}

/** By row and target: what its window is scaled by; null where windows are not. */
function scalesOf({ setting }: EngineCore, rows: Int32Array): Scale[][] | null {
  const { windowScale } = setting.data.options;
  if (!windowScale) return null;
  return Array.from(rows, (start) => windowScale.targets.map((column) => scaleOf(setting, start, column)));
}

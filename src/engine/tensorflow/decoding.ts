import type { Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

import { UserError } from '../../spec/errors';
import { outputUnits } from '../../spec/network';
import type { Decoding } from '../engine';
import { dataTooLarge, machineMemory } from '../memory';
import type { EngineCore } from './core';
import { groupsOf, sequenceOf, weightsOf } from './core';
import type { Taken } from './decoder';
import { takenOf } from './decoder';
import { runEncoder } from './network';
import { putRows } from './rows';
import type { Kept, Looked, Stepped } from './steppedRows';
import { SteppedRows } from './steppedRows';
import type { WindowLevel } from './windowScale';

/**
 * Runs the encoder on examples, each `copies` times in a row, and gives the decoder to step through.
 * @throws UserError when the network has no decoder, or for more rows than there is memory for
 */
export function decodingOf(core: EngineCore, examples: Int32Array, copies: number): Decoding {
  const { network } = core;
  const { decoder } = network;
  if (!decoder) throw notDecoded('The network has no decoder to step through.');
  if (examples.length === 0 || copies < 1) throw new RangeError('There is at least one example, and one copy of it.');
  refuseRows(core, examples.length * copies);
  core.decoding = null;
  const rows = new Int32Array(examples.length * copies).map((_, row) => examples[Math.floor(row / copies)] ?? -1);
  const states = decoder.blocks.map(({ layer: { cell, units } }) => emptyState(rows.length, units, cell === 'lstm'));
  const width = network.encoder.slice(-1).reduce((_, { layer }) => outputUnits(layer), 0);
  const context = decoder.inputs.some(({ kind }) => kind === 'context') ? new Float32Array(rows.length * width) : null;
  const looked: Looked[] = [];
  const levels: WindowLevel[][] = [];
  for (const { group, places } of groupsOf(core, rows, false)) {
    const batchSize = places.length;
    tf.tidy(() => {
      const source = sequenceOf(core, group, 'source');
      const taken = takenOf(network, runEncoder({ network, weights: weightsOf(core), masks: [], source, batchSize }));
      keep(taken, { states, context }, places);
      if (decoder.attention) looked.push({ rows: places, steps: group.source.steps, keys: valuesOf(taken.keys) });
    });
    core.examples.levels(group, 1)?.forEach((own, i) => (levels[places[i] ?? NaN] = own));
  }
  const stepped: Stepped = {
    ...{ rows: rows.length, copies, states, context, width },
    looked: decoder.attention ? looked : null,
    levels: levels.length > 0 ? levels : null,
  };
  return new SteppedRows(core, decoder.inputs, stepped);
}

/**
 * A network that writes on, to be stepped from the zero state.
 * @throws UserError when the network cannot, or for more rows than there is memory for
 */
export function generatingOf(core: EngineCore, rows: number): Decoding {
  const { network } = core;
  if (network.head.steps !== 'each') throw notDecoded('The network says nothing step by step, so it cannot write on.');
  if (network.encoder.some(({ layer }) => layer.bidirectional)) {
    throw notDecoded('A layer that reads in both directions cannot write on: it would read what is not written yet.');
  }
  if (rows < 1) throw new RangeError('At least one text is written.');
  refuseRows(core, rows);
  const states = network.encoder.map(({ layer: { cell, units } }) => emptyState(rows, units, cell === 'lstm'));
  const stepped: Stepped = {
    ...{ rows, copies: rows, states, context: null, width: 0, looked: null, levels: null },
  };
  return new SteppedRows(core, network.inputs, stepped);
}

const notDecoded = (message: string): UserError =>
  new UserError(message, 'Choose a task and a topology that write step by step.', { code: 'engine/unsupported' });

/** States, what attention looks at, and outputs are kept for all rows. */
function refuseRows({ network, shapes }: EngineCore, rows: number): void {
  const units = [...network.encoder, ...(network.decoder?.blocks ?? [])].reduce(
    (sum, { layer }) => sum + outputUnits(layer),
    0,
  );
  const keys = network.decoder?.attention ? shapes.timeSteps * network.decoder.attention.width : 0;
  const bytes = 4 * rows * (2 * units + keys + network.head.units);
  if (bytes > machineMemory()) throw dataTooLarge(bytes);
}

const emptyState = (rows: number, units: number, hasC: boolean): Kept => ({
  h: new Float32Array(rows * units),
  c: hasC ? new Float32Array(rows * units) : null,
  units,
});

/** What a group's encoder gave, as rows of the whole. */
function keep(
  taken: Taken,
  { states, context }: { readonly states: readonly Kept[]; readonly context: Float32Array | null },
  places: Int32Array,
): void {
  const put = (all: Float32Array | null | undefined, given: tf.Tensor2D | null | undefined): void => {
    if (all && given) putRows(all, given.dataSync<'float32'>(), places, given.shape[1]);
  };
  taken.initial.forEach((state, j) => {
    put(states[j]?.h, state?.h);
    put(states[j]?.c, state?.c);
  });
  put(context, taken.context);
}

const valuesOf = (keys: Tensor3D | null): Float32Array => keys?.dataSync<'float32'>().slice() ?? new Float32Array(0);

import { createHash } from 'node:crypto';

import { z } from 'zod';

import { UserError } from '../spec/errors';

/**
 * `checkpoint.bin`: all that training changes, so that it can go on as if it had never stopped.
 * Little-endian: "SLCK", u32 version, u32 length of the header, header (JSON, padded with blanks to 4 bytes), then the
 * arrays as 32-bit floats in the header's order, then the SHA-256 of everything before it.
 */

/** A weight or what the optimizer remembers of it, by Keras' name. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const magic = 'SLCK';
/** Version 2 tells beside the number of examples what their loss is a mean over. */
const formatVersion = 2;
const hashBytes = 32;

const patienceSchema = z.strictObject({ best: z.number().nullable(), waited: z.int() }).nullable();

const headerSchema = z.strictObject({
  /** Finished epochs, and where the running one stands. */
  epochsDone: z.int(),
  batchesDone: z.int(),
  windowsDone: z.int(),
  countDone: z.int(),
  lossSum: z.number(),
  gradientSum: z.number(),
  learningRate: z.number(),
  /** Generator of the order of windows at the start of the running epoch, and of dropout masks now. */
  shuffler: z.array(z.number()),
  dropout: z.array(z.number()),
  optimizerStep: z.number(),
  best: z.strictObject({ epoch: z.int(), value: z.number() }).nullable(),
  earlyStopping: patienceSchema,
  schedule: patienceSchema,
  /** SHA-256 of the CSV that was trained on. */
  sha256: z.string(),
  arrays: z.array(
    z.strictObject({
      group: z.enum(['weights', 'optimizer', 'best']),
      name: z.string(),
      shape: z.array(z.int().nonnegative()),
    }),
  ),
});

type Header = z.output<typeof headerSchema>;

export type CheckpointState = Omit<Header, 'arrays'>;

export interface Checkpoint {
  readonly state: CheckpointState;
  readonly weights: readonly NamedArray[];
  readonly optimizer: readonly NamedArray[];
  /** Empty while no epoch is finished. */
  readonly best: readonly NamedArray[];
}

export function encodeCheckpoint({ state, weights, optimizer, best }: Checkpoint): Uint8Array {
  const groups = { weights, optimizer, best };
  const arrays = (['weights', 'optimizer', 'best'] as const).flatMap((group) =>
    groups[group].map(({ name, shape, values }) => ({ group, name, shape: [...shape], values })),
  );
  const header = JSON.stringify({ ...state, arrays: arrays.map(({ group, name, shape }) => ({ group, name, shape })) });
  const headerBytes = Buffer.from(header.padEnd(header.length + ((4 - (Buffer.byteLength(header) % 4)) % 4)));
  const start = Buffer.alloc(12);
  start.write(magic, 'latin1');
  start.writeUInt32LE(formatVersion, 4);
  start.writeUInt32LE(headerBytes.length, 8);
  const parts = [start, headerBytes, ...arrays.map(({ values }) => floatBytes(values))];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return Buffer.concat([...parts, hash.digest()]);
}

/** @throws UserError when the file is torn or of another version */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.length - hashBytes;
  const damaged = (why: string): UserError =>
    new UserError(`${file} is not a whole checkpoint: ${why}.`, 'Use the previous checkpoint, or train again.', {
      code: 'run/damaged',
      file,
    });
  if (end < 12 || view.toString('latin1', 0, 4) !== magic) throw damaged('its beginning is another');
  const version = view.readUInt32LE(4);
  if (version < formatVersion) {
    const text = `${file} was written by an earlier Sequence Lab: its version is ${version}, not ${formatVersion}.`;
    throw new UserError(
      text,
      'Train again; the model, the predictions and the code of the run can be used as they are.',
      {
        code: 'run/old-checkpoint',
        file,
      },
    );
  }
  if (version !== formatVersion) throw damaged(`its version is ${version}, not ${formatVersion}`);
  if (!createHash('sha256').update(view.subarray(0, end)).digest().equals(view.subarray(end))) {
    throw damaged('its check sum does not fit');
  }
  let offset = 12 + view.readUInt32LE(8);
  const { arrays, ...state } = headerSchema.parse(JSON.parse(view.toString('utf8', 12, offset)));
  const groups: Record<(typeof arrays)[number]['group'], NamedArray[]> = { weights: [], optimizer: [], best: [] };
  for (const { group, name, shape } of arrays) {
    const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
    if (offset + values.byteLength > end) throw damaged('it is too short');
    floatBytes(values).set(view.subarray(offset, offset + values.byteLength));
    offset += values.byteLength;
    groups[group].push({ name, shape, values });
  }
  return { state, ...groups };
}

/** The memory of an array as bytes: every machine that VS Code runs on is little-endian. */
function floatBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

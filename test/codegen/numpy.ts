import { writeFileSync } from 'node:fs';

export interface NumpyArray {
  readonly type: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: readonly number[];
}

const codes = { float32: '<f4', int32: '<i4', bool: '|b1' } as const;
const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Writes an array in NumPy's own format, version 1 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
export function writeNumpy(file: string, { type, shape, values }: NumpyArray): void {
  const sizes = shape.map((size) => `${size}, `).join('');
  const header = `{'descr': '${codes[type]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const begin = 10; // magic, version, length of the header
  const padded = `${header.padEnd(Math.ceil((begin + header.length + 1) / 64) * 64 - begin - 1)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  const data = arrays[type].from(values);
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  writeFileSync(file, Buffer.concat([magic, length, Buffer.from(padded, 'latin1'), new Uint8Array(data.buffer)]));
}

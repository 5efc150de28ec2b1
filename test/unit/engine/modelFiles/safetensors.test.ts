import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { NamedWeight } from '../../../../src/engine/engine';
import { safetensorsFile } from '../../../../src/engine/modelFiles/safetensors';

const weight = (name: string, shape: readonly number[], values: readonly number[]): NamedWeight => ({
  name,
  shape,
  values: Float32Array.from(values),
});

interface Read {
  readonly header: string;
  readonly entries: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  readonly data: Buffer;
}

/** As https://huggingface.co/docs/safetensors describes the format. */
function read(file: Uint8Array): Read {
  const bytes = Buffer.from(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = bytes.toString('utf8', 8, 8 + length);
  return { header, entries: JSON.parse(header) as Read['entries'], data: bytes.subarray(8 + length) };
}

describe('a safetensors file', () => {
  test('is a length, a header and numbers, byte for byte', () => {
    const file = Buffer.from(safetensorsFile([weight('a', [2], [1, -2]), weight('b/c', [1, 1], [0.5])]));
    const header =
      '{"__metadata__":{"format":"keras names","generatedBy":"Sequence Lab"},' +
      '"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b/c":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(file.subarray(0, 8).toString('hex')).toBe(`${padded.length.toString(16)}00000000000000`);
    expect(file.toString('latin1', 8, 8 + padded.length)).toBe(padded);
    expect(file.toString('hex', 8 + padded.length)).toBe('0000803f000000c00000003f');
  });

  test('has numbers bit for bit, those that are none among them', () => {
    const special = [NaN, Infinity, -Infinity, -0, 2 ** -149, 3.4028234663852886e38];
    const { data } = read(safetensorsFile([weight('w', [6], special)]));
    expect(data.toString('hex')).toBe('0000c07f' + '0000807f' + '000080ff' + '00000080' + '01000000' + 'ffff7f7f');
  });

  test('keeps the order of the weights, whatever their names are', () => {
    const names = ['z', '1', '0', '__proto__', 'constructor', 'class "x"\\', 'вес', '\u2028'];
    const { header } = read(safetensorsFile(names.map((name, i) => weight(name, [1], [i]))));
    const found = [...header.matchAll(/("(?:[^"\\]|\\.)*"):\{"dtype"/g)].map(
      ([, text = '']) => JSON.parse(text) as unknown,
    );
    expect(found).toEqual(names);
  });

  test('may have weights without values, or none at all', () => {
    expect(read(safetensorsFile([])).data).toHaveLength(0);
    const { entries } = read(safetensorsFile([weight('empty', [0, 3], []), weight('one', [], [7])]));
    expect(entries['empty']).toEqual({ dtype: 'F32', shape: [0, 3], data_offsets: [0, 0] });
    expect(entries['one']).toEqual({ dtype: 'F32', shape: [], data_offsets: [0, 4] });
  });

  test('begins its numbers at a multiple of 8 bytes and leaves no gap', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.nat(9)), { selector: ([name]) => name }),
        (list) => {
          const weights = list.map(([name, count]) => weight(name, [count], new Array<number>(count).fill(1)));
          const file = safetensorsFile(weights);
          const { entries, data } = read(file);
          expect((file.length - data.length) % 8).toBe(0);
          let at = 0;
          for (const [name, count] of list) {
            expect(Object.getOwnPropertyDescriptor(entries, name)?.value).toMatchObject({
              data_offsets: [at, at + 4 * count],
            });
            at += 4 * count;
          }
          expect(data).toHaveLength(at);
        },
      ),
    );
  });

  test('holds many megabytes', () => {
    const values = new Float32Array(5_000_000).fill(0.25);
    const { data } = read(safetensorsFile([{ name: 'large', shape: [1000, 5000], values }]));
    expect(data).toHaveLength(20_000_000);
    expect(data.readFloatLE(19_999_996)).toBe(0.25);
  });

  test('refuses what it could not be read back from', () => {
    expect(() => safetensorsFile([weight('__metadata__', [1], [1])])).toThrow('cannot both be called __metadata__');
    expect(() => safetensorsFile([weight('a', [1], [1]), weight('a', [1], [2])])).toThrow('cannot both be called a');
    expect(() => safetensorsFile([weight('a', [2, 2], [1])])).toThrow('a has 1 values; its shape is of 4');
  });
});

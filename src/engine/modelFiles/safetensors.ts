import type { NamedWeight } from '../engine';
import { floatBytes } from './floatBytes';

/** The key that the format keeps for itself; no tensor may have it. */
const metadataKey = '__metadata__';
/** Where the data may begin: readers map them into memory as they are. */
const alignment = 8;

/**
 * All weights in the safetensors format (https://huggingface.co/docs/safetensors): the header's length as a little-endian
 * 64-bit number, the header (JSON, spaces at its end), and the numbers, float32, one tensor after the other.
 * @param weights all weights in the order of `weightShapes`
 * @throws Error for names that the format cannot have, and for shapes that do not fit their values
 */
export function safetensorsFile(weights: readonly NamedWeight[]): Uint8Array {
  const header = headerBytes(weights);
  const data = floatBytes(weights.map(({ values }) => values));
  const file = new Uint8Array(alignment + header.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, alignment);
  file.set(data, alignment + header.length);
  return file;
}

function headerBytes(weights: readonly NamedWeight[]): Uint8Array {
  // A map, because an object would sort names that are numbers, and take `__proto__` for its prototype.
  const entries = new Map<string, unknown>([[metadataKey, { format: 'keras names', generatedBy: 'Sequence Lab' }]]);
  let at = 0; // bytes behind the header
  for (const { name, shape, values } of weights) {
    if (entries.has(name)) throw new Error(`Two tensors of a safetensors file cannot both be called ${name}.`);
    const count = shape.reduce((product, n) => product * n, 1);
    if (count !== values.length) throw new Error(`${name} has ${values.length} values; its shape is of ${count}.`);
    const end = at + 4 * count;
    entries.set(name, { dtype: 'F32', shape, data_offsets: [at, end] });
    at = end;
  }
  const members = [...entries].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const text = new TextEncoder().encode(`{${members.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(text.length / alignment) * alignment).fill(' '.charCodeAt(0));
  padded.set(text);
  return padded;
}

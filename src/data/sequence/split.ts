import type { Experiment } from '../../spec/experiment';
import type { Preprocessing, SplitName } from '../../spec/run';

export { splitRows } from '../../spec/splitRows';

type Split = Experiment['data']['split'];
export type Parts = Preprocessing['parts'];

/** Whether a part is wanted at all. */
export function isWanted(part: SplitName, { train, validation, test, testRows, validationRows }: Split): boolean {
  if (part === 'train') return train > 0;
  return part === 'test' ? testRows !== null || test > 0 : validationRows !== null || validation > 0;
}

/**
 * The part of each of `count` things (series, rows), in the order of a hash of their numbers: the same with the same
 * seed everywhere, and not moved by other seeds. Borders are rounded to the nearest, so that few series are not all trained on.
 */
export function splitByHash(count: number, { train, validation, test, seed }: Split): SplitName[] {
  const order = Array.from({ length: count }, (_, i) => ({ i, hash: hash32(i, seed) }));
  order.sort((a, b) => a.hash - b.hash || a.i - b.i);
  const trainEnd = validation === 0 && test === 0 ? count : Math.round(count * train);
  const validationEnd = test === 0 ? count : Math.round(count * (train + validation));
  const parts: SplitName[] = [];
  order.forEach(({ i }, place) => {
    parts[i] = place < trainEnd ? 'train' : place < validationEnd ? 'validation' : 'test';
  });
  return parts;
}

/**
 * A number's hash of 32 bits (MurmurHash3's finalizer, https://github.com/aappleby/smhasher, over number and seed): whole
 * numbers alone, so that other languages get the same.
 */
export function hash32(number: number, seed: number): number {
  let h = (number ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

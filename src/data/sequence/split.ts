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
 * seed everywhere. Counts are rounded to the nearest; a part that has a share and would get nothing by that takes one from
 * the largest part (of those alike the first), as long as there are as many things as parts.
 */
export function splitByHash(count: number, split: Split): SplitName[] {
  const { seed } = split;
  const order = Array.from({ length: count }, (_, i) => ({ i, hash: hash32(i, seed) }));
  order.sort((a, b) => a.hash - b.hash || a.i - b.i);
  const [trainEnd, validationEnd] = borders(count, split);
  const parts: SplitName[] = [];
  order.forEach(({ i }, place) => {
    parts[i] = place < trainEnd ? 'train' : place < validationEnd ? 'validation' : 'test';
  });
  return parts;
}

/** Where training and validation end. */
function borders(count: number, { train, validation, test }: Split): readonly [number, number] {
  const trainEnd = validation === 0 && test === 0 ? count : Math.round(count * train);
  const validationEnd = test === 0 ? count : Math.round(count * (train + validation));
  const counts = [trainEnd, validationEnd - trainEnd, count - validationEnd];
  const wanted = [train, validation, test].map((share) => share > 0);
  if (count >= wanted.filter(Boolean).length) {
    wanted.forEach((isWanted, part) => {
      if (!isWanted || counts[part]! > 0) return;
      counts[counts.indexOf(Math.max(...counts))]! -= 1;
      counts[part] = 1;
    });
  }
  return [counts[0]!, counts[0]! + counts[1]!];
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

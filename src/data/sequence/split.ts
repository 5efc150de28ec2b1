import type { Experiment } from '../../spec/experiment';
import type { Preprocessing, SplitName } from '../../spec/run';

type Split = Experiment['data']['split'];
export type Parts = Preprocessing['parts'];

/**
 * Consecutive ranges of the rows of one series in time order: the earliest train, the latest test. Borders are rounded
 * down. Where the rows of a part are counted, the others share what is left.
 */
export function splitRows(rows: number, split: SplitShares): Parts {
  const { train, validation, test, testRows = null, validationRows = null } = split;
  // 0.8 + 0.1 is a little below 0.9 in binary; a row must not be lost to that.
  const border = (of: number, share: number) => Math.min(of, Math.floor(of * share + 1e-9));
  if (testRows === null && validationRows === null) {
    const trainEnd = validation === 0 && test === 0 ? rows : border(rows, train);
    const validationEnd = test === 0 ? rows : border(rows, train + validation);
    return { train: [0, trainEnd], validation: [trainEnd, validationEnd], test: [validationEnd, rows] };
  }
  const testFrom = testRows === null ? (test === 0 ? rows : border(rows, 1 - test)) : Math.max(0, rows - testRows);
  const trainEnd =
    validationRows === null
      ? validation === 0
        ? testFrom
        : border(testFrom, train / (train + validation))
      : Math.max(0, testFrom - validationRows);
  return { train: [0, trainEnd], validation: [trainEnd, testFrom], test: [testFrom, rows] };
}

type SplitShares = Pick<Split, 'train' | 'validation' | 'test'> & Partial<Pick<Split, 'testRows' | 'validationRows'>>;

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

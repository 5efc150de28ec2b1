import type { Experiment } from './experiment';
import type { Preprocessing } from './run';

type Split = Experiment['data']['split'];
type SplitShares = Pick<Split, 'train' | 'validation' | 'test'> & Partial<Pick<Split, 'testRows' | 'validationRows'>>;

/**
 * Consecutive ranges of the rows of one series in time order: the earliest train, the latest test. Borders are rounded
 * down. Where the rows of a part are counted, the others share what is left.
 */
export function splitRows(rows: number, split: SplitShares): Preprocessing['parts'] {
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

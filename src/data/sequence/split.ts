import type { Experiment } from '../../spec/experiment';
import type { Preprocessing } from '../../spec/run';

/** Consecutive ranges of rows in time order: the earliest train, the latest test. Borders are rounded down. */
export function splitRows(
  rows: number,
  { train, validation, test }: Experiment['data']['split'],
): Preprocessing['parts'] {
  // 0.8 + 0.1 is a little below 0.9 in binary; a row must not be lost to that.
  const border = (share: number) => Math.min(rows, Math.floor(rows * share + 1e-9));
  const trainEnd = validation === 0 && test === 0 ? rows : border(train);
  const validationEnd = test === 0 ? rows : border(train + validation);
  return { train: [0, trainEnd], validation: [trainEnd, validationEnd], test: [validationEnd, rows] };
}

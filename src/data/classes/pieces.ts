import type { Experiment } from '../../spec/experiment';
import type { SplitName } from '../../spec/run';
import { splitRows } from '../sequence/split';
import { splitExamples } from '../text/splitExamples';
import type { Stretch } from './sequenceInputs';
import type { SequenceRows } from './sequenceRows';

/** Rows that are read as one sequence, and the part that they belong to. */
export interface Piece extends Stretch {
  readonly part: SplitName;
}

/**
 * Cuts rows into pieces of at most `timeSteps` that follow each other without a hole, within a series and within a part.
 * Whole series are shared out where there are several, in the order of the file or at random. One series by itself: by time
 * its rows, at random its pieces.
 * @param isTold whether something is to be told of a kept row; a row of which nothing is leaves a hole
 */
export function cutPieces(
  { data, window }: Pick<Experiment, 'data' | 'window'>,
  { kept }: SequenceRows,
  isTold: (row: number) => boolean,
): Piece[] {
  const { split, series } = data;
  const count = kept.starts.length - 1;
  const beginsAnew = new Set(kept.segmentStarts);
  const cutStretch = ({ from, to }: Stretch): Stretch[] => {
    const pieces: Stretch[] = [];
    let start = from;
    for (let row = from; row <= to; row++) {
      const ends = row === to || !isTold(row) || beginsAnew.has(row) || row - start === window.timeSteps;
      if (!ends) continue;
      if (row > start) pieces.push({ from: start, to: row });
      start = row < to && !isTold(row) ? row + 1 : row;
    }
    return pieces;
  };
  if (series !== null) {
    const parts = splitExamples(count, split);
    const stretches = Array.from({ length: count }, (_, i) => ({ from: kept.starts[i]!, to: kept.starts[i + 1]! }));
    return stretches.flatMap((stretch, i) => cutStretch(stretch).map((piece) => ({ ...piece, part: parts[i]! })));
  }
  const rows = kept.fileRows.length;
  if (split.by === 'random') {
    const pieces = cutStretch({ from: 0, to: rows });
    const parts = splitExamples(pieces.length, split);
    return pieces.map((piece, i) => ({ ...piece, part: parts[i]! }));
  }
  const ranges = splitRows(rows, split);
  return (['train', 'validation', 'test'] as const).flatMap((part) => {
    const [from, to] = ranges[part];
    return cutStretch({ from, to }).map((piece) => ({ ...piece, part }));
  });
}

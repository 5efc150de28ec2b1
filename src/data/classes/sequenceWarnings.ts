import type { DataWarning } from '../../spec/profile';
import { preparationWarnings } from '../series/warnings';
import type { Table } from '../table';
import type { SequenceRows } from './sequenceRows';

/** What was done to the rows: sorted, left out, filled in. */
export function sequenceWarnings({ used, kept, cut }: SequenceRows, table: Table): DataWarning[] {
  return [
    ...preparationWarnings({ used, table, kept, moved: cut.moved, cut: cut.rows.length, future: [], series: [] }),
    ...singleRows({ used, cut }),
  ];
}

/** A column that is another in each row names no series, though single rows can be learned from. */
function singleRows({ used, cut }: Pick<SequenceRows, 'used' | 'cut'>): DataWarning[] {
  const count = cut.names.length;
  if (used.series === null || count < 2 || cut.rows.length > count) return [];
  const { name } = used.series;
  return [
    {
      code: 'data/single-rows',
      message: `Each of the ${count} series of column "${name}" has one row, so that nothing stands before or after it.`,
      hint: 'Choose another column for the series (data.series), or none where each row stands for itself.',
      column: name,
    },
  ];
}

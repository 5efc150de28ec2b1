import type { DataWarning } from '../../spec/profile';
import { preparationWarnings } from '../series/warnings';
import type { Table } from '../table';
import type { SequenceRows } from './sequenceRows';

/** What was done to the rows: sorted, left out, filled in. */
export function sequenceWarnings({ used, kept, cut }: SequenceRows, table: Table): DataWarning[] {
  return preparationWarnings({ used, table, kept, moved: cut.moved, cut: cut.rows.length, future: [], series: [] });
}

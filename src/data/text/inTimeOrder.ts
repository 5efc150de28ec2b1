import type { Experiment } from '../../spec/experiment';
import { sortByTime } from '../sequence/order';
import { usedColumns } from '../sequence/usedColumns';
import type { Table } from '../table';
import type { Exclusions } from './exclusions';

/**
 * Rows of texts in the order of the time column, where there is one: by time the earliest train. Rows without a time are
 * left out.
 * @param rows 0-based rows of the file, in its order
 * @throws UserError for a time column that cannot order the rows
 */
export function inTimeOrder(
  { data, ...rest }: Experiment,
  table: Table,
  rows: Int32Array,
  left: Exclusions,
): Int32Array {
  const { time } = usedColumns({ ...rest, data: { ...data, inputs: [], targets: [], static: [], known: [] } }, table);
  if (time === null) return rows;
  const ordered = rows.filter((row) => {
    if (!Number.isNaN(time.values[row]!)) return true;
    left.add(`rows without a time in "${time.name}"`, row);
    return false;
  });
  sortByTime(ordered, time.values);
  return ordered;
}

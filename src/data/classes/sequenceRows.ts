import type { Experiment } from '../../spec/experiment';
import { dealWithMissing, type KeptRows } from '../sequence/missingValues';
import { usedColumns, type UsedColumns } from '../sequence/usedColumns';
import { cutSeries, type SeriesRows } from '../series/cutSeries';
import type { Table } from '../table';

/** Rows of a table, series after series and in time order, with all that is fed at each of them. */
export interface SequenceRows {
  readonly used: UsedColumns;
  /** All rows of each series, before those with missing values were dealt with. */
  readonly cut: SeriesRows;
  readonly kept: KeptRows;
}

/**
 * @param measured whether the targets are numbers. A missing one is an error or drops its row, as the experiment says, but is
 * never filled in: what nobody measured is no truth. Those of rows that are kept are NaN
 * @throws UserError for columns that cannot be used, and for missing values that nobody said what to do about
 */
export function sequenceRows(experiment: Experiment, table: Table, measured: boolean): SequenceRows {
  const { data } = experiment;
  const read = usedColumns({ ...experiment, data: { ...data, targets: measured ? data.targets : [] } }, table);
  const fills = data.missing === 'forward-fill' || data.missing === 'interpolate';
  const values = fills ? read.inputs : read.values;
  const used = { ...read, values };
  const cut = cutSeries(table, used, data.missing);
  return { used, cut, kept: dealWithMissing(table, used, cut.rows, cut.starts, data.missing) };
}

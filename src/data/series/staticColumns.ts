import { UserError } from '../../spec/errors';
import type { UsedColumns, ValueColumn } from '../sequence/usedColumns';
import type { Table } from '../table';
import type { SeriesRows } from './cutSeries';

/** Static columns hold the value of their series in every row. */
export function withStatics<Cut extends SeriesRows>(used: UsedColumns, cut: Cut, table: Table) {
  const constant = new Map(used.statics.map((column) => [column, constantWithinSeries(column, cut, table)]));
  const swap = (columns: UsedColumns['values']) => columns.map((column) => constant.get(column) ?? column);
  return {
    cut,
    used: {
      ...used,
      inputs: swap(used.inputs),
      statics: swap(used.statics),
      values: swap(used.values),
    },
  };
}

/**
 * A static column with the value of its series in every row, also where a cell is empty.
 * @throws UserError for a series with two values
 */
function constantWithinSeries(column: ValueColumn, { names, rows, starts }: SeriesRows, table: Table): ValueColumn {
  const values = column.values.slice();
  names.forEach((series, i) => {
    const own = rows.subarray(starts[i], starts[i + 1]);
    const first = own.find((row) => !Number.isNaN(column.values[row]!));
    if (first === undefined) return;
    const value = column.values[first]!;
    for (const row of own) {
      if (!Number.isNaN(column.values[row]!) && column.values[row] !== value)
        throw differs(column, series, first, row, table);
      values[row] = value;
    }
  });
  return { ...column, values };
}

function differs(
  { name, values, texts }: ValueColumn,
  series: string,
  one: number,
  other: number,
  table: Table,
): UserError {
  const text = (row: number): string => texts?.[values[row] ?? 0] ?? String(values[row]);
  const line = table.lineOf(other);
  return new UserError(
    `Column "${name}" of ${table.file} is static, but the series "${series}" has "${text(one)}" in line ${table.lineOf(one)} and "${text(other)}" in line ${line}.`,
    'Write the same value in all rows of the series, or use the column as an input (data.inputs).',
    { code: 'data/not-static', file: table.file, line, column: name, path: 'data.static' },
  );
}

import { UserError } from '../../spec/errors';
import type { SeriesRows } from '../series/cutSeries';
import type { Table } from '../table';
import type { TextCells } from '../text/textColumn';

/**
 * The label of each series, as its code in the column; -1 where none of its rows has one. Cells may be empty where
 * another row of the series has the label.
 * @throws UserError where two rows of a series have different labels
 */
export function seriesLabels({ names, rows, starts }: SeriesRows, column: TextCells, table: Table): Int32Array {
  return Int32Array.from(names, (name, series) => {
    let first = -1;
    for (let i = starts[series]!; i < starts[series + 1]!; i++) {
      const code = column.codeAt(rows[i]!);
      if (code < 0) continue;
      if (first < 0) first = rows[i]!;
      else if (code !== column.codeAt(first)) throw labelsDiffer(name, first, rows[i]!, column, table);
    }
    return first < 0 ? -1 : column.codeAt(first);
  });
}

function labelsDiffer(series: string, first: number, other: number, column: TextCells, table: Table): UserError {
  const [row, next] = [Math.min(first, other), Math.max(first, other)];
  const line = table.lineOf(next);
  return new UserError(
    `Line ${line} of ${table.file} has the label "${column.at(next) ?? ''}" in column "${column.name}", but line ${table.lineOf(row)} of the same series "${series}" has "${column.at(row) ?? ''}": a series has one label.`,
    'Write the same label in all rows of a series, or choose the task "label" to tell one for each row.',
    { code: 'data/labels-differ', file: table.file, line, column: column.name, path: 'data.targets' },
  );
}

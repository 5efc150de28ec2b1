import type { Dialect } from '../../spec/profile';
import type { Column, Misfit, Table } from '../table';
import type { DateOrder } from '../time/timeFormats';
import { columnBuilder, type ColumnPlan } from './builders';
import type { Pass } from './cells';
import { finishColumn } from './columns';
import { oneRow } from './errors';
import { LineIndex } from './lineIndex';
import { guessNumberFormat } from './numberFormat';
import { numberReader } from './numbers';
import type { ReadPlan } from './plan';

/** A pass that finds a kind wrong asks for another; more than this many would be going in circles. */
const maxPasses = 4;

/**
 * Reads all columns in one pass as planned, and once more those whose cells turned out to be of another kind.
 * @param run feeds all bytes to one pass; `turn` counts from 1
 */
export async function readInPasses(
  file: string,
  plan: ReadPlan,
  dateOrder: DateOrder | null,
  run: (pass: Pass, turn: number) => Promise<void> | void,
): Promise<Omit<Table, 'bytes' | 'sha256'>> {
  const columns: (Column | null)[] = plan.names.map(() => null);
  let plans: readonly ColumnPlan[] = plan.columns;
  let { dialect } = plan;
  for (let turn = 1; ; turn++) {
    const readNumber = numberReader(dialect);
    const builders = plans.map((column) => columnBuilder(column, readNumber));
    const pass: Pass = {
      file,
      delimiter: dialect.delimiter,
      decimal: dialect.decimal,
      builders,
      lines: new LineIndex(),
      line: 1,
      rows: 0,
      headerAhead: dialect.header,
      firstLine: plan.firstLine,
    };
    await run(pass, turn);
    if (pass.rows < 2) throw oneRow(file, pass.line - 1);

    const misfits = builders.flatMap((builder) => (builder.kind === 'numeric' ? builder.misfits.kept : []));
    const format = turn === 1 ? betterFormat(misfits, dialect, plan) : null;
    if (format !== null) {
      dialect = { ...dialect, ...format };
      continue;
    }
    const context = { rows: pass.rows, lines: pass.lines, dateOrder, readNumber };
    plans = builders.map((builder, index): ColumnPlan => {
      if (builder.kind === 'skip') return { kind: 'skip' };
      const finished = finishColumn(builder, plan.names[index]!, index, context, turn >= maxPasses);
      if ('instead' in finished) return finished.instead;
      columns[index] = finished.column;
      return { kind: 'skip' };
    });
    if (plans.some((column) => column.kind !== 'skip')) continue;
    return {
      file,
      rows: pass.rows,
      dialect,
      columns: columns.map((column) => column!),
      headers: plan.headers,
      head: plan.head,
      warnings: plan.warnings,
      lineOf: (row) => pass.lines.lineOf(row),
    };
  }
}

/** The way numbers are written, where the cells that did not fit show it better than the head did. */
export function betterFormat(
  found: readonly Misfit[],
  dialect: Dialect,
  plan: ReadPlan,
): Pick<Dialect, 'decimal' | 'thousands'> | null {
  if (found.length === 0) return null;
  const misfits = found.map(({ text }) => text);
  const format = guessNumberFormat([...plan.head.flat(), ...misfits], dialect.delimiter);
  if (format.decimal === dialect.decimal && format.thousands === dialect.thousands) return null;
  const before = numberReader(dialect);
  const after = numberReader(format);
  const seen = [...plan.head.flat(), ...misfits];
  const lost = seen.filter((cell) => !Number.isNaN(before(cell)) && Number.isNaN(after(cell))).length;
  const won = seen.filter((cell) => Number.isNaN(before(cell)) && !Number.isNaN(after(cell))).length;
  return lost === 0 && won > 0 ? format : null;
}

import type { ColumnProfile, DataProfile } from '../spec/profile';
import { plotColumn } from './plot';
import { moments } from './statistics';
import type { Column, NumericColumn, Table } from './table';
import { tableWarnings } from './tableWarnings';

const countedDistinct = 1000;
/** Points of all plots together: what a page takes in at once. */
const plottedPoints = 60_000;
const pointsPerPlot = 2000;

/** Statistics, plots and warnings of a table that was read. */
export function profileTable(table: Table): DataProfile {
  const columns = table.columns.map(profileColumn);
  const numeric = table.columns.filter((column) => column.kind === 'numeric');
  const time = table.columns.find((column) => column.kind === 'time') ?? null;
  const points = Math.max(100, Math.min(pointsPerPlot, Math.floor(plottedPoints / Math.max(1, numeric.length))));
  const plots = numeric.map((column) => plotColumn(column, time, points));
  return {
    file: table.file,
    bytes: table.bytes,
    sha256: table.sha256,
    complete: true,
    rows: table.rows,
    dialect: table.dialect,
    columns,
    head: table.head.map((row) => [...row]),
    plots,
    plotTimes: plots[0]?.times ?? null,
    warnings: [...table.warnings, ...tableWarnings(table, columns)],
  };
}

function profileColumn(column: Column): ColumnProfile {
  const { name, index, kind, missing, misfits } = column;
  return {
    name,
    index,
    kind,
    missing,
    distinct: distinctOf(column),
    numeric: column.kind === 'numeric' ? numericProfile(column) : null,
    time: column.kind === 'time' ? column.time : null,
    misfits: misfits.map((misfit) => ({ ...misfit })),
  };
}

function distinctOf(column: Column): number | null {
  if ('codes' in column) {
    return column.codes === null || column.texts.length > countedDistinct ? null : column.texts.length;
  }
  const seen = new Set<number>();
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    seen.add(value);
    if (seen.size > countedDistinct) return null;
  }
  return seen.size;
}

/** Over the finite values; the standard deviation is the population's. */
function numericProfile({ values, infinite }: NumericColumn): ColumnProfile['numeric'] {
  const finite = infinite === 0 && !values.some(Number.isNaN) ? values : values.filter(Number.isFinite);
  if (finite.length === 0) return { min: 0, max: 0, mean: 0, standardDeviation: 0, constant: true, infinite };
  let [min, max] = [Infinity, -Infinity];
  for (const value of finite) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max, ...moments(finite), constant: min === max, infinite };
}

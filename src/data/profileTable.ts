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
  const columns = withinOthers(table, table.columns.map(profileColumn));
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
    ...(table.headers === null ? {} : { headers: [...table.headers] }),
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

/** Most values of a column that may be a label of what another column names. */
const mostLabels = 20;

/** Finds the columns within whose values others are constant; a column that changes is mostly found out in its first rows. */
function withinOthers(table: Table, profiles: ColumnProfile[]): ColumnProfile[] {
  const names = table.columns.flatMap((column) =>
    'codes' in column && column.kind === 'categorical' && column.codes !== null && column.texts.length <= table.rows / 2
      ? [{ name: column.name, codes: column.codes, count: column.texts.length }]
      : [],
  );
  return profiles.map((profile, i) => {
    const column = table.columns[i];
    const { distinct } = profile;
    if (!column || distinct === null || distinct < 2 || distinct > mostLabels) return profile;
    // Missing texts are -1, missing numbers NaN.
    const values =
      'codes' in column ? Float64Array.from(column.codes ?? [], (code) => (code < 0 ? NaN : code)) : column.values;
    const within = names.filter(({ codes, count }) => count > distinct && isConstantWithin(values, codes, count));
    return within.length === 0 ? profile : { ...profile, constantWithin: within.map(({ name }) => name) };
  });
}

/** Whether rows with the same code have the same value; rows without a code, or without a value, say nothing. */
function isConstantWithin(values: ArrayLike<number>, codes: Int32Array, count: number): boolean {
  const first = new Float64Array(count).fill(NaN);
  for (let row = 0; row < codes.length; row++) {
    const [code, value] = [codes[row]!, values[row]!];
    if (code < 0 || Number.isNaN(value)) continue;
    if (Number.isNaN(first[code]!)) first[code] = value;
    else if (first[code] !== value) return false;
  }
  return true;
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

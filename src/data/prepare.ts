import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { DataWarning } from '../spec/profile';
import type { ColumnScaler } from '../spec/run';
import { shapesOf } from '../spec/shapes';
import { noNumericColumn } from './csv/errors';
import type { Prepared } from './prepared';
import { dealWithMissing, type KeptRows } from './sequence/missingValues';
import { timeOrder } from './sequence/order';
import { checkWindows } from './sequence/enoughRows';
import { fitScaling, type FittedScaling } from './sequence/scalers';
import { splitRows } from './sequence/split';
import { usedColumns, type UsedColumns } from './sequence/usedColumns';
import { forecastStart, windowStarts, type WindowRows, type WindowShape } from './sequence/windows';
import type { NumericColumn, Table } from './table';
import { duplicateTimes } from './tableWarnings';

/**
 * Makes a table ready for a network: rows in time order, missing values dealt with, parts, scalers fitted on the training rows
 * only, window starts.
 * @throws UserError for columns that cannot be used, missing values that nobody said what to do about, and too few rows
 */
export function prepare(experiment: Experiment, table: Table): Prepared {
  const { data, window } = experiment;
  const scaling = supportedScaling(experiment);
  if (!table.columns.some(({ kind }) => kind === 'numeric')) throw noNumericColumn(table.file);
  const used = usedColumns(experiment, table);
  const kept = dealWithMissing(table, used, timeOrder(table.rows, used.time), data.missing);
  const rows = kept.fileRows.length;
  const parts = splitRows(rows, data.split);
  const shape: WindowShape = { ...window, context: data.split.context };
  const windowRows: WindowRows = {
    rows,
    parts,
    segmentStarts: kept.segmentStarts,
    noLastInput: data.missing === 'interpolate' ? anyOf(kept.filledIn) : null,
    noTarget: anyOf(used.values.map((column, index) => (used.targets.includes(column) ? kept.filledIn[index]! : null))),
  };
  const windows = {
    train: windowStarts('train', shape, windowRows),
    validation: windowStarts('validation', shape, windowRows),
    test: windowStarts('test', shape, windowRows),
  };
  checkWindows(experiment, table, windowRows, windows);

  const scalers = new Map(
    used.values.map((column, index) => [column, fitColumn(scaling, column, kept, index, parts.train[1])]),
  );
  const scalersOf = (columns: readonly NumericColumn[]) => columns.map((column) => scalers.get(column)!.scaler);
  const valuesOf = (columns: readonly NumericColumn[]) =>
    columns.map((column) => kept.values[used.values.indexOf(column)]!);
  const inputScalers = scalersOf(used.inputs);
  const targetScalers = scalersOf(used.targets);
  const { time } = used;
  return {
    rows,
    dropped: table.rows - rows,
    filled: kept.filled,
    shapes: shapesOf(experiment),
    engineRows: rows,
    options: {},
    lengths: null,
    excluded: [],
    features: used.inputs.length,
    targets: used.targets.length,
    parts,
    inputScalers,
    targetScalers,
    preprocessing: {
      version: 1,
      dialect: table.dialect,
      columns: table.columns.map(({ name }) => name),
      ...(table.headers === null ? {} : { headers: [...table.headers] }),
      time: time?.time ?? null,
      scaling,
      inputs: [...inputScalers],
      targets: [...targetScalers],
      parts,
    },
    windows,
    forecastStart: forecastStart(shape, windowRows),
    targetValues: valuesOf(used.targets),
    times: time === null ? null : Float64Array.from(kept.fileRows, (row) => time.values[row]!),
    timeText: (row) => {
      const fileRow = kept.fileRows[row] ?? -1;
      return time === null ? String(fileRow + 1) : time.textAt(fileRow);
    },
    fileRows: kept.fileRows,
    segmentStarts: kept.segmentStarts,
    seasonalPeriod: data.seasonalPeriod ?? time?.time.seasonalPeriod ?? null,
    warnings: [
      ...preparationWarnings(used, kept, table),
      ...[...scalers.values()].flatMap(({ warning }) => warning ?? []),
    ],
    fill: ({ inputs, targets }) => {
      fillScaled(inputs, valuesOf(used.inputs), inputScalers);
      fillScaled(targets, valuesOf(used.targets), targetScalers);
    },
  };
}

function supportedScaling({ data }: Experiment): FittedScaling {
  if (data.scale !== 'window') return data.scale;
  throw new UserError('Scaling by window cannot be used yet.', 'Use minmax, standard, robust or none.', {
    code: 'experiment/unsupported',
    path: 'data.scale',
  });
}

function anyOf(flags: readonly (Uint8Array | null)[]): Uint8Array | null {
  const given = flags.filter((column) => column !== null);
  const [first, ...others] = given;
  if (first === undefined) return null;
  return first.map((flag, row) => (flag === 1 || others.some((column) => column[row] === 1) ? 1 : 0));
}

/** Fits on the known values of the training rows: what was filled in is nobody's measurement, and may know later rows. */
function fitColumn(scaling: FittedScaling, column: NumericColumn, kept: KeptRows, index: number, trainEnd: number) {
  const flags = kept.filledIn[index] ?? null;
  const training = kept.values[index]!.subarray(0, trainEnd);
  const known = flags === null ? training : training.filter((_, row) => flags[row] === 0);
  const scaler: ColumnScaler = { column: column.name, ...fitScaling(scaling, known) };
  const constant = known.every((value) => value === known[0]);
  const warning: DataWarning | null = constant
    ? {
        code: 'data/constant-in-training',
        message: `Column "${column.name}" has the same value in all training rows; there is nothing in it to learn.`,
        hint: 'Leave the column out, or train on a longer part of the data.',
        column: column.name,
      }
    : null;
  return { scaler, warning };
}

function preparationWarnings({ time }: UsedColumns, kept: KeptRows, table: Table): DataWarning[] {
  const warnings: DataWarning[] = [];
  if (time !== null && !time.time.sorted) {
    warnings.push({
      code: 'data/sorted',
      message: `The rows were put into the order of "${time.name}".`,
      hint: 'Nothing to do; the file itself is not changed.',
      column: time.name,
    });
  }
  const repeated = time === null ? null : duplicateTimes(time.name, time.time);
  if (repeated !== null) warnings.push(repeated);
  const dropped = table.rows - kept.fileRows.length;
  if (dropped > 0) {
    warnings.push({
      code: 'data/dropped-rows',
      message: `${dropped} of ${table.rows} rows are not used because a value is missing.`,
      hint: 'Fill in the missing values to use these rows.',
    });
  }
  if (kept.filled > 0) {
    warnings.push({
      code: 'data/filled-values',
      message: `${kept.filled} missing values were filled in; they feed the network, and are never a target.`,
      hint: 'Set "missing" to "drop" to use measured values only.',
    });
  }
  return warnings;
}

/** @param into [rows, columns.length], row-major */
function fillScaled(into: Float32Array, columns: readonly Float64Array[], scalers: readonly ColumnScaler[]): void {
  const width = columns.length;
  const rows = columns[0]?.length ?? 0;
  if (into.length !== rows * width) throw new Error(`expected room for ${rows * width} values, got ${into.length}`);
  columns.forEach((values, column) => {
    const { shift, scale } = scalers[column]!;
    for (let row = 0; row < rows; row++) into[row * width + column] = (values[row]! - shift) / scale;
  });
}

import type { EngineData } from '../../spec/engineData';
import { UserError } from '../../spec/errors';
import type { DataWarning } from '../../spec/profile';
import type { ColumnScaler } from '../../spec/run';
import type { Table } from '../table';
import type { EmbeddedColumn, Feature } from './features';

/** All that the engine's rows are made of. */
export interface RowSource {
  /** Kept rows: they come first. */
  readonly rows: number;
  readonly timeSteps: number;
  readonly horizon: number;
  readonly features: readonly Feature[];
  /** Features whose future values are known. */
  readonly known: readonly Feature[];
  readonly embedded: readonly EmbeddedColumn[];
  /** Unscaled, one array a target. */
  readonly targets: readonly Float64Array[];
  readonly series: readonly {
    readonly from: number;
    readonly to: number;
    readonly forecastStart: number | null;
    readonly scalers: readonly ColumnScaler[];
    readonly knownScalers: readonly ColumnScaler[];
    readonly targetScalers: readonly ColumnScaler[];
  }[];
  /**
   * Whether forecasts need rows after the end (of known columns, to be fed back, or as targets of a decoder). Then the
   * last window of each series stands once more behind all rows, with the rows to come after it.
   */
  readonly apart: boolean;
}

export interface AheadRows {
  readonly engineRows: number;
  /** By series; null where no forecast can be made. */
  readonly forecastStarts: readonly (number | null)[];
  readonly warnings: readonly DataWarning[];
}

/**
 * Where the windows stand that predict what comes after the end of each series.
 * @param lenient makes no forecast where known columns end too early, instead of refusing them
 * @throws UserError where known columns are given for the first steps to come, but not for all
 */
export function engineRowsOf(
  source: RowSource,
  known: readonly Feature[],
  future: readonly Int32Array[],
  names: readonly string[],
  table: Table,
  columns: boolean,
  lenient = false,
): AheadRows {
  const { rows, timeSteps, horizon, series, apart } = source;
  if (!apart) return { engineRows: rows, forecastStarts: series.map((one) => one.forecastStart), warnings: [] };
  const unknown: string[] = [];
  let engineRows = rows;
  const forecastStarts = series.map(({ forecastStart }, i) => {
    if (forecastStart === null) return null;
    const given = future[i]?.length ?? 0;
    if (given > 0 && given < horizon && !lenient) throw endTooEarly(table, names[i] ?? '', given, horizon, future[i]!);
    const steps = Array.from({ length: horizon }, (_, step) => step);
    if (
      (columns && given < horizon) ||
      known.some((feature) => steps.some((step) => Number.isNaN(feature.ahead(i, step))))
    ) {
      unknown.push(names[i] ?? '');
      return null;
    }
    const start = engineRows;
    engineRows += timeSteps + horizon;
    return start;
  });
  const warnings = unknown.length === 0 ? [] : [noForecast(unknown, names.length, horizon, columns, lenient)];
  return { engineRows, forecastStarts, warnings };
}

function noForecast(
  series: readonly string[],
  of: number,
  horizon: number,
  columns: boolean,
  finished: boolean,
): DataWarning {
  const named = series.slice(0, 3).map((name) => `"${name}"`);
  const whose =
    of === 1 ? '' : ` for ${series.length} of ${of} series (${named.join(', ')}${series.length > 3 ? ', …' : ''})`;
  return columns
    ? {
        code: 'data/no-forecast',
        message: `No forecast beyond the end of the data is made${whose}: the known columns end with it.`,
        hint: `Add ${horizon} ${horizon === 1 ? 'row' : 'rows'} with the known columns, and leave the targets empty there.`,
      }
    : {
        code: 'data/no-forecast',
        message: `No forecast beyond the end of the data is made${whose}: its times follow each other in no regular step, so that the next ones are not known.`,
        hint: finished
          ? 'Use data with a regular step.'
          : 'Leave out calendar features, or use data with a regular step.',
      };
}

function endTooEarly(table: Table, series: string, given: number, horizon: number, rows: Int32Array): UserError {
  const of = series === '' ? '' : ` of the series "${series}"`;
  const line = table.lineOf(rows.at(-1) ?? 0);
  return new UserError(
    `The known columns${of} end too early: they reach ${given} ${given === 1 ? 'step' : 'steps'} beyond the last target, and ${horizon} are predicted.`,
    `Add ${horizon - given} ${horizon - given === 1 ? 'row' : 'rows'} with them after line ${line} of ${table.file}, or lower the horizon to ${given}.`,
    { code: 'data/known-too-short', file: table.file, line, path: 'data.known' },
  );
}

/**
 * Writes scaled inputs, targets and known columns, all row-major.
 * @throws Error where there is not exactly room for them
 */
export function fillRows(into: EngineData, source: RowSource, { engineRows, forecastStarts }: AheadRows): void {
  const { features, known, targets, series, timeSteps, horizon } = source;
  const width = { inputs: features.length, known: known.length, targets: targets.length };
  for (const name of ['inputs', 'known', 'targets'] as const) {
    const expected = engineRows * width[name];
    if (into[name].length !== expected)
      throw new Error(`expected room for ${expected} values of ${name}, got ${into[name].length}`);
  }
  if (into.tokens.length > 0) fillTokens(into.tokens, source, { engineRows, forecastStarts });
  series.forEach(({ from, to, scalers, knownScalers, targetScalers }, i) => {
    const ahead = forecastStarts[i] ?? null;
    const column = (
      values: Float32Array,
      at: number,
      columns: number,
      { shift, scale }: ColumnScaler,
      past: (row: number) => number,
      next: (step: number) => number,
    ): void => {
      for (let row = from; row < to; row++) values[row * columns + at] = (past(row) - shift) / scale;
      if (ahead === null || !source.apart) return;
      for (let t = 0; t < timeSteps; t++)
        values[(ahead + t) * columns + at] = (past(to - timeSteps + t) - shift) / scale;
      for (let step = 0; step < horizon; step++) {
        const value = next(step);
        values[(ahead + timeSteps + step) * columns + at] = Number.isNaN(value) ? 0 : (value - shift) / scale;
      }
    };
    features.forEach((feature, f) => {
      column(
        into.inputs,
        f,
        width.inputs,
        scalers[f]!,
        (row) => feature.at(row),
        (step) => feature.ahead(i, step),
      );
    });
    known.forEach((feature, f) => {
      column(
        into.known,
        f,
        width.known,
        knownScalers[f]!,
        (row) => feature.at(row),
        (step) => feature.ahead(i, step),
      );
    });
    targets.forEach((values, k) => {
      column(
        into.targets,
        k,
        width.targets,
        targetScalers[k]!,
        (row) => values[row]!,
        () => NaN,
      );
    });
  });
}

/** Writes the categories that are learned vectors, [columns, rows]. */
function fillTokens(
  tokens: Int32Array,
  { embedded, series, timeSteps, horizon, apart }: RowSource,
  { engineRows, forecastStarts }: Pick<AheadRows, 'engineRows' | 'forecastStarts'>,
): void {
  embedded.forEach((values, column) => {
    const own = tokens.subarray(column * engineRows, (column + 1) * engineRows);
    series.forEach(({ from, to }, i) => {
      for (let row = from; row < to; row++) own[row] = values.at(row);
      const start = forecastStarts[i] ?? null;
      if (start === null || !apart) return;
      own.set(own.subarray(to - timeSteps, to), start);
      for (let step = 0; step < horizon; step++) own[start + timeSteps + step] = values.ahead(i, step);
    });
  });
}

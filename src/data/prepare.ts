import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { DataWarning } from '../spec/profile';
import type { ColumnScaler } from '../spec/run';
import { shapesOf } from '../spec/shapes';
import { type Fitted, fittedScalers, isFed } from './applied/fitted';
import { noNumericColumn } from './csv/errors';
import type { Prepared, PreparedSeries } from './prepared';
import { checkWindows } from './sequence/enoughRows';
import { dealWithMissing } from './sequence/missingValues';
import { usedColumns, type UsedColumns } from './sequence/usedColumns';
import { findCategories } from './series/categories';
import { cutSeries, type SeriesRows } from './series/cutSeries';
import { engineRowsOf, fillRows, type RowSource } from './series/engineRows';
import { type Feature, makeFeatures } from './series/features';
import { fitScalers } from './series/fitScalers';
import { cutFuture } from './series/futureRows';
import { seriesParts, seriesWindows } from './series/seriesWindows';
import { commonProfile, seriesTimes } from './series/seriesTimes';
import { withoutShortSeries, withoutTest } from './series/shortSeries';
import { withStatics } from './series/staticColumns';
import { atHoles, preparationWarnings } from './series/warnings';
import { windowScale } from './series/windowScale';
import type { Table } from './table';

/**
 * Makes a table ready for a network that predicts numbers: rows series after series and in time order, missing values
 * dealt with, parts, scalers fitted on the training rows only, window starts.
 * @param fitted scalers and categories of a run, for other data than its own: then nothing is fitted, every series of at
 *   least `timeSteps` rows is taken, and targets that are not fed may be missing (NaN)
 * @throws UserError for columns that cannot be used, missing values that nobody said what to do about, and too few rows
 */
export function prepare(experiment: Experiment, table: Table, fitted: Fitted | null = null): Prepared {
  const { data, window } = experiment;
  if (!table.columns.some(({ kind }) => kind === 'numeric')) throw noNumericColumn(table.file);
  const all = usedColumns(experiment, table);
  const fedTargets = all.targets.filter(({ name }) => fitted === null || isFed(name, experiment));
  const read = fitted === null ? all : { ...all, values: [...new Set([...all.inputs, ...fedTargets])] };
  const past = fitted === null ? all.targets : read.values.filter((column) => !isKnownAhead(column, all));
  const whole = cutSeries(table, read, data.missing);
  const { used, cut } = withStatics(read, cutFuture(whole, { known: all.known, targets: past }), table);
  const complete = dealWithMissing(table, used, cut.rows, cut.starts, data.missing);
  const { kept, names, future, excluded } = withoutShortSeries(
    experiment,
    table,
    complete,
    cut.names,
    cut.future,
    fitted,
  );
  const rows = kept.fileRows.length;
  const parts = seriesParts(kept.starts, data.split);
  const ranges = parts.map((own, i) => ({ parts: own, from: kept.starts[i] ?? 0, to: kept.starts[i + 1] ?? 0 }));
  const { windows, forecastStarts } = seriesWindows(experiment, used, kept, ranges);
  if (fitted === null) checkWindows(experiment, table, { rows, series: ranges }, windows);

  const { time } = used;
  const times = ranges.map(({ from, to }) => seriesTimes(time, kept.fileRows.subarray(from, to), data.series === null));
  const categories = findCategories(used, kept, ranges, future, fitted?.preprocessing.categories ?? null);
  const rowTimes = time?.kind === 'time' ? Float64Array.from(kept.fileRows, (row) => time.values[row]!) : null;
  if (rowTimes === null && data.calendar.length > 0) throw noCalendar(table, data.time);
  const embeds = experiment.model.embedding !== null;
  const made = makeFeatures(
    data,
    {
      ...{ used, kept, future, times: rowTimes, categories: categories.codes },
      lastRow: (series) => ranges[series]!.to - 1,
      timeAhead: (series, step) => {
        const row = future[series]?.[step];
        return row === undefined ? (times[series]?.ahead(step) ?? NaN) : (time?.values[row] ?? NaN);
      },
    },
    embeds,
  );
  const { features, known, embedded } = made;

  const scaling = data.scale === 'window' ? 'standard' : data.scale;
  const valuesOf = (column: UsedColumns['values'][number]) =>
    kept.values[used.values.indexOf(column)] ?? Float64Array.from(kept.fileRows, (row) => column.values[row]!);
  const fits = new Map(
    (fitted === null ? used.values : [])
      .filter(({ texts }) => texts === null)
      .map((column) => {
        const by = used.statics.includes(column) ? 'all' : data.scaleBy;
        const filledIn = kept.filledIn[used.values.indexOf(column)] ?? null;
        return [column, fitScalers(scaling, column, valuesOf(column), filledIn, ranges, by)] as const;
      }),
  );
  const given = fitted === null ? null : fittedScalers(fitted);
  const scalerOf = (feature: Feature, series: number): ColumnScaler => {
    const { column, name, scaled } = feature;
    if (column === null || scaled === 'not') return unscaled(name);
    const of = given ? given(names[series] ?? '').inputs[features.indexOf(feature)] : fits.get(column)?.scalers[series];
    return of ?? unscaled(name);
  };
  const targetScalers = (series: number): ColumnScaler[] =>
    used.targets.map((column, k) =>
      given ? given(names[series] ?? '').targets[k]! : fits.get(column)!.scalers[series]!,
    );

  const source: RowSource = {
    rows,
    timeSteps: window.timeSteps,
    horizon: window.horizon,
    features,
    known,
    embedded,
    targets: used.targets.map(valuesOf),
    series: ranges.map(({ from, to }, i) => ({
      from,
      to,
      forecastStart: forecastStarts[i] ?? null,
      scalers: features.map((feature) => scalerOf(feature, i)),
      knownScalers: known.map((feature) => scalerOf(feature, i)),
      targetScalers: targetScalers(i),
    })),
    apart: known.length > 0 || window.strategy === 'recursive' || experiment.model.decoder !== null,
  };
  const ahead = engineRowsOf(source, known, future, names, table, data.known.length > 0, fitted !== null);
  const series = ranges.map(({ from, to, parts: own }, i): PreparedSeries => {
    const { scalers, targetScalers: scalersOfTargets } = source.series[i]!;
    return {
      ...{ name: names[i] ?? '', from, to, parts: own },
      inputScalers: scalers,
      targetScalers: scalersOfTargets,
      forecastStart: ahead.forecastStarts[i] ?? null,
      time: times[i]?.profile ?? null,
      timeAhead: (step) => {
        const row = future[i]?.[step];
        return row === undefined ? (times[i]?.ahead(step) ?? NaN) : (time?.values[row] ?? NaN);
      },
      future: future[i] ?? new Int32Array(0),
    };
  });
  const first = series[0]!;
  const seriesOf = (row: number): number => lastAtMost(kept.starts, row, names.length);
  const place = new Map(cut.names.map((name, i) => [name, i]));
  const profile = commonProfile(
    time,
    series.map((one) => ({ profile: one.time, rows: one.to - one.from })),
  );
  const fileTimeText = (fileRow: number): string => {
    if (time === null) return String((table.rowsBefore ?? 0) + fileRow + 1);
    return time.kind === 'time' ? time.textAt(fileRow) : String(time.values[fileRow]);
  };
  const numeric = shapesOf(experiment);
  const shapes = {
    ...numeric,
    ...{ features: features.length, known: known.length },
    ...(embedded.length > 0 ? { categories: embedded.map(({ tokens }) => tokens) } : {}),
  };
  const byCategory = embedded.length > 0 || shapes.features !== numeric.features || shapes.known !== numeric.known;
  return {
    rows,
    dropped: table.rows - rows - future.reduce((sum, own) => sum + own.length, 0),
    filled: kept.filled,
    shapes,
    engineRows: ahead.engineRows,
    options: data.scale === 'window' ? { windowScale: windowScale(features, used) } : {},
    lengths: null,
    excluded: [...excluded, ...(fitted === null ? withoutTest(experiment, ranges, names) : [])],
    features: features.length,
    targets: used.targets.length,
    series,
    parts: first.parts,
    inputScalers: first.inputScalers,
    targetScalers: first.targetScalers,
    preprocessing: {
      version: 1,
      dialect: table.dialect,
      columns: table.columns.map(({ name }) => name),
      ...(table.headers === null ? {} : { headers: [...table.headers] }),
      time: profile,
      scaling: data.scale,
      inputs: [...first.inputScalers],
      targets: [...first.targetScalers],
      ...(byCategory ? { shapes } : {}),
      ...(categories.codes.size > 0 ? { categories: categories.texts } : {}),
      ...(data.series === null ? {} : { series: series.map((one) => describeSeries(one, data.scaleBy)) }),
      parts: first.parts,
    },
    windows,
    scalersOf: (start) => {
      const { inputScalers, targetScalers } = series[seriesOf(start)] ?? first;
      return { inputs: inputScalers, targets: targetScalers };
    },
    forecastStart: first.forecastStart,
    targetValues: source.targets,
    times: rowTimes,
    timeText: (row) => fileTimeText(kept.fileRows[row] ?? -1),
    ordered: time !== null,
    fileTimeText,
    targetFeatures: used.targets.map((target) => features.findIndex(({ column }) => column === target)),
    fileRows: kept.fileRows,
    segmentStarts: kept.segmentStarts,
    seriesOf,
    seasonalPeriod: data.seasonalPeriod ?? profile?.seasonalPeriod ?? null,
    warnings: [
      ...preparationWarnings({
        used,
        table,
        kept: complete,
        moved: cut.moved,
        cut: cut.rows.length,
        future: cut.future,
        series: series.map((one) => ({ name: one.name, gaps: leftOut(one, cut, place.get(one.name) ?? 0) })),
      }),
      ...[...fits.values()].flatMap(({ warning }) => warning ?? []),
      ...categories.warnings,
      ...atHoles(names, forecastStarts, fitted !== null),
      ...ahead.warnings,
    ] satisfies DataWarning[],
    fill: (into) => fillRows(into, source, ahead),
  };
}

/** Whether a column has values in rows to come, whatever is measured then. */
const isKnownAhead = (column: UsedColumns['values'][number], { known, statics }: UsedColumns): boolean =>
  known.includes(column) || statics.includes(column);

const unscaled = (column: string): ColumnScaler => ({ column, shift: 0, scale: 1 });

/** Times that a series leaves out; rows that were dropped are holes, which no window reaches across. */
function leftOut({ from, to, time }: PreparedSeries, { starts }: SeriesRows, i: number): number {
  const dropped = (starts[i + 1] ?? 0) - (starts[i] ?? 0) - (to - from);
  return Math.max(0, (time?.gaps ?? 0) - dropped);
}

function describeSeries({ name, from, to, inputScalers, targetScalers }: PreparedSeries, by: 'all' | 'series') {
  const own = by === 'series' ? { inputs: [...inputScalers], targets: [...targetScalers] } : {};
  return { name, rows: [from, to] as [number, number], ...own };
}

/** Index of the last of the first `count` rising numbers that is not above `value`. */
function lastAtMost(rising: Int32Array, value: number, count: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rising[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function noCalendar(table: Table, time: string | null): UserError {
  return new UserError(
    time === null
      ? 'Calendar features are made from a time column.'
      : `Column "${time}" of ${table.file} holds no dates to make calendar features from.`,
    'Choose the column of dates (data.time), or leave data.calendar empty.',
    { code: 'data/no-calendar', file: table.file, path: 'data.calendar' },
  );
}

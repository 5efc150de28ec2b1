import { z } from 'zod';

/**
 * What is known about a CSV: its dialect, its columns typed over the whole file, its first rows and a plot's worth
 * of points. Made by `data` (a quick preview of the head, then the full pass), shown by the page, and what
 * `proposeExperiment` starts from.
 */

export const columnKinds = ['numeric', 'time', 'categorical', 'text'] as const;
export const frequencies = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

export const dialectSchema = z.strictObject({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  bom: z.boolean(),
  delimiter: z.enum([',', ';', '\t', '|']),
  header: z.boolean(),
  /** `,` where numbers are written 1,5 (never when the delimiter is a comma, unless the cells are quoted). */
  decimal: z.enum(['.', ',']),
  /** Thousands separator seen in numbers, or null. */
  thousands: z.enum([',', '.', ' ', '\u00a0', '\u202f', "'", '_']).nullable(),
});

/** How a time column is written, and what its steps are. */
export const timeProfileSchema = z.strictObject({
  /** How cells are written; `slashes` stands for 1/2/1981, 1.2.1981 and 1-2-1981, whose order `dateOrder` tells. */
  format: z.enum(['iso', 'year-month', 'year', 'slashes', 'month-name', 'epoch-seconds', 'epoch-milliseconds']),
  dateOrder: z.enum(['day-first', 'month-first']).nullable(),
  /** True where both day-first and month-first read every cell: the user is asked. */
  ambiguous: z.boolean(),
  /** First and last time in milliseconds since 1970 (UTC), in file order's extremes. */
  first: z.number(),
  last: z.number(),
  frequency: z.enum(frequencies).nullable(),
  /** Steps of `frequency` between two rows (15 for a quarter of an hour); null when irregular. */
  step: z.number().nullable(),
  seasonalPeriod: z.int().nullable(),
  sorted: z.boolean(),
  /** Rows whose time repeats an earlier row's. */
  duplicates: z.int(),
  /** Steps of the regular grid that have no row. */
  gaps: z.int(),
});

export const columnProfileSchema = z.strictObject({
  name: z.string(),
  /** Position in the file, 0-based. */
  index: z.int(),
  kind: z.enum(columnKinds),
  missing: z.int(),
  /** Distinct values, counted up to 1,000; null above. */
  distinct: z.int().nullable(),
  /** Numeric columns, over all rows that are not missing. */
  numeric: z
    .strictObject({
      min: z.number(),
      max: z.number(),
      mean: z.number(),
      standardDeviation: z.number(),
      constant: z.boolean(),
      infinite: z.int(),
    })
    .nullable(),
  time: timeProfileSchema.nullable(),
  /** Columns of more values, in all rows of each of which this one has the same value: what it says is said of them. */
  constantWithin: z.array(z.string()).optional(),
  /** Cells that do not fit an otherwise numeric column (at most 5), so that the page can say where. */
  misfits: z.array(z.strictObject({ line: z.int(), text: z.string() })),
});

/** A decimated series: at most some thousands of points, extremes kept. */
export const seriesPlotSchema = z.strictObject({
  column: z.string(),
  /** 0-based row of each point. */
  rows: z.array(z.int()),
  values: z.array(z.number().nullable()),
  /** Time of each point in milliseconds since 1970, where a time column was found. */
  times: z.array(z.number()).optional(),
});

export const dataWarningSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  column: z.string().optional(),
  line: z.int().optional(),
});

export const dataProfileSchema = z.strictObject({
  file: z.string(),
  bytes: z.number(),
  sha256: z.string().nullable(),
  /** False for the quick preview of the head: kinds may still change and `rows` is an estimate. */
  complete: z.boolean(),
  rows: z.int(),
  dialect: dialectSchema,
  columns: z.array(columnProfileSchema),
  /** The header's cells as they stand in the file, where one of them differs from the columns' names. */
  headers: z.array(z.string()).optional(),
  /** First rows as text, at most 20, each with as many cells as columns. */
  head: z.array(z.array(z.string())),
  plots: z.array(seriesPlotSchema),
  /** Time of each plotted row in milliseconds since 1970, where a time column was found; same order as `plots[0].rows`. */
  plotTimes: z.array(z.number()).nullable(),
  warnings: z.array(dataWarningSchema),
});

export type Dialect = z.output<typeof dialectSchema>;
export type TimeProfile = z.output<typeof timeProfileSchema>;
export type ColumnProfile = z.output<typeof columnProfileSchema>;
export type ColumnKind = (typeof columnKinds)[number];
export type Frequency = (typeof frequencies)[number];
export type SeriesPlot = z.output<typeof seriesPlotSchema>;
export type DataWarning = z.output<typeof dataWarningSchema>;
export type DataProfile = z.output<typeof dataProfileSchema>;

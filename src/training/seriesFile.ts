import { readTable } from '../data/read';
import { plotSeries, type SeriesQuery, type SeriesView } from '../data/seriesPlot';
import type { Table } from '../data/table';

export interface SeriesFileOptions {
  /** How dates like 1/2/1981 are read where the data does not tell. */
  readonly dateOrder: 'day-first' | 'month-first' | null;
  /** Column that names the series of a row: its cells are texts, whatever they look like. */
  readonly series: string;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/** A CSV of several series, kept in memory so that one after the other can be looked at. */
export class SeriesFile {
  private constructor(
    private readonly table: Table,
    private readonly series: string,
  ) {}

  /** @throws UserError for whatever is wrong with the file, with the line */
  static async read(file: string, { dateOrder, series, signal }: SeriesFileOptions): Promise<SeriesFile> {
    return new SeriesFile(await readTable(file, { dateOrder, text: [series], signal }), series);
  }

  /** @throws UserError for a column that is not there, names no series, or holds no numbers */
  plot(query: Omit<SeriesQuery, 'series'>): SeriesView {
    return plotSeries(this.table, { ...query, series: this.series });
  }
}

import type { ColumnProfile, DataProfile } from '../profile';

export interface LabelledSeries {
  readonly label: ColumnProfile;
  readonly series: ColumnProfile;
  /** Counts the rows of each series. */
  readonly counter: string | null;
}

/** What a file's columns look like, as far as its profile and its first rows tell. */
export class ColumnFacts {
  readonly columns: readonly ColumnProfile[];

  constructor(readonly profile: DataProfile) {
    this.columns = profile.columns.filter(({ missing }) => missing < profile.rows || profile.rows === 0);
  }

  named(name: string | undefined): ColumnProfile | undefined {
    return this.columns.find((column) => column.name === name);
  }

  /** Numbers that change. */
  get numeric(): ColumnProfile[] {
    return this.columns.filter(({ kind, numeric }) => kind === 'numeric' && numeric !== null && !numeric.constant);
  }

  get time(): ColumnProfile | null {
    return this.columns.find(({ kind }) => kind === 'time') ?? null;
  }

  /** Columns of texts, each another in most rows. */
  get texts(): ColumnProfile[] {
    return this.columns.filter(({ kind }) => kind === 'text');
  }

  /** Columns with a few different words. */
  get categories(): ColumnProfile[] {
    return this.columns.filter(({ kind, distinct }) => kind === 'categorical' && distinct !== null && distinct >= 2);
  }

  /** Whole numbers of which there are a few, as 0 and 1 or stars from 1 to 5: labels beside a text. */
  get numberedLabels(): ColumnProfile[] {
    return this.numeric.filter(({ name, numeric, distinct }) => {
      const few = distinct !== null && distinct <= 10 && distinct <= this.profile.rows / 2;
      return few && numeric !== null && this.cells(name).every((cell) => /^-?\d+$/.test(cell));
    });
  }

  /** Cells of the first rows that are not empty. */
  cells(name: string): string[] {
    const at = this.profile.columns.find((column) => column.name === name)?.index ?? -1;
    return this.profile.head.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
  }

  /** Mean number of characters; 0 without first rows. */
  lengthOf(name: string): number {
    return mean(this.cells(name).map((cell) => cell.length));
  }

  wordsOf(name: string): number {
    return mean(this.cells(name).map((cell) => cell.split(/\s+/).length));
  }

  longestWords(name: string): number {
    return Math.max(1, ...this.cells(name).map((cell) => cell.split(/\s+/).length));
  }

  /**
   * About how many tokens a column holds in all: its share of the file, as the first rows are shared among the columns. The
   * first rows alone may all be short, where a file is sorted by length.
   */
  tokensOf(name: string, level: 'word' | 'character'): number {
    const row = this.profile.columns.reduce((sum, column) => sum + this.lengthOf(column.name) + 1, 0);
    const characters = (this.profile.bytes * this.lengthOf(name)) / row;
    return level === 'character' ? characters : (characters * this.wordsOf(name)) / Math.max(1, this.lengthOf(name));
  }

  /** The text that a file is about: the one with most to read. */
  longest(texts: readonly ColumnProfile[]): ColumnProfile {
    const [first, ...others] = texts;
    if (!first) throw new Error('a file without a column of texts');
    return others.reduce((best, one) => (this.lengthOf(one.name) > this.lengthOf(best.name) ? one : best), first);
  }

  /** Whether a text is written in words: letters and blanks for the most part, in any script. */
  isProse(name: string): boolean {
    const text = this.cells(name).join(' ');
    const letters = text.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0;
    return (
      letters >= 0.8 * text.length && this.wordsOf(name) >= 3 && !this.cells(name).some((cell) => cell.includes('\n'))
    );
  }

  /** A column that only counts the rows (0, 1, 2, … or 1, 2, 3, …) says nothing about them. */
  isRowNumber({ numeric, missing }: ColumnProfile): boolean {
    const { rows } = this.profile;
    const fromStart = numeric !== null && (numeric.min === 0 || numeric.min === 1);
    return fromStart && missing === 0 && rows > 2 && numeric.max - numeric.min === rows - 1;
  }

  /** Whether two of the first rows have the same values in both columns. */
  private repeats(one: string, other: string): boolean {
    const [a, b] = [one, other].map((name) => this.profile.columns.find((column) => column.name === name)?.index ?? -1);
    const pairs = this.profile.head.map((row) => JSON.stringify([row[a ?? -1], row[b ?? -1]]));
    return new Set(pairs).size < pairs.length;
  }

  /** Whether numbers rise by one from row to row at the beginning of the file. */
  counts(name: string): boolean {
    const numbers = this.cells(name).map(Number);
    return numbers.length >= 3 && numbers.every((value, i) => i === 0 || value === (numbers[i - 1] ?? 0) + 1);
  }

  /**
   * Series that have one label each: the label (the last such column of the file, or the one that was chosen), the column that
   * names the series, and the one that counts their rows, if there is one.
   */
  labelledSeries(chosen?: string): LabelledSeries | null {
    const { rows } = this.profile;
    const labels = chosen === undefined ? [...this.categories, ...this.numberedLabels] : [this.named(chosen)];
    const found = labels
      .sort((a, b) => (b?.index ?? 0) - (a?.index ?? 0))
      .flatMap((label) => {
        const names = (label?.constantWithin ?? []).flatMap((name) => this.named(name) ?? []);
        const whole = names.filter(({ missing, distinct }) => missing === 0 && (distinct ?? 1000) <= rows / 2);
        const [series] = whole.sort((a, b) => (b.distinct ?? 1000) - (a.distinct ?? 1000));
        return label && series ? [{ label, series }] : [];
      });
    const [first] = found;
    if (!first) return null;
    const counter = this.numeric.find(({ name }) => name !== first.label.name && this.countsWithin(name, first.series));
    return { ...first, counter: counter?.name ?? null };
  }

  /** Whether numbers rise by one from row to row of each series at the beginning of the file. */
  private countsWithin(name: string, series: ColumnProfile): boolean {
    const at = this.named(name)?.index ?? -1;
    const rows = this.profile.head.map((row) => ({ value: Number(row[at]), of: row[series.index] }));
    const pairs = rows.slice(1).map((row, i) => [rows[i], row] as const);
    const own = pairs.filter(([before, row]) => before?.of === row.of);
    return own.length >= 2 && own.every(([before, { value }]) => value === (before?.value ?? NaN) + 1);
  }

  /**
   * The column that names the series of a row, and what orders the rows of each: every time stands there once a series, or
   * the file begins with many rows of one series that count up.
   */
  get seriesColumns(): { readonly series: string; readonly time: string } | null {
    const { rows } = this.profile;
    const names = this.categories.filter(({ distinct, missing }) => missing === 0 && (distinct ?? rows) <= rows / 4);
    const { time } = this;
    if (time?.time) {
      // Each series has most of the times, and none of them twice.
      const times = rows - time.time.duplicates;
      const series = names.find(({ name, distinct }) => {
        const most = times * (distinct ?? rows);
        return times < rows && rows <= most && rows >= 0.4 * most && !this.repeats(name, time.name);
      });
      return series ? { series: series.name, time: time.name } : null;
    }
    const counter = this.numeric.find(
      (column) => !this.isRowNumber(column) && this.counts(column.name) && column.distinct !== rows,
    );
    const ofHead = names.filter(({ name }) => new Set(this.cells(name)).size === 1);
    const [series] = ofHead.sort((a, b) => (b.distinct ?? rows) - (a.distinct ?? rows));
    return counter && series ? { series: series.name, time: counter.name } : null;
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

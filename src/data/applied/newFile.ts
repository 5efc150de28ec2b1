import type { DateOrder } from '../time/timeFormats';
import { CsvSource, sha256 } from '../csv/source';
import { NotUtf8 } from '../csv/byteReader';
import type { ColumnPlan } from '../csv/builders';
import { betterFormat } from '../csv/passes';
import { planReading, type ReadPlan } from '../csv/plan';
import type { Dialect, TimeProfile } from '../../spec/profile';
import type { Column, Table } from '../table';
import { ambiguousColumn, noSuchColumn } from './errors';
import { columnOf, absentColumn } from './columnOf';
import { FileCheck, type FileFacts } from './fileCheck';
import { recordPieces } from './recordPieces';
import type { WantedColumn } from './wantedColumns';

export interface NewFileOptions {
  readonly wanted: readonly WantedColumn[];
  /** Names of the columns of the run's data, as its header has them. */
  readonly header: { readonly present: boolean; readonly names: readonly string[] };
  /** How the run's data write times, and in which order days and months stand where a file does not tell. */
  readonly time: { readonly profile: TimeProfile | null; readonly dateOrder: DateOrder | null };
  /** Categories that the run knows, by column. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
  /** What happens to rows with an empty cell. */
  readonly missing: 'error' | 'drop' | 'fill';
  readonly signal?: AbortSignal | undefined;
  onProgress?(share: number): void;
}

/** A wanted column and where it stands; null: nowhere. */
export interface FoundColumn {
  readonly wanted: WantedColumn;
  readonly index: number | null;
}

/**
 * A CSV that a trained network is to read. It is read twice: the first time every cell is held against what the network
 * needs, so that whatever is wrong is told before anything is written; then piece by piece.
 */
export class NewFile {
  private constructor(
    private readonly source: CsvSource,
    private readonly plan: ReadPlan,
    private readonly dialect: Dialect,
    private readonly columns: readonly FoundColumn[],
    readonly facts: FileFacts,
    private readonly options: NewFileOptions,
  ) {}

  /** @throws UserError for a file that cannot be read, lacks a column, or holds something else than the run's data */
  static async open(path: string, options: NewFileOptions): Promise<NewFile> {
    const source = await CsvSource.open(path);
    try {
      const { head, whole } = await source.firstBytes();
      const planWith = (encoding?: Dialect['encoding']): ReadPlan =>
        planReading(head, whole, path, { header: options.header.present, leastRows: 1, encoding });
      try {
        return await NewFile.check(source, planWith(), options);
      } catch (error) {
        if (!(error instanceof NotUtf8)) throw error;
        return await NewFile.check(source, planWith('windows-1252'), options);
      }
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  get file(): string {
    return this.source.file;
  }

  get bytes(): number {
    return this.source.bytes;
  }

  /** Whether a column that is not needed stands in the file. */
  has(name: string): boolean {
    return this.columns.some(({ wanted, index }) => wanted.name === name && index !== null);
  }

  /**
   * The rows as tables of the wanted columns alone; what is missing there was told of the whole file.
   * @param leastRows new rows of a table, at least (Infinity: all)
   * @param overlap rows that a table begins with which stood at the end of the one before
   */
  async *tables(leastRows: number, overlap: number): AsyncGenerator<Table & { readonly rowsBefore: number }> {
    const { plan, dialect, columns, facts, source } = this;
    const pieces = recordPieces(source, {
      ...{ plan, dialect, leastRows, overlap, signal: this.options.signal },
      columns: plansOf(plan, columns),
    });
    for await (const { builders, rows, rowsBefore, lineOf } of pieces) {
      yield {
        ...{ file: source.file, bytes: source.bytes, sha256: facts.sha256, rows, rowsBefore, dialect, lineOf },
        columns: columns.map(({ wanted, index }): Column => {
          const builder = index === null ? undefined : builders[index];
          return index === null || !builder
            ? absentColumn(wanted, rows)
            : columnOf(builder, wanted, index, rows, facts);
        }),
        ...{ headers: null, head: [], warnings: [] },
      };
    }
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  private static async check(source: CsvSource, plan: ReadPlan, options: NewFileOptions): Promise<NewFile> {
    const columns = findColumns(source.file, plan, options);
    const read = async (dialect: Dialect): Promise<FileCheck> => {
      const hash = sha256();
      const check = new FileCheck(source.file, columns, options);
      const pieces = recordPieces(source, {
        ...{ plan, dialect, leastRows: checkedAtOnce, overlap: 0, hash, signal: options.signal },
        columns: plansOf(plan, columns),
        onBytes: (bytes) => options.onProgress?.(bytes / Math.max(1, source.bytes)),
      });
      for await (const piece of pieces) check.add(piece);
      check.sha256 = hash.digest('hex');
      return check;
    };
    let { dialect } = plan;
    let check = await read(dialect);
    const format = betterFormat(check.numberMisfits, dialect, plan);
    if (format !== null) {
      dialect = { ...dialect, ...format };
      check = await read(dialect);
    }
    return new NewFile(source, plan, dialect, columns, check.facts(), options);
  }
}

const checkedAtOnce = 1 << 15;

function findColumns(file: string, plan: ReadPlan, { wanted, header }: NewFileOptions): FoundColumn[] {
  const cells = (plan.headers ?? plan.names).map((cell) => cell.trim());
  const known = header.names.map((cell) => cell.trim());
  return wanted.map((column) => {
    const index = plan.names.indexOf(column.name);
    if (index < 0) {
      if (column.required) throw noSuchColumn(file, column, plan.names);
      return { wanted: column, index: null };
    }
    const places = cells.flatMap((cell, i) => (cell === column.name ? [i + 1] : []));
    const usual = known.filter((cell) => cell === column.name).length;
    if (places.length > Math.max(1, usual)) throw ambiguousColumn(file, column.name, places);
    return { wanted: column, index };
  });
}

/** How each column of the file is read. */
function plansOf(plan: ReadPlan, columns: readonly FoundColumn[]): ColumnPlan[] {
  const plans = plan.names.map((): ColumnPlan => ({ kind: 'skip' }));
  for (const { wanted, index } of columns) {
    if (index === null) continue;
    plans[index] = planOf(wanted, plan.columns[index] ?? { kind: 'numeric' });
  }
  return plans;
}

function planOf({ use }: WantedColumn, guess: ColumnPlan): ColumnPlan {
  switch (use) {
    case 'numbers':
      return { kind: 'numeric' };
    case 'categories':
      return { kind: 'text' };
    case 'texts':
      return { kind: 'text', fixed: true };
    case 'times':
      // Years and seconds since 1970 are numbers until it is known what they are of.
      return guess.kind === 'text' ? { kind: 'time', format: 'iso' } : guess;
    case 'order':
      return guess;
  }
}

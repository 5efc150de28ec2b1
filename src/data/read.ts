import type { Dialect } from '../spec/profile';
import { ByteReader, NotUtf8 } from './csv/byteReader';
import { columnBuilder, type ColumnBuilder, type ColumnPlan } from './csv/builders';
import type { Pass } from './csv/cells';
import { finishColumn } from './csv/columns';
import { toUtf8 } from './csv/encoding';
import { oneRow } from './csv/errors';
import { LineIndex } from './csv/lineIndex';
import { guessNumberFormat } from './csv/numberFormat';
import { numberReader } from './csv/numbers';
import { planReading, type ReadPlan } from './csv/plan';
import { CsvSource, sha256 } from './csv/source';
import type { Column, Table } from './table';
import type { DateOrder } from './time/timeFormats';

export interface ReadOptions {
  /** Stops reading: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** At most 20 times a second. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** How dates like 1/2/1981 are read where the data does not tell. */
  readonly dateOrder?: DateOrder | null | undefined;
  readonly delimiter?: Dialect['delimiter'] | undefined;
  readonly header?: boolean | undefined;
  /** Bytes read at once. */
  readonly chunkBytes?: number | undefined;
}

export interface ReadProgress {
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

const headBytes = 1 << 16;
/** A header line of ten thousands of columns is longer than the usual head. */
const longestHeadBytes = 1 << 24;
const defaultChunkBytes = 1 << 20;
const progressMs = 50;
const maxPasses = 4;

/**
 * Reads a CSV or TSV into typed columns. The file is streamed: memory holds the columns and a few MB more.
 *
 * The head tells how the file is written and what kind each column is; then every cell is held against that. Where most cells of a
 * column turn out to be of another kind, the file is read once more for those columns alone.
 * @throws UserError for whatever is wrong with the file or its form, with the line
 */
export async function readTable(file: string, options: ReadOptions = {}): Promise<Table> {
  const source = await CsvSource.open(file);
  try {
    const { head, whole } = await readHead(source);
    let plan = planReading(head, whole, file, options);
    try {
      return await readWithPlan(source, plan, options);
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      plan = planReading(head, whole, file, { ...options, encoding: 'windows-1252' });
      return await readWithPlan(source, plan, options);
    }
  } finally {
    await source.close();
  }
}

/** Enough of the file for a header and a row, 64 KB in most cases. */
async function readHead(source: CsvSource): Promise<{ head: Buffer; whole: boolean }> {
  for (let length = headBytes; ; length *= 4) {
    const head = await source.head(length);
    const whole = head.length >= source.bytes;
    if (whole || length >= longestHeadBytes || head.subarray(0, head.length >> 1).includes(10)) return { head, whole };
  }
}

async function readWithPlan(source: CsvSource, plan: ReadPlan, options: ReadOptions): Promise<Table> {
  const { file } = source;
  const columns: (Column | null)[] = plan.names.map(() => null);
  let plans: readonly ColumnPlan[] = plan.columns;
  let { dialect } = plan;
  const hash = sha256();
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
    await runPass(source, pass, plan, turn === 1 ? hash : null, options);
    if (pass.rows < 2) throw oneRow(file, pass.line - 1);

    const format = turn === 1 ? betterFormat(builders, dialect, plan) : null;
    if (format !== null) {
      dialect = { ...dialect, ...format };
      continue;
    }
    const context = { rows: pass.rows, lines: pass.lines, dateOrder: options.dateOrder ?? null, readNumber };
    plans = builders.map((builder, index): ColumnPlan => {
      if (builder.kind === 'skip') return { kind: 'skip' };
      const finished = finishColumn(builder, plan.names[index]!, index, context, turn === maxPasses);
      if ('instead' in finished) return finished.instead;
      columns[index] = finished.column;
      return { kind: 'skip' };
    });
    if (plans.some((column) => column.kind !== 'skip')) continue;
    return {
      file,
      bytes: source.bytes,
      sha256: hash.digest('hex'),
      rows: pass.rows,
      dialect,
      columns: columns.map((column) => column!),
      head: plan.head,
      warnings: plan.warnings,
      lineOf: (row) => pass.lines.lineOf(row),
    };
  }
}

async function runPass(
  source: CsvSource,
  pass: Pass,
  plan: ReadPlan,
  hash: ReturnType<typeof sha256> | null,
  { signal, onProgress, chunkBytes = defaultChunkBytes }: ReadOptions,
): Promise<void> {
  const converter = toUtf8(plan.dialect);
  const reader = new ByteReader(pass);
  const push = (bytes: Buffer) => {
    if (plan.carriageReturns)
      for (let pos = bytes.indexOf(13); pos >= 0; pos = bytes.indexOf(13, pos + 1)) bytes[pos] = 10;
    reader.push(bytes);
  };
  const totalBytes = source.bytes;
  let bytes = 0;
  let told = 0;
  signal?.throwIfAborted();
  for await (const chunk of source.chunks(chunkBytes, hash)) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    push(converter.write(chunk));
    const now = performance.now();
    if (onProgress !== undefined && now - told >= progressMs) {
      told = now;
      onProgress({ rows: pass.rows, bytes, totalBytes });
    }
  }
  push(converter.end());
  reader.end();
}

/** The way numbers are written, where the cells that did not fit show it better than the head did. */
function betterFormat(builders: readonly ColumnBuilder[], dialect: Dialect, plan: ReadPlan) {
  const misfits = builders
    .flatMap((builder) => (builder.kind === 'numeric' ? builder.misfits.kept : []))
    .map(({ text }) => text);
  if (misfits.length === 0) return null;
  const format = guessNumberFormat([...plan.head.flat(), ...misfits], dialect.delimiter);
  if (format.decimal === dialect.decimal && format.thousands === dialect.thousands) return null;
  const before = numberReader(dialect);
  const after = numberReader(format);
  const seen = [...plan.head.flat(), ...misfits];
  const lost = seen.filter((cell) => !Number.isNaN(before(cell)) && Number.isNaN(after(cell))).length;
  const won = seen.filter((cell) => Number.isNaN(before(cell)) && !Number.isNaN(after(cell))).length;
  return lost === 0 && won > 0 ? format : null;
}

import type { Dialect } from '../spec/profile';
import { ByteReader, NotUtf8 } from './csv/byteReader';
import type { Pass } from './csv/cells';
import { toUtf8, withLineFeeds } from './csv/encoding';
import { readInPasses } from './csv/passes';
import { planReading, type ReadPlan } from './csv/plan';
import { CsvSource, sha256 } from './csv/source';
import type { Table } from './table';
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
  /**
   * Names of columns that are text whatever they look like: "85", "007", "None" and "?" are texts in them, and only an empty
   * cell is missing. All their texts are kept, up to 16 million different ones of a thousand million characters together.
   */
  readonly text?: readonly string[] | undefined;
  /** Bytes read at once. */
  readonly chunkBytes?: number | undefined;
}

export interface ReadProgress {
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

const defaultChunkBytes = 1 << 20;
const progressMs = 50;

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
    const { head, whole } = await source.firstBytes();
    let plan = withTexts(planReading(head, whole, file, options), options);
    try {
      return await readWithPlan(source, plan, options);
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      plan = withTexts(planReading(head, whole, file, { ...options, encoding: 'windows-1252' }), options);
      return await readWithPlan(source, plan, options);
    }
  } finally {
    await source.close();
  }
}

function withTexts(plan: ReadPlan, { text = [] }: ReadOptions): ReadPlan {
  const fixed = new Set(text);
  const columns = plan.columns.map((column, index) =>
    fixed.has(plan.names[index]!) ? ({ kind: 'text', fixed: true } as const) : column,
  );
  return { ...plan, columns };
}

async function readWithPlan(source: CsvSource, plan: ReadPlan, options: ReadOptions): Promise<Table> {
  const hash = sha256();
  const draft = await readInPasses(source.file, plan, options.dateOrder ?? null, (pass, turn) =>
    runPass(source, pass, plan, turn === 1 ? hash : null, options),
  );
  return { ...draft, bytes: source.bytes, sha256: hash.digest('hex') };
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
  const push = (bytes: Buffer) => reader.push(plan.carriageReturns ? withLineFeeds(bytes) : bytes);
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

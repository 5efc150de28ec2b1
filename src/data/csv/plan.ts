import type { DataWarning, Dialect } from '../../spec/profile';
import type { ColumnPlan } from './builders';
import { guessDelimiter, type Delimiter } from './delimiter';
import { binaryFile, emptyFile, headerOnly, oneRow } from './errors';
import { guessEncoding, toUtf8, type Encoding } from './encoding';
import { mendNames } from './names';
import { guessNumberFormat } from './numberFormat';
import { numberReader } from './numbers';
import { guessHeader, guessPlan, takeSample } from './sample';

/** How a file is going to be read: guessed from its head, then held against every cell. */
export interface ReadPlan {
  readonly dialect: Dialect;
  readonly names: readonly string[];
  /** The header's cells as they stand in the file, where one of them differs from `names`. */
  readonly headers: readonly string[] | null;
  readonly columns: readonly ColumnPlan[];
  readonly warnings: readonly DataWarning[];
  /** First rows without the header, at most 20. */
  readonly head: readonly (readonly string[])[];
  /** Line of the header, or of the first row. */
  readonly firstLine: number;
  /** Lone carriage returns end the lines (as on old Macs). */
  readonly carriageReturns: boolean;
}

/** What the user fixes instead of leaving it to the guess. */
export interface PlanOptions {
  readonly delimiter?: Delimiter | undefined;
  readonly header?: boolean | undefined;
  /** For a file that turned out not to be what its head looked like. */
  readonly encoding?: Encoding | undefined;
  /** Rows that there must be; 2 unless said, for a sequence is learned from at least two. */
  readonly leastRows?: 1 | 2 | undefined;
}

const headRows = 20;

/**
 * @param head first bytes of the file
 * @param whole they are the whole file
 * @throws UserError when there is nothing to read: empty, binary, header only, one row
 */
export function planReading(head: Buffer, whole: boolean, file: string, options: PlanOptions = {}): ReadPlan {
  if (head.length === 0) throw emptyFile(file);
  const guess =
    options.encoding === undefined ? guessEncoding(head, whole) : { encoding: options.encoding, bom: false };
  checkText(head, guess.encoding, file);
  const raw = headText(head, guess, whole);
  if (raw.trim() === '') throw emptyFile(file);
  const carriageReturns = !raw.includes('\n') && raw.includes('\r');
  const text = carriageReturns ? raw.replaceAll('\r', '\n') : raw;
  const delimiter = options.delimiter ?? guessDelimiter(text);
  const sample = takeSample(text, delimiter, file, whole);
  const body = sample.rows.length > 1 ? sample.rows.slice(1) : sample.rows;
  const format = guessNumberFormat(body.flat(), delimiter);
  const read = numberReader(format);
  const header = options.header ?? guessHeader(sample, read);
  const rows = header ? sample.rows.slice(1) : sample.rows;
  if (whole && sample.records - (header ? 1 : 0) < (options.leastRows ?? 2)) {
    throw header && sample.records === 1 ? headerOnly(file) : oneRow(file, sample.lines.at(-1) ?? 1);
  }
  const first = header
    ? (sample.rows[0] ?? [])
    : Array.from({ length: sample.width }, (_, index) => `column ${index + 1}`);
  const { names, warnings } = mendNames(first, file);
  return {
    dialect: { ...guess, delimiter, header, ...format },
    names,
    headers: header && sample.first.some((cell, index) => cell !== names[index]) ? sample.first : null,
    columns: names.map((_, index) =>
      guessPlan(
        rows.map((row) => row[index]!),
        read,
      ),
    ),
    warnings,
    head: rows.slice(0, headRows),
    firstLine: sample.lines[0] ?? 1,
    carriageReturns,
  };
}

function headText(head: Buffer, guess: Pick<Dialect, 'encoding' | 'bom'>, whole: boolean): string {
  const converter = toUtf8(guess);
  const bytes = Buffer.concat(whole ? [converter.write(head), converter.end()] : [converter.write(head)]);
  return bytes.toString('utf8');
}

const signatures: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an Excel workbook' },
  { bytes: [0x1f, 0x8b], what: 'a compressed file' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a compressed file' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
];

/** @throws UserError when the bytes are no text: a known signature, a zero byte, or many control characters */
function checkText(head: Buffer, encoding: Encoding, file: string): void {
  for (const { bytes, what } of signatures) {
    if (bytes.every((byte, index) => head[index] === byte)) throw binaryFile(file, what, 1);
  }
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) throw binaryFile(file, '', 1);
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) controls++;
  }
  if (controls > head.length * 0.02) throw binaryFile(file, '', 1);
}

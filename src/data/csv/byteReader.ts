import { isUtf8 } from 'node:buffer';

import type { Pass } from './cells';
import { binaryFile, unclosedQuote } from './errors';
import { readPlain } from './plain';
import { readQuoted } from './quoted';

/** Longest record, in bytes. What is longer is a quote that was never closed, or no CSV. */
const maxRecordBytes = 16 << 20;

const lf = 10;
const quote = 34;

/** The bytes are not UTF-8 after all: the file has to be read again as Windows-1252. */
export class NotUtf8 extends Error {}

/** Cuts a stream of UTF-8 bytes into pieces of whole records and reads each the plain or the quoted way. */
export class ByteReader {
  #rest: Buffer = Buffer.alloc(0);

  constructor(readonly pass: Pass) {}

  /** @param bytes are not kept unless their last record is incomplete (then copied) */
  push(bytes: Buffer): void {
    const end = bytes.lastIndexOf(lf) + 1;
    if (end === 0) {
      this.#keep(this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]), null);
      return;
    }
    const whole = bytes.subarray(0, end);
    const piece = this.#rest.length === 0 ? whole : Buffer.concat([this.#rest, whole]);
    const { consumed, openQuoteLine } = this.#read(piece, false);
    this.#keep(Buffer.concat([piece.subarray(consumed), bytes.subarray(end)]), openQuoteLine);
  }

  /** The file ends here, with or without a line end. */
  end(): void {
    if (this.#rest.length === 0) return;
    const piece = Buffer.concat([this.#rest, Buffer.from('\n')]);
    this.#rest = Buffer.alloc(0);
    this.#read(piece, true);
  }

  #read(piece: Buffer, last: boolean): { consumed: number; openQuoteLine: number | null } {
    if (!isUtf8(piece)) throw new NotUtf8();
    const nul = piece.indexOf(0);
    if (nul >= 0) throw binaryFile(this.pass.file, '', this.pass.line + countLines(piece, nul));
    if (piece.indexOf(quote) < 0) {
      readPlain(piece, this.pass);
      return { consumed: piece.length, openQuoteLine: null };
    }
    const text = piece.toString('utf8');
    const { consumed, openQuoteLine } = readQuoted(text, this.pass, last);
    return {
      consumed: consumed === text.length ? piece.length : piece.length - Buffer.byteLength(text.slice(consumed)),
      openQuoteLine,
    };
  }

  #keep(rest: Buffer, openQuoteLine: number | null): void {
    if (rest.length > maxRecordBytes) throw unclosedQuote(this.pass.file, openQuoteLine ?? this.pass.line);
    this.#rest = rest;
  }
}

function countLines(bytes: Buffer, to: number): number {
  let count = 0;
  for (let pos = bytes.indexOf(lf); pos >= 0 && pos < to; pos = bytes.indexOf(lf, pos + 1)) count++;
  return count;
}

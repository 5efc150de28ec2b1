import { isUtf8 } from 'node:buffer';

import iconv from 'iconv-lite';

import type { Dialect } from '../../spec/profile';

export type Encoding = Dialect['encoding'];

export interface EncodingGuess {
  readonly encoding: Encoding;
  readonly bom: boolean;
}

/**
 * Encoding by byte order mark, then by where zero bytes stand, then by whether the bytes are valid UTF-8. What is
 * none of these is Windows-1252, in which every byte is a character.
 * @param whole the bytes are the whole file, so that a character cut off at the end is an error and not a cut
 */
export function guessEncoding(head: Uint8Array, whole: boolean): EncodingGuess {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: true };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: true };
  const utf16 = guessUtf16(head);
  if (utf16 !== null) return { encoding: utf16, bom: false };
  return { encoding: isUtf8(whole ? head : withoutCutCharacter(head)) ? 'utf-8' : 'windows-1252', bom: false };
}

/** Text in UTF-16 is mostly Latin here (digits, delimiters), so one half of each pair of bytes is zero. */
function guessUtf16(head: Uint8Array): Encoding | null {
  const pairs = Math.min(head.length >> 1, 512);
  let zeroFirst = 0;
  let zeroSecond = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) zeroFirst++;
    if (head[2 * pair + 1] === 0) zeroSecond++;
  }
  if (pairs >= 2 && zeroSecond > 0.7 * pairs && zeroFirst === 0) return 'utf-16le';
  if (pairs >= 2 && zeroFirst > 0.7 * pairs && zeroSecond === 0) return 'utf-16be';
  return null;
}

/** Drops the beginning of a UTF-8 character at the very end (at most 3 bytes). */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
  }
  return bytes;
}

/** Brings a file's bytes to UTF-8 without a byte order mark, piece by piece. */
export interface ToUtf8 {
  write(bytes: Buffer): Buffer;
  end(): Buffer;
}

export function toUtf8(guess: EncodingGuess): ToUtf8 {
  if (guess.encoding === 'utf-8') {
    let skip = guess.bom ? 3 : 0;
    return {
      write(bytes) {
        if (skip === 0) return bytes;
        const skipped = Math.min(skip, bytes.length);
        skip -= skipped;
        return bytes.subarray(skipped);
      },
      end: () => Buffer.alloc(0),
    };
  }
  const decoder = iconv.getDecoder(guess.encoding, { stripBOM: true });
  return {
    write: (bytes) => Buffer.from(decoder.write(bytes), 'utf8'),
    end: () => Buffer.from(decoder.end() ?? '', 'utf8'),
  };
}

/** Turns the lone carriage returns that ended lines on old Macs into line feeds, in place. */
export function withLineFeeds(bytes: Buffer): Buffer {
  for (let pos = bytes.indexOf(13); pos >= 0; pos = bytes.indexOf(13, pos + 1)) bytes[pos] = 10;
  return bytes;
}

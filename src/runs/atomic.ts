import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { toFileError } from './fileError';

/**
 * Replaces a file as a whole: what is read at `file` is the old content or the new one, never a part, also when the
 * disk is full or the power goes. Temporary file beside it, fsync, rename, fsync of the folder.
 *
 * @param chunks written one after the other, so that a large file need not be in memory at once
 * @throws UserError when the file system refuses; the old content is then untouched
 */
export function writeAtomic(file: string, chunks: string | Uint8Array | Iterable<string | Uint8Array>): void {
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = fs.openSync(temporary, 'wx');
    try {
      const parts = typeof chunks === 'string' || chunks instanceof Uint8Array ? [chunks] : chunks;
      for (const part of parts) writeAll(handle, typeof part === 'string' ? Buffer.from(part) : part);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw toFileError(error, file);
  }
  syncFolder(path.dirname(file));
}

/** `fs.writeSync` may write less than it was given, e.g. just before the disk is full. */
export function writeAll(handle: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += fs.writeSync(handle, bytes, done);
}

/** Makes a rename in the folder survive a power cut. Windows cannot open folders, and needs no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } catch {
    // Some network file systems refuse fsync on folders; the rename itself has happened.
  } finally {
    fs.closeSync(handle);
  }
}

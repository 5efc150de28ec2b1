import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { writeAll } from './atomic';
import { toFileError } from './fileError';
import { makeFolders } from './makeFolders';

/** A file that is written piece by piece and is there as a whole or not at all: `writeAtomic` for what takes a while. */
export class AtomicWriter {
  private handle: number | null;

  private constructor(
    readonly file: string,
    private readonly temporary: string,
  ) {
    this.handle = fs.openSync(temporary, 'wx');
  }

  /** @throws UserError when the file system refuses */
  static open(file: string): AtomicWriter {
    try {
      makeFolders(path.dirname(file));
      if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw isFolder(file);
      return new AtomicWriter(file, `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
    } catch (error) {
      throw toFileError(error, file);
    }
  }

  /** @throws UserError when the file system refuses; what stood at `file` is untouched */
  write(text: string): void {
    if (this.handle === null) throw new Error(`${this.file} is written already`);
    try {
      writeAll(this.handle, Buffer.from(text));
    } catch (error) {
      this.abandon();
      throw toFileError(error, this.file);
    }
  }

  /** Puts it in place. */
  finish(): void {
    if (this.handle === null) throw new Error(`${this.file} is written already`);
    try {
      fs.fsyncSync(this.handle);
      fs.closeSync(this.handle);
      this.handle = null;
      fs.renameSync(this.temporary, this.file);
    } catch (error) {
      this.abandon();
      throw toFileError(error, this.file);
    }
  }

  /** Leaves nothing behind; nothing happens after `finish`. */
  abandon(): void {
    if (this.handle !== null) fs.closeSync(this.handle);
    this.handle = null;
    fs.rmSync(this.temporary, { force: true });
  }
}

function isFolder(file: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${file} is a folder`), { code: 'EISDIR' });
}

import { createHash, type Hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

import { fileChanged, fileError, fileVanished, isDirectory, notAFile } from './fileErrors';

const headBytes = 1 << 16;
/** A header line of ten thousands of columns is longer than the usual head. */
const longestHeadBytes = 1 << 24;

/** A CSV on disk that is open for reading, perhaps more than once, and is watched for changes meanwhile. */
export class CsvSource {
  private constructor(
    readonly file: string,
    private readonly handle: FileHandle,
    private readonly opened: Stats,
  ) {}

  /** @throws UserError when there is no such file, it is a folder, or it may not be read */
  static async open(file: string): Promise<CsvSource> {
    let handle: FileHandle | null = null;
    try {
      // Checked before opening: opening a named pipe would wait for a writer.
      const found = await stat(file);
      if (found.isDirectory()) throw isDirectory(file);
      if (!found.isFile()) throw notAFile(file);
      handle = await open(file, 'r');
      return new CsvSource(file, handle, await handle.stat());
    } catch (error) {
      await handle?.close();
      throw fileError(error, file);
    }
  }

  get bytes(): number {
    return this.opened.size;
  }

  /** Enough of the file for a header and a row: 64 KB in most cases. */
  async firstBytes(): Promise<{ head: Buffer; whole: boolean }> {
    for (let length = headBytes; ; length *= 4) {
      const head = await this.head(length);
      const whole = head.length >= this.bytes;
      if (whole || length >= longestHeadBytes || head.subarray(0, head.length >> 1).includes(10))
        return { head, whole };
    }
  }

  private async head(length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.min(length, this.bytes));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.handle.read(buffer, filled, buffer.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /**
   * All bytes in order. While a chunk is used the next one is being read. A chunk's memory is used again two chunks later.
   * @param hash takes in the bytes in the same pass
   * @throws UserError when the file vanishes or changes meanwhile
   */
  async *chunks(chunkBytes: number, hash: Hash | null): AsyncGenerator<Buffer> {
    const buffers = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)];
    let position = 0;
    const next = (turn: number) => this.handle.read(buffers[turn % 2]!, 0, chunkBytes, position);
    let pending = next(0);
    try {
      for (let turn = 0; ; turn++) {
        const { bytesRead, buffer } = await pending;
        if (bytesRead === 0) break;
        position += bytesRead;
        pending = next(turn + 1);
        const chunk = buffer.subarray(0, bytesRead);
        hash?.update(chunk);
        yield chunk;
      }
    } finally {
      // A read that is under way must not be left behind when the consumer stops early.
      await pending.catch(() => undefined);
    }
    await this.checkUnchanged(position);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async checkUnchanged(bytesRead: number): Promise<void> {
    const now = await stat(this.file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw fileVanished(this.file);
      throw error;
    });
    const { opened } = this;
    if (
      bytesRead !== opened.size ||
      now.size !== opened.size ||
      now.mtimeMs !== opened.mtimeMs ||
      now.ino !== opened.ino
    ) {
      throw fileChanged(this.file);
    }
  }
}

export function sha256(): Hash {
  return createHash('sha256');
}

import fs from 'node:fs';

import { hashFile } from '../data/hash';

/** What tells quickly that a file was not touched. */
interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}

/** Null when the file cannot be looked at. */
export function fileState(file: string): FileState | null {
  try {
    const { size, mtimeMs, ctimeMs, ino } = fs.statSync(file);
    return { size, mtimeMs, ctimeMs, inode: ino };
  } catch {
    return null;
  }
}

/**
 * What happened to a file since it was read: its bytes are hashed again only where its state is another.
 * @param sha256 hash of what was read
 */
export async function fileChange(
  file: string,
  before: FileState | null,
  sha256: string,
): Promise<'same' | 'changed' | 'gone'> {
  const now = fileState(file);
  if (now === null) return 'gone';
  if (before && JSON.stringify(before) === JSON.stringify(now)) return 'same';
  try {
    return (await hashFile(file)) === sha256 ? 'same' : 'changed';
  } catch {
    return 'gone';
  }
}

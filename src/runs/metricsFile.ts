import fs from 'node:fs';

import { type EpochMetrics, epochMetricsSchema } from '../spec/run';
import { writeAll } from './atomic';
import { explainingFileErrors } from './fileError';
import { readOwnFile } from './jsonFile';

/** Some 100 bytes a line: more than two million epochs. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Appends a line an epoch. A torn last line (full disk, power cut) is cut off first, so that the file stays readable.
 * @throws UserError when the file system refuses
 */
export function appendMetrics(file: string, epochs: readonly EpochMetrics[]): void {
  if (epochs.length === 0) return;
  explainingFileErrors(file, () => {
    const handle = fs.openSync(file, 'a+');
    try {
      const end = endOfLastLine(handle);
      try {
        writeAll(handle, Buffer.from(epochs.map((epoch) => `${JSON.stringify(epoch)}\n`).join('')));
      } catch (error) {
        cutBack(handle, end);
        throw error;
      }
    } finally {
      fs.closeSync(handle);
    }
  });
}

/** Every whole line, in order; none where there is no file yet. Torn or foreign lines are left out. */
export function readMetrics(file: string): EpochMetrics[] {
  const text = readOwnFile(file, maxBytes);
  return text === null ? [] : text.split('\n').flatMap(parseLine);
}

function parseLine(line: string): EpochMetrics[] {
  if (line === '') return [];
  try {
    const parsed = epochMetricsSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

/** A torn line does no harm to readers; that it could not be removed must not hide why it is torn. */
function cutBack(handle: number, end: number): void {
  try {
    fs.ftruncateSync(handle, end);
  } catch {
    // Not a regular file, or the disk is gone.
  }
}

/** Length of the file up to and with its last line break; the rest is cut off. */
function endOfLastLine(handle: number): number {
  const { size } = fs.fstatSync(handle);
  const tail = Buffer.alloc(Math.min(size, 4096));
  fs.readSync(handle, tail, 0, tail.length, size - tail.length);
  const end = size - tail.length + tail.lastIndexOf(10) + 1;
  if (end < size) fs.ftruncateSync(handle, end);
  return end;
}

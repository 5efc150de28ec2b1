import fs from 'node:fs';

import { initParser } from 'udsv';

import { UserError } from '../spec/errors';
import { explainingFileErrors, toFileError } from './fileError';

/** A run folder may come from someone else; a link in it must not show another file. */
export function refuseLink(file: string): void {
  const isFile = explainingFileErrors(file, () => fs.lstatSync(file).isFile());
  if (!isFile) {
    throw new UserError(`${file} is not a file of a run.`, 'Train again.', { code: 'run/damaged', file });
  }
}

/** More columns than a run writes: its own few, and one for each of many classes. */
const mostColumns = 4096;

/** Streams the records of a CSV that a run has written, the header first, until `visit` answers false. */
export async function eachRecord(file: string, visit: (cells: string[]) => boolean): Promise<void> {
  const stream = fs.createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 });
  let parser: ReturnType<typeof initParser> | null = null;
  let going = true;
  const onRow = (cells: string[]): boolean => (going &&= visit(cells));
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      if (!parser) {
        const count = Math.min(mostColumns, (chunk.split('\n', 1)[0] ?? '').split(',').length);
        const cols = Array.from({ length: count }, (_, i) => ({ name: String(i), type: 's' as const, repl }));
        parser = initParser({ col: ',', row: '\n', encl: '"', esc: '"', trim: false, cols });
      }
      parser.chunk<string[]>(chunk, parser.stringArrs, onRow);
      if (!going) break;
    }
    if (going) parser?.end();
  } catch (error) {
    throw toFileError(error, file);
  } finally {
    stream.destroy();
  }
}

const repl = { empty: null, null: undefined, NaN: undefined };

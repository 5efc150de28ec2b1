import fs from 'node:fs';

import { z } from 'zod';

import { UserError } from '../spec/errors';
import { errorCode, toFileError } from './fileError';

/** Files of a run are small; anything larger was not written by a run, and is not read into memory. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Reads and checks a JSON file of a run. Null when there is none.
 * @throws UserError when it cannot be read, or is not what the schema says
 */
export function readJsonFile<T extends z.ZodType>(file: string, schema: T): z.output<T> | null {
  const text = readOwnFile(file);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : String(error);
    throw new UserError(`${file} is damaged: ${what}`, 'Train again, or delete this run.', {
      code: 'run/damaged',
      file,
    });
  }
}

/**
 * Text of a regular file (links are not followed: a run folder may come from someone else), or null when there is none.
 * @throws UserError when it is a link, too large or unreadable
 */
export function readOwnFile(file: string, limit = maxBytes): string | null {
  try {
    const stat = fs.lstatSync(file);
    if (!stat.isFile() || stat.size > limit) {
      throw new UserError(`${file} is not a file of a run.`, 'Delete this run, or train again.', {
        code: 'run/damaged',
        file,
      });
    }
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw toFileError(error, file);
  }
}

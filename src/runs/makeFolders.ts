import fs from 'node:fs';
import path from 'node:path';

import { errorCode, explainingFileErrors, toFileError } from './fileError';

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` never returns where a file system answers
 * ENOENT to every new folder (as /proc does), so each level is tried once here.
 * @throws UserError when the file system refuses
 */
export function makeFolders(folder: string): void {
  const stat = explainingFileErrors(folder, () => fs.statSync(folder, { throwIfNoEntry: false }));
  if (stat?.isDirectory()) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolders(parent);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && fs.statSync(folder).isDirectory()) return;
    throw toFileError(error, folder);
  }
}

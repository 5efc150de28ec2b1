import fs from 'node:fs';
import path from 'node:path';

import { UserError } from '../spec/errors';
import { errorCode, toFileError } from './fileError';

/**
 * Looks whether files can be written into a folder, or over the files that it has.
 * @param folder absolute path; it may be a link, and may be missing
 * @param names relative to the folder, with forward slashes
 * @throws UserError where a file is in the way of a folder, or a folder in the way of a file, and where a folder below
 * `folder` is a link: what it leads to is not the folder's
 */
export function refuseBlocked(folder: string, names: readonly string[]): void {
  const top = entryAt(fs.existsSync(folder) ? fs.realpathSync(folder) : folder);
  if (top !== undefined && !top.isDirectory()) throw noFolder(folder);
  for (const name of new Set(names.flatMap(foldersOf))) {
    const place = path.join(folder, name);
    const entry = entryAt(place);
    if (entry?.isSymbolicLink()) {
      throw new UserError(
        `${place} is a link to another folder, and files are written into ${folder} alone.`,
        'Remove the link, or choose another folder.',
        { code: 'export/link', file: place },
      );
    }
    if (entry && !entry.isDirectory()) throw noFolder(place);
  }
  for (const name of names) {
    const place = path.join(folder, name);
    if (!entryAt(place)?.isDirectory()) continue;
    throw new UserError(
      `${place} is a folder, and a file of that name is to be written.`,
      'Rename that folder, or choose another one to write into.',
      { code: 'export/folder-in-the-way', file: place },
    );
  }
}

/** What is there by that name, links not followed. */
export function entryAt(place: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(place);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw toFileError(error, place);
  }
}

const noFolder = (place: string): UserError =>
  new UserError(
    `${place} is no folder, and files are to be written into a folder of that name.`,
    'Rename that file, or choose another folder.',
    { code: 'export/file-in-the-way', file: place },
  );

/** Of `a/b/c`: `a` and `a/b`. */
const foldersOf = (name: string): string[] => {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
};

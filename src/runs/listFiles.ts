import fs from 'node:fs';
import path from 'node:path';

/**
 * Names of the files in a folder, relative to it, with forward slashes, those of folders right in it behind their own.
 * Links are left out: what they lead to is not the folder's. Nothing where there is no such folder.
 */
export function listFiles(folder: string): string[] {
  const files = (below: string): string[] =>
    entries(path.join(folder, below))
      .filter((e) => e.isFile())
      .map((e) => e.name);
  const folders = entries(folder).filter((entry) => entry.isDirectory());
  return [...files('.'), ...folders.flatMap(({ name }) => files(name).map((file) => `${name}/${file}`))].sort();
}

function entries(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder, whatever the current directory is. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A path within the project. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** A folder below `.cache`, where the scripts keep what they install and what tests leave behind. Made when missing. */
export function cacheFolder(...parts) {
  const folder = path.join(root, '.cache', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export const vsix = inRoot('dist', 'sequence-lab.vsix');
export const node24 = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

import fs from 'node:fs';
import path from 'node:path';

import { runFiles } from '../../spec/run';

export type CodeTarget = 'keras' | 'tensorflow';

const extensions: Record<CodeTarget, readonly string[]> = { keras: ['.py'], tensorflow: ['.mjs', '.js', '.ts'] };

/** The generated program of a run for a target, relative to the run folder; null where none was written. */
export function codeName(folder: string, target: CodeTarget): string | null {
  const root = path.join(folder, runFiles.code);
  const names = fs.existsSync(root) ? fs.readdirSync(root).sort() : [];
  for (const extension of extensions[target]) {
    const name = names.find((candidate) => candidate.endsWith(extension));
    if (name !== undefined) return `${runFiles.code}/${name}`;
  }
  return null;
}

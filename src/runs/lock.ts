import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { UserError } from '../spec/errors';
import { errorCode, toFileError } from './fileError';

/**
 * One writer a run. The lock is a file that names its owner by process id and start time: an owner that died without
 * removing it (SIGKILL, power cut) is recognised, also when its process id was given to another process since.
 */

export const lockFile = 'lock.json';

const ownerSchema = z.object({ pid: z.int().positive(), started: z.string().nullable(), host: z.string() });
type Owner = z.output<typeof ownerSchema>;

/** @throws UserError when another living process holds the lock */
export function takeLock(folder: string): { release(): void } {
  const file = path.join(folder, lockFile);
  const owner: Owner = { pid: process.pid, started: processStart(process.pid), host: os.hostname() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      // Written aside and linked into place, so that nobody ever reads half a lock.
      const temporary = `${file}.${process.pid}.tmp`;
      fs.writeFileSync(temporary, JSON.stringify(owner));
      try {
        placeExclusively(temporary, file);
      } finally {
        fs.rmSync(temporary, { force: true });
      }
      return { release: () => releaseLock(file, owner) };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw toFileError(error, file);
    }
    const current = readOwner(file);
    if (current && isAlive(current)) {
      throw new UserError(
        `Another process (${current.pid}) is writing this run: ${folder}`,
        `Wait for it or stop it. If it does not run any more, delete ${file}.`,
        { code: 'run/locked', file },
      );
    }
    fs.rmSync(file, { force: true });
  }
  throw new UserError(`The lock of this run could not be taken: ${file}`, 'Delete this file and train again.', {
    code: 'run/locked',
    file,
  });
}

/** True while a living process writes this run. */
export function isLocked(folder: string): boolean {
  const owner = readOwner(path.join(folder, lockFile));
  return owner !== null && isAlive(owner);
}

function placeExclusively(temporary: string, file: string): void {
  try {
    fs.linkSync(temporary, file);
  } catch (error) {
    // FAT and some network file systems have no hard links.
    if (errorCode(error) === 'EEXIST') throw error;
    fs.copyFileSync(temporary, file, fs.constants.COPYFILE_EXCL);
  }
}

function releaseLock(file: string, owner: Owner): void {
  const current = readOwner(file);
  if (current && current.pid === owner.pid && current.started === owner.started) fs.rmSync(file, { force: true });
}

function readOwner(file: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  // A process of another machine (a shared folder) cannot be asked; it counts as alive.
  if (owner.host !== os.hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (errorCode(error) !== 'EPERM') return false;
  }
  const started = processStart(owner.pid);
  return started === null || owner.started === null || started === owner.started;
}

/** When a process started, in whatever form the system tells it; null where it does not (Windows). */
function processStart(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      // Fields are counted after the last ")", because the command in field 2 may hold blanks and parentheses.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended, and only waits for its parent to notice.
      return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
    }
    if (process.platform === 'win32') return null;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 }).trim() || null;
  } catch {
    return null;
  }
}

import fs from 'node:fs/promises';
import path from 'node:path';

import { toErrorReport } from '../spec/errors';
import { type Summary, runFiles, summarySchema } from '../spec/run';
import { errorCode, toFileError } from './fileError';
import { readJsonFile } from './jsonFile';
import { isLocked } from './lock';
import { isRunFolderName } from './runName';

/** A run as the list, the tree and the page show it. */
export interface ListedRun {
  /** Absolute path: the run's identity. */
  readonly folder: string;
  readonly name: string;
  /** Absolute path of the CSV. */
  readonly file: string;
  readonly summary: Summary;
}

export interface RunList {
  /** Newest first. */
  readonly runs: ListedRun[];
  /** Folders that were runs, but whose summary cannot be read, with what is wrong. */
  readonly damaged: { readonly folder: string; readonly message: string }[];
  /** True when there are more runs than were read. */
  readonly more: boolean;
}

/**
 * The runs below an output folder, newest first. Folders that are no runs, and links, are passed over.
 * @param limit runs read at most: a folder of thousands must not hold up the caller
 * @throws UserError when the folder cannot be read; a missing folder has no runs
 */
export async function listRuns(root: string, limit = 500): Promise<RunList> {
  const names = (await folderNames(root)).sort((a, b) => (a < b ? 1 : -1));
  const runs: ListedRun[] = [];
  const damaged: { folder: string; message: string }[] = [];
  let more = false;
  for (const name of names) {
    if (runs.length + damaged.length >= limit) {
      more = true;
      break;
    }
    const folder = path.resolve(root, name);
    try {
      const run = readRun(folder);
      if (run) runs.push(run);
    } catch (error) {
      damaged.push({ folder, message: toErrorReport(error).message });
    }
    if ((runs.length + damaged.length) % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { runs, damaged, more };
}

/**
 * One run with its summary, or null when nothing was trained there yet. A run that says "running" though its trainer
 * has died is told as failed: a killed process cannot write that itself.
 * @throws UserError when the summary is damaged
 */
export function readRun(folder: string): ListedRun | null {
  const absolute = path.resolve(folder);
  const summary = readJsonFile(path.join(absolute, runFiles.summary), summarySchema);
  if (!summary) return null;
  const current = summary.state === 'running' && !isLocked(absolute) ? interrupted(summary, absolute) : summary;
  return { folder: absolute, name: summary.name, file: summary.file, summary: current };
}

function interrupted(summary: Summary, folder: string): Summary {
  // It may have finished between the two reads.
  const again = readJsonFile(path.join(folder, runFiles.summary), summarySchema) ?? summary;
  if (again.state !== 'running') return again;
  return {
    ...again,
    state: 'failed',
    error: {
      message: 'The trainer ended before the run was finished.',
      hint: 'It was closed, killed or ran out of memory; the log may say more. What was written until then is kept.',
      defect: false,
      code: 'run/interrupted',
    },
  };
}

async function folderNames(root: string): Promise<string[]> {
  try {
    const entries = await fs.readdir(root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && isRunFolderName(entry.name)).map((entry) => entry.name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw toFileError(error, root);
  }
}

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import type { Summary } from '../../../src/spec/run';

/** A new empty folder, removed when the tests of the file are done. */
export function temporaryFolder(): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-test-')));
}

export const experiment = resolveExperiment(
  parseExperiment({ version: 1, task: 'forecast', data: { file: 'a.csv', targets: ['y'] } }),
);

export const summary: Summary = {
  version: 1,
  state: 'done',
  name: 'a',
  started: '2026-01-31T14:25:30.000Z',
  finished: '2026-01-31T14:25:40.000Z',
  file: '/data/a.csv',
  sha256: 'f'.repeat(64),
  fileChanged: false,
  targets: ['y'],
  epochsDone: 2,
  epochs: 2,
  bestEpoch: 2,
  stoppedEarly: false,
  rows: { total: 100, used: 100, dropped: 0 },
  windows: { train: 68, validation: 0, test: 20 },
  parameters: 19,
  seasonalPeriod: null,
  metrics: {},
  baselines: { naive: {}, seasonalNaive: null },
  byTarget: {},
  verdict: '',
  lagged: false,
  durations: { total: 1, read: 0.1, train: 0.8, predict: 0.1 },
  engine: { name: 'tensorflow', backend: 'test', threads: 1 },
  versions: {},
  notes: [],
  error: null,
};

/** A file system of that size, or null where this user may not mount one. */
export function tinyFileSystem(kilobytes: number): { folder: string; unmount(): void } | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { folder, unmount: () => execFileSync('umount', [folder]) };
}

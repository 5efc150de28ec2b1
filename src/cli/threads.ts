import os from 'node:os';

import { defaultThreads } from '../spec/threads';
import { UsageError } from './usageError';

/**
 * The number of threads that `--threads`, SEQUENCE_LAB_THREADS or else the machine gives.
 * @throws UsageError when it is not a whole number above 0
 */
export function readThreads(option: string | undefined): number {
  const text = option ?? process.env['SEQUENCE_LAB_THREADS'];
  if (text === undefined || text === '') return defaultThreads(os.availableParallelism());
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1) throw new UsageError(`"${text}" is not a number of threads.`);
  return threads;
}

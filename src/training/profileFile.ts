import { profileCsv } from '../data/profile';
import type { DataProfile } from '../spec/profile';

export interface ProfileOptions {
  /** How dates like 1/2/1981 are read where the data does not tell. */
  readonly dateOrder?: 'day-first' | 'month-first' | null;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
  /** At most 20 times a second. */
  readonly onProgress?: (progress: { rows: number; bytes: number; totalBytes: number }) => void;
}

/**
 * Reads a whole CSV and tells what is in it.
 * @throws UserError for whatever is wrong with the file, with the line
 */
export function profileFile(file: string, options: ProfileOptions = {}): Promise<DataProfile> {
  const { dateOrder = null, signal, onProgress } = options;
  return profileCsv(file, { dateOrder, signal, onProgress });
}

import type { DataProfile } from '../spec/profile';
import { profileTable } from './profileTable';
import { readTable, type ReadOptions } from './read';

/**
 * All that is known about a CSV after reading all of it: columns typed over every row, statistics, plots, warnings.
 * @throws UserError for whatever is wrong with the file or its form, with the line
 */
export async function profileCsv(file: string, options: ReadOptions = {}): Promise<DataProfile> {
  return profileTable(await readTable(file, options));
}

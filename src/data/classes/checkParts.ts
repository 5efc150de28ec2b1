import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { SplitName } from '../../spec/run';
import type { Table } from '../table';

const words: Readonly<Record<SplitName, string>> = { train: 'training', validation: 'validation', test: 'test' };

/**
 * @param what that is shared out: `rows with a text and a label`
 * @throws UserError where a part that has a share gets nothing
 */
export function checkParts(
  parts: readonly SplitName[],
  { split }: Experiment['data'],
  what: string,
  table: Table,
): void {
  for (const part of ['train', 'validation', 'test'] as const) {
    if (split[part] === 0 || parts.includes(part)) continue;
    throw new UserError(
      `The ${words[part]} part (${Math.round(split[part] * 1000) / 10} %) gets none of the ${parts.length} ${what} of ${table.file}.`,
      `Give the ${words[part]} part a larger share, or use a file with more of them.`,
      { code: 'data/too-few-rows', file: table.file, path: `data.split.${part}` },
    );
  }
}

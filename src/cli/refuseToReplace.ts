import { entryAt } from '../runs/placesToWrite';
import { UserError } from '../spec/errors';

/**
 * A file that a person named is written over with `--force` alone.
 * @throws UserError when it is there already
 */
export function refuseToReplace(file: string, force: boolean): void {
  if (force || entryAt(file) === undefined) return;
  throw new UserError(`${file} exists already.`, 'Choose another name with --out, or write over it with --force.', {
    code: 'file/exists',
    file,
  });
}

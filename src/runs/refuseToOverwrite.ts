import fs from 'node:fs';
import path from 'node:path';

import { UserError } from '../spec/errors';

/**
 * Looks whether results that a person wants in a file of their own would be written over what they come from.
 * @param out the file
 * @param data the CSV that is read
 * @param run the folder of the run
 * @throws UserError when the file is the CSV, or lies in the folder of the run
 */
export function refuseToOverwrite(out: string, data: string, run: string): void {
  if (real(out) === real(data)) {
    throw new UserError(`${out} is the file that is to be predicted.`, 'Choose another name for the predictions.', {
      code: 'predict/overwrites-data',
      file: out,
    });
  }
  if (`${real(path.dirname(out))}${path.sep}`.startsWith(real(run) + path.sep)) {
    throw new UserError(
      `${out} lies in the folder of the run, where its own results are.`,
      'Choose another folder for the predictions.',
      { code: 'predict/inside-run', file: out },
    );
  }
}

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

import { UserError } from '../../spec/errors';

/** What helps where a finished run reads a file, by the kind of error: of its settings none can be changed. */
const hints: Readonly<Record<string, string>> = {
  'data/missing-value':
    'Fill in the empty cells of the file, or leave their rows out: the run was trained without any.',
  'data/missing-time': 'Write the time there, or leave the row out of the file.',
  'data/missing-series': 'Write the name of the series there, or leave the row out of the file.',
  'data/repeated-time': 'Leave one of the rows out of the file, or correct its time or its series.',
  'data/not-static': 'Write the same value in all rows of the series.',
  'data/labels-differ': 'Write the same label in all rows of a series, or none.',
};

/**
 * An error that preparing data ended in, with a hint that can be followed with a finished run; other errors as they are.
 * @param error anything that was thrown
 */
export function forFinishedRun(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const { code = '', path: _, ...details } = error.details;
  const hint = Object.hasOwn(hints, code) ? hints[code] : undefined;
  return hint === undefined ? error : new UserError(error.message, hint, { ...details, code });
}

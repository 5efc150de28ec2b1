import { UserError } from '../spec/errors';

/**
 * Turns what the file system refused into an error that says what to do; anything else is returned as it came.
 * Used for reads too: `EACCES` and `ENOENT` mean the same there.
 */
export function toFileError(error: unknown, path: string): unknown {
  const code = errorCode(error);
  const [message, hint] = (code && explain(code, path)) || [];
  return message && hint ? new UserError(message, hint, { code: `file/${code?.toLowerCase()}`, file: path }) : error;
}

/** Runs `action`; what the file system refuses comes out as a `UserError` that names `path`. */
export function explainingFileErrors<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toFileError(error, path);
  }
}

/** The system's name of an error (`ENOSPC`), or null. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

function explain(code: string, path: string): [string, string] | null {
  switch (code) {
    case 'ENOSPC':
      return [
        `The disk is full: ${path} could not be written.`,
        'Free some space, or choose an output folder on another disk, and train again. What was written before is whole.',
      ];
    case 'EDQUOT':
      return [
        `Your disk quota is used up: ${path} could not be written.`,
        'Free some space, or choose an output folder elsewhere, and train again. What was written before is whole.',
      ];
    case 'EACCES':
    case 'EPERM':
      return [
        `No permission for ${path}.`,
        'Choose another output folder, or change the permissions of this one. If the file is open in another program, close it there.',
      ];
    case 'EROFS':
      return [`${path} lies on a read-only file system.`, 'Choose an output folder that can be written.'];
    case 'EBUSY':
      return [`${path} is in use by another program.`, 'Close it there and train again.'];
    case 'ENOTDIR':
    case 'EEXIST':
      return [
        `${path} cannot be made a folder: a file of that name is in the way.`,
        'Choose another output folder, or rename that file.',
      ];
    case 'EISDIR':
      return [`${path} is a folder, not a file.`, 'Choose a file.'];
    case 'ENOENT':
      return [`${path} does not exist.`, 'Check the path; the file or folder may have been moved or deleted.'];
    case 'ENAMETOOLONG':
      return [`The path ${path} is too long.`, 'Give the run a shorter name, or choose another output folder.'];
    default:
      return null;
  }
}

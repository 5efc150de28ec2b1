import { UserError } from '../../spec/errors';

/** Turns what the file system says about a path into something that can be mended; anything else passes unchanged. */
export function fileError(error: unknown, file: string): unknown {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(`${file} does not exist.`, 'Check the path; the file may have been moved or renamed.', {
        code: 'file/missing',
        file,
      });
    case 'EISDIR':
      return isDirectory(file);
    case 'EACCES':
    case 'EPERM':
      return new UserError(`${file} cannot be read: permission denied.`, 'Give yourself the right to read the file.', {
        code: 'file/denied',
        file,
      });
    default:
      return error;
  }
}

export function isDirectory(file: string): UserError {
  return new UserError(`${file} is a folder.`, 'Choose a CSV file inside it.', { code: 'file/directory', file });
}

export function notAFile(file: string): UserError {
  return new UserError(`${file} is not a regular file.`, 'Save the data as a CSV file and choose that.', {
    code: 'file/not-a-file',
    file,
  });
}

export function fileVanished(file: string): UserError {
  return new UserError(
    `${file} was removed while it was read.`,
    'Put the file back, or wait until the program that writes it has finished, and try again.',
    { code: 'file/vanished', file },
  );
}

export function fileChanged(file: string): UserError {
  return new UserError(
    `${file} changed while it was read.`,
    'Wait until the program that writes it has finished, and try again.',
    { code: 'file/changed', file },
  );
}

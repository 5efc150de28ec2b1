import { createReadStream } from 'node:fs';

import { fileError } from './csv/fileErrors';
import { sha256 } from './csv/source';

/**
 * SHA-256 of a file's bytes, lower-case hexadecimal, for finding out whether a CSV is still the one that was trained on.
 * @throws UserError when the file is not there or cannot be read
 */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = sha256();
  try {
    for await (const chunk of createReadStream(file, {
      highWaterMark: 1 << 20,
      ...(signal === undefined ? {} : { signal }),
    })) {
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    throw fileError(error, file);
  }
  return hash.digest('hex');
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect } from 'vitest';

/**
 * Generated code word for word, for reading and for reviewing changes of it. `UPDATE_GOLDEN=1 npx vitest run test/golden`
 * writes the files anew. They end in .txt, so that no tool takes them for code of this project.
 */
const update = process.env['UPDATE_GOLDEN'] === '1';

/** @param place in `test/golden`: `files/tutorial/keras_model.py` */
export function expectGolden(place: string, text: string): void {
  const reviewed = path.join(import.meta.dirname, `${place}.txt`);
  if (update) {
    mkdirSync(path.dirname(reviewed), { recursive: true });
    writeFileSync(reviewed, text);
  }
  expect(existsSync(reviewed), `${reviewed} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
  expect(text).toBe(readFileSync(reviewed, 'utf8'));
}

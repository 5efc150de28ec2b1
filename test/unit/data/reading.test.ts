import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { hashFile } from '../../../src/data/hash';
import { previewCsv } from '../../../src/data/preview';
import { readTable, type ReadProgress } from '../../../src/data/read';
import { fileWith, numbers, userError } from './files';

const rows = 300_000;
const file = fileWith(
  `a,b,c\n${Array.from({ length: rows }, (_, row) => `${row},${row / 8},k${row % 3}`).join('\n')}\n`,
);
const digest = createHash('sha256').update(readFileSync(file)).digest('hex');

test('the hash is that of the bytes, also when columns are read a second time', async () => {
  expect((await readTable(file)).sha256).toBe(digest);
  expect(await hashFile(file)).toBe(digest);
  const again = fileWith(
    `a\n${Array.from({ length: 30_000 }, (_, row) => (row < 15_000 ? row : `w${row % 9}`)).join('\n')}\n`,
  );
  expect((await readTable(again)).sha256).toBe(createHash('sha256').update(readFileSync(again)).digest('hex'));
});

test('the hash of a file that is gone is a user error', async () => {
  expect((await userError(hashFile(`${file}.gone`))).details.code).toBe('file/missing');
});

test('progress rises, ends below the total and comes at most 20 times a second', async () => {
  const seen: (ReadProgress & { at: number })[] = [];
  await readTable(file, {
    chunkBytes: 1 << 12,
    onProgress: (progress) => seen.push({ ...progress, at: performance.now() }),
  });
  expect(seen.length).toBeGreaterThan(0);
  const { totalBytes } = seen[0]!;
  expect(totalBytes).toBe(readFileSync(file).length);
  seen.forEach((progress, index) => {
    expect(progress.bytes).toBeLessThanOrEqual(totalBytes);
    const before = seen[index - 1];
    if (before === undefined) return;
    expect(progress.rows).toBeGreaterThanOrEqual(before.rows);
    expect(progress.at - before.at).toBeGreaterThanOrEqual(49);
  });
});

describe('stopping', () => {
  test('before it begins', async () => {
    const reason = new Error('stopped');
    await expect(readTable(file, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('in the middle, within a chunk', async () => {
    const controller = new AbortController();
    let last = 0;
    const onProgress = ({ bytes }: ReadProgress) => {
      last = bytes;
      controller.abort();
    };
    await expect(readTable(file, { chunkBytes: 1 << 12, signal: controller.signal, onProgress })).rejects.toThrow(
      /abort/i,
    );
    expect(last).toBeLessThan(readFileSync(file).length / 2);
  });
});

test('a large file is previewed from its head alone', async () => {
  const preview = await previewCsv(file);
  expect(preview).toMatchObject({ complete: false, sha256: null, bytes: readFileSync(file).length });
  expect(preview.columns.map(({ kind }) => kind)).toEqual(['numeric', 'numeric', 'categorical']);
  expect(preview.rows).toBeGreaterThan(rows * 0.7);
  expect(preview.rows).toBeLessThan(rows * 1.3);
  expect(preview.head).toHaveLength(20);
  expect(preview.head[0]).toEqual(['0', '0', 'k0']);
});

test('a small file is previewed whole', async () => {
  const preview = await previewCsv(fileWith('a,b\n1,2\n3,4'));
  expect(preview).toMatchObject({ complete: false, rows: 2 });
});

test('a header line longer than the head', async () => {
  const width = 30_000;
  const header = Array.from({ length: width }, (_, index) => `column number ${index}`);
  const row = (shift: number) => header.map((_, index) => index + shift).join(',');
  const wide = fileWith(`${header.join(',')}\n${row(0)}\n${row(1)}\n`);
  const table = await readTable(wide);
  expect(table.columns).toHaveLength(width);
  expect(numbers(table, 'column number 29999')).toEqual([29_999, 30_000]);
  expect((await previewCsv(wide)).columns).toHaveLength(width);
});

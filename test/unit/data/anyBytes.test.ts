import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { previewCsv } from '../../../src/data/preview';
import { profileTable } from '../../../src/data/profileTable';
import { readTable } from '../../../src/data/read';
import { dataProfileSchema } from '../../../src/spec/profile';
import { UserError } from '../../../src/spec/errors';
import { scratch } from './files';

const file = scratch('any.csv');

/** What came out, or what the user is told; any other error is a defect and fails the test. */
async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.hint).not.toBe('');
    expect(error.details.file).toBe(file);
    return { message: error.message, details: error.details };
  }
}

async function checkBytes(bytes: Uint8Array, chunkBytes: number): Promise<void> {
  writeFileSync(file, bytes);
  const read = (size: number) =>
    outcome(async () => dataProfileSchema.parse(profileTable(await readTable(file, { chunkBytes: size }))));
  expect(await read(chunkBytes)).toEqual(await read(1 << 20));
  await outcome(async () => dataProfileSchema.parse(await previewCsv(file)));
}

const chunk = fc.integer({ min: 1, max: 9 });

test('whatever the text: a table or a message, the same for all chunks', async () => {
  const pieces = [
    'a',
    'b',
    '1',
    '2',
    '0',
    '.',
    ',',
    ',',
    ';',
    '\t',
    '"',
    '\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '-',
    'é',
    '€',
    '1e',
    '2024-01-01',
    '1/2/2024',
    'NA',
    'inf',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), chunk, (text, size) =>
      checkBytes(Buffer.from(text.join('')), size),
    ),
    { numRuns: 600 },
  );
});

test('whatever the bytes', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), chunk, checkBytes), { numRuns: 200 });
});

test('a header of empty cells between tabs is a header, whatever stands in the piece with it', async () => {
  for (const size of [1, 2, 3, 5]) await checkBytes(Buffer.from('\t\r\n"q"\t0\r\n0\t0'), size);
});

test('whatever the rows', async () => {
  const cell = fc.oneof(
    fc.integer().map(String),
    fc.double().map(String),
    fc.constantFrom('', 'x', '"q"', '"a\nb"', '2024-01-01', '3/4/2024', '1.234,5'),
  );
  const rows = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'))
    .chain(([width, delimiter, end]) =>
      fc
        .array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 })
        .map((table) => table.map((row) => row.join(delimiter)).join(end)),
    );
  await fc.assert(
    fc.asyncProperty(rows, chunk, (text, size) => checkBytes(Buffer.from(text), size)),
    { numRuns: 400 },
  );
});

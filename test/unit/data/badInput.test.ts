import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { previewCsv } from '../../../src/data/preview';
import { profileCsv } from '../../../src/data/profile';
import { readTable } from '../../../src/data/read';
import { fileWith, scratch, userError } from './files';

const manyRows = (count: number) => Array.from({ length: count }, (_, row) => `${row},${row * 2}`).join('\n');

interface Case {
  readonly content: string | Uint8Array;
  readonly code: string;
  readonly line: number;
  readonly says: RegExp;
  readonly hint: RegExp;
}

const cases: Record<string, Case> = {
  'empty file': { content: '', code: 'csv/empty', line: 1, says: /is empty/, hint: /header line/ },
  'nothing but blank lines': {
    content: ' \n\n\r\n',
    code: 'csv/empty',
    line: 1,
    says: /is empty/,
    hint: /header line/,
  },
  'header only': {
    content: 'a,b\n',
    code: 'csv/header-only',
    line: 1,
    says: /header in line 1 and no rows/,
    hint: /Add rows/,
  },
  'header only, no line end': { content: 'a,b', code: 'csv/header-only', line: 1, says: /no rows/, hint: /Add rows/ },
  'one row': {
    content: 'a,b\n1,2\n',
    code: 'csv/one-row',
    line: 2,
    says: /single row of data \(line 2\)/,
    hint: /Add more rows/,
  },
  'one row, no header': { content: '1,2\n', code: 'csv/one-row', line: 1, says: /single row/, hint: /Add more rows/ },
  'row too short': {
    content: 'a,b,c\n1,2,3\n4,5\n6,7,8\n',
    code: 'csv/ragged-row',
    line: 3,
    says: /Line 3 .* has 2 cells where line 1 has 3/,
    hint: /Complete line 3/,
  },
  'row too long': {
    content: 'a,b\n1,2\n3,4\n5,6,7\n8,9\n',
    code: 'csv/ragged-row',
    line: 4,
    says: /Line 4 .* has 3 cells where line 1 has 2/,
    hint: /quotes/,
  },
  'row too short among quotes': {
    content: '\n"a","b","c"\n"1\n1","2","3"\n"4","5"\n"6","7","8"\n',
    code: 'csv/ragged-row',
    line: 5,
    says: /Line 5 .* has 2 cells where line 2 has 3/,
    hint: /Complete line 5/,
  },
  'row too long far below the head': {
    content: `a,b\n${manyRows(50_000)}\n1,2,3,4\n`,
    code: 'csv/ragged-row',
    line: 50_002,
    says: /Line 50002 .* has 4 cells/,
    hint: /quotes/,
  },
  'quote never closed': {
    content: 'a,b\n1,"x"\n2,"y\n3,z\n4,w\n',
    code: 'csv/unclosed-quote',
    line: 3,
    says: /opens in line 3 .* never closed/,
    hint: /Close the quote in line 3/,
  },
  'quote that swallows the next quoted cell': {
    content: 'a,b\n1,"x"\n2,"y\n3,"z"\n4,"w"\n',
    code: 'csv/unclosed-quote',
    line: 3,
    says: /opens in line 3 .* closes in line 4 in the middle of a cell/,
    hint: /quotes of line 3/,
  },
  'quote never closed far below the head': {
    content: `a,b\n${manyRows(50_000)}\n1,"x\n${manyRows(50_000)}\n`,
    code: 'csv/unclosed-quote',
    line: 50_002,
    says: /never closed/,
    hint: /Close the quote/,
  },
  'quote never closed in a file larger than a record may be': {
    content: Buffer.concat([Buffer.from('a,b\n1,2\n3,"x\n'), Buffer.alloc(20 << 20, 'wxyz\n')]),
    code: 'csv/unclosed-quote',
    line: 3,
    says: /opens in line 3/,
    hint: /Close the quote/,
  },
  'an Excel workbook': {
    content: Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]),
    code: 'csv/binary',
    line: 1,
    says: /looks like an Excel workbook/,
    hint: /save the sheet as CSV/,
  },
  'a compressed file': {
    content: gzipSync('a,b\n1,2\n'),
    code: 'csv/binary',
    line: 1,
    says: /looks like a compressed file/,
    hint: /Unpack/,
  },
  'any binary file': {
    content: Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3)) % 256)),
    code: 'csv/binary',
    line: 1,
    says: /is not a text file/,
    hint: /UTF-8, UTF-16 or Windows-1252/,
  },
  'a zero byte far below the head': {
    content: `a,b\n${manyRows(50_000)}\n1,\0\n`,
    code: 'csv/binary',
    line: 50_002,
    says: /is not a text file/,
    hint: /UTF-8/,
  },
};

describe('the form of the file', () => {
  // Names only: a runner that prints a case's 20 MB takes minutes.
  test.each(Object.keys(cases))('%s', async (name) => {
    const { content, code, line, says, hint } = cases[name]!;
    const file = fileWith(content);
    const error = await userError(readTable(file));
    expect(error.details).toMatchObject({ code, file, line });
    expect(error.message).toMatch(says);
    expect(error.message).toContain(file);
    expect(error.hint).toMatch(hint);
    expect((await userError(profileCsv(file))).message).toBe(error.message);
  });

  test.each(['empty file', 'header only', 'one row', 'row too short', 'quote never closed', 'any binary file'])(
    'the preview says the same: %s',
    async (name) => {
      const { content, code, line } = cases[name]!;
      const file = fileWith(content);
      expect((await userError(previewCsv(file))).details).toMatchObject({ code, file, line });
    },
  );

  test.each([1, 3, 1000])('the line does not depend on the chunks (%i bytes)', async (chunkBytes) => {
    for (const name of ['row too short', 'row too short among quotes', 'quote never closed', 'row too long']) {
      const { content, code, line } = cases[name]!;
      expect((await userError(readTable(fileWith(content), { chunkBytes }))).details).toMatchObject({ code, line });
    }
  });
});

describe('the file itself', () => {
  test('missing', async () => {
    const file = scratch('nowhere.csv');
    for (const work of [readTable(file), previewCsv(file)]) {
      const error = await userError(work);
      expect(error.details).toEqual({ code: 'file/missing', file });
      expect(error.hint).toMatch(/moved or renamed/);
    }
  });

  test('a folder', async () => {
    const file = scratch('folder.csv');
    mkdirSync(file);
    const error = await userError(readTable(file));
    expect(error.details).toEqual({ code: 'file/directory', file });
    expect(error.hint).toBe('Choose a CSV file inside it.');
  });

  const bigEnough = `a,b\n${manyRows(20_000)}\n`;

  test('vanishes while it is read', async () => {
    const file = fileWith(bigEnough);
    let gone = false;
    const onProgress = () => {
      if (!gone) rmSync(file);
      gone = true;
    };
    const error = await userError(readTable(file, { chunkBytes: 1 << 14, onProgress }));
    expect(error.details).toEqual({ code: 'file/vanished', file });
    expect(error.message).toMatch(/was removed while it was read/);
  });

  test('changes while it is read', async () => {
    const file = fileWith(bigEnough);
    let changed = false;
    const onProgress = () => {
      if (!changed) appendFileSync(file, '1,2\n');
      changed = true;
    };
    const error = await userError(readTable(file, { chunkBytes: 1 << 14, onProgress }));
    expect(error.details).toEqual({ code: 'file/changed', file });
    expect(error.hint).toMatch(/Wait until/);
  });
});

import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';

import { readTable } from '../../../src/data/read';
import { column, fileWith, numbers, texts, times } from './files';

const rows = ['Größe;Wert', 'zwölf;1,5', 'élan;-2,25', 'naïve;1000'];

describe('encodings', () => {
  const text = `${rows.join('\n')}\n`;
  const cases: [string, Buffer, { encoding: string; bom: boolean }][] = [
    ['UTF-8', Buffer.from(text), { encoding: 'utf-8', bom: false }],
    ['UTF-8 with BOM', iconv.encode(text, 'utf8', { addBOM: true }), { encoding: 'utf-8', bom: true }],
    ['UTF-16 LE with BOM', iconv.encode(text, 'utf-16le', { addBOM: true }), { encoding: 'utf-16le', bom: true }],
    ['UTF-16 BE with BOM', iconv.encode(text, 'utf-16be', { addBOM: true }), { encoding: 'utf-16be', bom: true }],
    ['UTF-16 LE', iconv.encode(text, 'utf-16le', { addBOM: false }), { encoding: 'utf-16le', bom: false }],
    ['UTF-16 BE', iconv.encode(text, 'utf-16be', { addBOM: false }), { encoding: 'utf-16be', bom: false }],
    ['Windows-1252', iconv.encode(text, 'windows-1252'), { encoding: 'windows-1252', bom: false }],
  ];
  test.each(cases)('%s, whatever the chunks', async (_, bytes, dialect) => {
    for (const chunkBytes of [1, 2, 3, 5, 7, 64, 1 << 20]) {
      const table = await readTable(fileWith(bytes), { chunkBytes });
      expect(table.dialect).toMatchObject({ ...dialect, delimiter: ';', decimal: ',', header: true });
      expect(table.columns.map(({ name }) => name)).toEqual(['Größe', 'Wert']);
      expect(texts(table, 'Größe')).toEqual(['zwölf', 'élan', 'naïve']);
      expect(numbers(table, 'Wert')).toEqual([1.5, -2.25, 1000]);
    }
  });

  test('Windows-1252 that shows only after the head', async () => {
    const plain = Array.from({ length: 20_000 }, (_, row) => `${row},word`).join('\n');
    const bytes = Buffer.concat([Buffer.from(`n,w\n${plain}\n`), iconv.encode('20000,Müller – €\n', 'windows-1252')]);
    const table = await readTable(fileWith(bytes));
    expect(table.dialect.encoding).toBe('windows-1252');
    expect(table.rows).toBe(20_001);
    expect(texts(table, 'w').at(-1)).toBe('Müller – €');
  });
});

describe('delimiters and line ends', () => {
  test.each([',', ';', '\t', '|'])('delimiter %j', async (delimiter) => {
    const text = [
      ['a', 'b', 'c'],
      ['1', '2.5', 'x'],
      ['3', '4', 'y'],
      ['5', '6', 'x'],
    ].map((row) => row.join(delimiter));
    const table = await readTable(fileWith(text.join('\n')));
    expect(table.dialect.delimiter).toBe(delimiter);
    expect(numbers(table, 'b')).toEqual([2.5, 4, 6]);
    expect(texts(table, 'c')).toEqual(['x', 'y', 'x']);
  });

  test.each(['\n', '\r\n', '\r'])('line end %j, with and without the last one', async (end) => {
    for (const last of ['', end]) {
      for (const chunkBytes of [1, 2, 3, 1 << 20]) {
        const table = await readTable(fileWith(['a,b', '1,x', '2,y', '3,x'].join(end) + last), { chunkBytes });
        expect(numbers(table, 'a')).toEqual([1, 2, 3]);
        expect(texts(table, 'b')).toEqual(['x', 'y', 'x']);
      }
    }
  });

  test('line ends of both kinds in one file', async () => {
    const table = await readTable(fileWith('a,b\r\n1,x\n2,"y\r\nz"\r\n3,x\n'));
    expect(numbers(table, 'a')).toEqual([1, 2, 3]);
    expect(texts(table, 'b')).toEqual(['x', 'y\r\nz', 'x']);
    expect([0, 1, 2].map((row) => table.lineOf(row))).toEqual([2, 3, 5]);
  });

  test('blank lines are passed over, and lines are still counted right', async () => {
    const table = await readTable(fileWith('\n\na,b\n\n1,2\n  \n\r\n3,4\n5,6\n\n\n'));
    expect(numbers(table, 'a')).toEqual([1, 3, 5]);
    expect([0, 1, 2].map((row) => table.lineOf(row))).toEqual([5, 8, 9]);
  });

  test('a single column, plain and quoted', async () => {
    expect(numbers(await readTable(fileWith('value\n1\n2\n3\n')), 'value')).toEqual([1, 2, 3]);
    expect(numbers(await readTable(fileWith('"value"\n"1"\n"2"\n"3"\n')), 'value')).toEqual([1, 2, 3]);
    const comma = await readTable(fileWith('value\n1,5\n2,25\n-0,125\n'));
    expect(comma.dialect.decimal).toBe(',');
    expect(numbers(comma, 'value')).toEqual([1.5, 2.25, -0.125]);
  });

  test('blanks around quoted and plain cells', async () => {
    const table = await readTable(fileWith('"a", "b" ,c\n 1 , "2" ,"x" \n3, 4 ,  y\n'));
    expect(numbers(table, 'a')).toEqual([1, 3]);
    expect(numbers(table, 'b')).toEqual([2, 4]);
    expect(texts(table, 'c')).toEqual(['x', 'y']);
  });

  test('a semicolon in a text does not make it the delimiter', async () => {
    const table = await readTable(fileWith('a,b\n1,"x; y"\n2,z; w\n3,v\n'));
    expect(table.dialect.delimiter).toBe(',');
    expect(texts(table, 'b')).toEqual(['x; y', 'z; w', 'v']);
  });
});

describe('header', () => {
  test('none: numbers from the first line on', async () => {
    const table = await readTable(fileWith('1,2.5\n2,3.5\n3,1.5\n'));
    expect(table.dialect.header).toBe(false);
    expect(table.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2']);
    expect(numbers(table, 'column 2')).toEqual([2.5, 3.5, 1.5]);
    expect(table.lineOf(0)).toBe(1);
  });

  test('none: times and categories', async () => {
    const table = await readTable(fileWith('2024-01-01,a,1\n2024-01-02,b,2\n2024-01-03,a,3\n'));
    expect(table.dialect.header).toBe(false);
    expect(times(table, 'column 1')[0]).toBe('2024-01-01T00:00:00.000Z');
  });

  test('nothing but text: the first line is the header', async () => {
    const table = await readTable(fileWith('english,french\nGo.,Va !\nHi.,Salut !\n'));
    expect(table.columns.map(({ name }) => name)).toEqual(['english', 'french']);
    expect(table.rows).toBe(2);
  });

  test('an option overrules the guess', async () => {
    const table = await readTable(fileWith('country,1990,1991\na,1,2\nb,3,4\nc,5,6\n'), { header: true });
    expect(table.columns.map(({ name }) => name)).toEqual(['country', '1990', '1991']);
  });

  test('line breaks in a quoted header', async () => {
    const table = await readTable(fileWith('"a\nb",c\n1,2\n3,4\n'));
    expect(table.columns.map(({ name }) => name)).toEqual(['a\nb', 'c']);
    expect(table.lineOf(0)).toBe(3);
  });
});

describe('names', () => {
  const hostile = '<img src=x onerror=alert(1)>';

  test('kept as text, mended where empty or doubled, with a warning each', async () => {
    const table = await readTable(fileWith(`a,a,,__proto__,constructor,${hostile},a\n1,2,3,4,5,6,7\n1,2,3,4,5,6,8\n`));
    expect(table.columns.map(({ name }) => name)).toEqual([
      'a',
      'a (2)',
      'column 3',
      '__proto__',
      'constructor',
      hostile,
      'a (3)',
    ]);
    expect(table.headers).toEqual(['a', 'a', '', '__proto__', 'constructor', hostile, 'a']);
    expect(table.warnings.map(({ code, column: name }) => [code, name])).toEqual([
      ['data/duplicate-name', 'a (2)'],
      ['data/empty-name', 'column 3'],
      ['data/duplicate-name', 'a (3)'],
    ]);
    for (const warning of table.warnings) {
      expect(warning.message).toContain('line 1');
      expect(warning.hint).toContain('first line of the file');
    }
    expect(numbers(table, '__proto__')).toEqual([4, 4]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('headers as they stand in the file are kept where a name differs', async () => {
    expect((await readTable(fileWith('a,b\n1,2\n3,4\n'))).headers).toBeNull();
    expect((await readTable(fileWith('1,2\n3,4\n5,6\n'))).headers).toBeNull();
    expect((await readTable(fileWith('a , b\n1,2\n3,4\n'))).headers).toEqual(['a ', ' b']);
    expect((await readTable(fileWith('"a ","b"\n1,2\n3,4\n'))).headers).toEqual(['a ', 'b']);
  });

  test('a mended name never meets one that is there', async () => {
    const table = await readTable(fileWith('a (2),a,a,column 4,\n1,2,3,4,5\n1,2,3,4,5\n'));
    const names = table.columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(5);
    expect(names).toEqual(['a (2)', 'a', 'a (3)', 'column 4', 'column 5']);
  });
});

test('the delimiter may be fixed', async () => {
  const table = await readTable(fileWith('a;b,c\n1;2,3\n4;5,6\n'), { delimiter: ',' });
  expect(table.columns.map(({ name }) => name)).toEqual(['a;b', 'c']);
  expect(column(table, 'c', 'numeric').values).toEqual(Float64Array.of(3, 6));
});

import { describe, expect, test } from 'vitest';

import { readTable } from '../../../src/data/read';
import { column, fileWith, numbers, texts, times } from './files';

const lines = (count: number, line: (row: number) => string) => Array.from({ length: count }, (_, row) => line(row));

describe('missing values', () => {
  test.each(['', 'NA', 'NaN', 'nan', 'null', 'NULL', '?', '-', 'N/A', '#N/A', 'None', '""', ' '])(
    'marker %j in numbers, times and categories',
    async (marker) => {
      const file = fileWith(`t,n,c\n2024-01-01,1,a\n${marker},${marker},${marker}\n2024-01-03,3,b\n2024-01-04,4,a\n`);
      const table = await readTable(file);
      expect(numbers(table, 'n')).toEqual([1, NaN, 3, 4]);
      expect(times(table, 't')[1]).toBe('');
      expect(texts(table, 'c')).toEqual(['a', null, 'b', 'a']);
      expect(table.columns.map(({ missing }) => missing)).toEqual([1, 1, 1]);
      expect(table.columns.map(({ misfitCount }) => misfitCount)).toEqual([0, 0, 0]);
    },
  );

  test('a column without any value is text without texts', async () => {
    const table = await readTable(fileWith('a,b\n1,\n2,NA\n3,?\n'));
    expect(column(table, 'b', 'text')).toMatchObject({ kind: 'text', missing: 3, texts: [] });
  });
});

describe('numbers', () => {
  test('decimal comma', async () => {
    const table = await readTable(fileWith('a;b\n1,5;x\n-2,25;y\n,5;x\n1,5e3;y\n'));
    expect(numbers(table, 'a')).toEqual([1.5, -2.25, 0.5, 1500]);
  });

  test.each([
    ['1,234,567.5', ',', 1234567.5],
    ["1'234'567.5", "'", 1234567.5],
    ['1 234 567.5', ' ', 1234567.5],
    ['1_234_567.5', '_', 1234567.5],
    ['1\u00a0234\u00a0567.5', '\u00a0', 1234567.5],
    ['1\u202f234\u202f567.5', '\u202f', 1234567.5],
  ])('thousands %j with a decimal point', async (cell, thousands, value) => {
    const table = await readTable(fileWith(`a\tb\n${cell}\tx\n-${cell}\ty\n12.5\tx\n`));
    expect(table.dialect).toMatchObject({ decimal: '.', thousands });
    expect(numbers(table, 'a')).toEqual([value, -value, 12.5]);
  });

  test('thousands with a decimal comma', async () => {
    const table = await readTable(fileWith('a;b\n1.234,5;1 234\n12,5;2 000\n-1.234.567,25;7\n'));
    expect(table.dialect).toMatchObject({ decimal: ',', thousands: '.' });
    expect(numbers(table, 'a')).toEqual([1234.5, 12.5, -1234567.25]);
  });

  test('quoted thousands in a file with commas', async () => {
    const table = await readTable(fileWith('a,b\n"1,234",x\n"12,345,678",y\n999,x\n'));
    expect(table.dialect).toMatchObject({ decimal: '.', thousands: ',' });
    expect(numbers(table, 'a')).toEqual([1234, 12345678, 999]);
  });

  test('1,234 alone: a decimal comma beside semicolons, thousands beside tabs', async () => {
    expect(numbers(await readTable(fileWith('a;b\n1,234;x\n5,678;y\n')), 'a')).toEqual([1.234, 5.678]);
    expect(numbers(await readTable(fileWith('a\tb\n1,234\tx\n5,678\ty\n')), 'a')).toEqual([1234, 5678]);
  });

  test('a decimal comma that shows only far below the head', async () => {
    const file = fileWith(`a;b\n${lines(30_000, (row) => `${row};x`).join('\n')}\n1,5;y\n2,25;x\n`);
    const table = await readTable(file);
    expect(table.dialect.decimal).toBe(',');
    expect(column(table, 'a', 'numeric').misfitCount).toBe(0);
    expect(numbers(table, 'a').slice(-2)).toEqual([1.5, 2.25]);
  });

  test('scientific notation, signs and infinities', async () => {
    const table = await readTable(fileWith('a,b\n1e3,1\n-1.5E-3,inf\n+7,-Infinity\n1e999,2\n'));
    expect(numbers(table, 'a')).toEqual([1000, -0.0015, 7, Infinity]);
    expect(column(table, 'a', 'numeric')).toMatchObject({ infinite: 1, firstInfiniteLine: 5 });
    expect(numbers(table, 'b')).toEqual([1, Infinity, -Infinity, 2]);
    expect(column(table, 'b', 'numeric')).toMatchObject({ infinite: 2, firstInfiniteLine: 3 });
  });

  test('what only looks like a number is text', async () => {
    const table = await readTable(
      fileWith('a,b,c,d\n0x10,1 2,12abc,1.2.3\n0x11,3 4,34abc,2.3.4\n0x12,5 6,56abc,3.4.5\n'),
    );
    expect(table.columns.map(({ kind }) => kind)).toEqual(['categorical', 'categorical', 'categorical', 'categorical']);
  });
});

describe('kinds are decided over the whole file', () => {
  test.each([2, 19_000, 99_999])('a text in a numeric column is found in row %i', async (at) => {
    const file = fileWith(`a,b\n${lines(100_000, (row) => `${row},${row === at ? 'oops' : row / 2}`).join('\n')}\n`);
    const table = await readTable(file);
    const found = column(table, 'b', 'numeric');
    expect(found.misfits).toEqual([{ line: at + 2, text: 'oops' }]);
    expect(found.misfitCount).toBe(1);
    expect(found.values[at]).toBeNaN();
    expect(found.values[99_998]).toBe(at === 99_998 ? NaN : 49_999);
  });

  test('numbers in the head, texts below: text', async () => {
    const file = fileWith(
      `a,b\n${lines(50_000, (row) => `${row},${row < 15_000 ? row % 7 : `w${row % 5}`}`).join('\n')}\n`,
    );
    const found = column(await readTable(file), 'b', 'text');
    expect(found.kind).toBe('categorical');
    expect([...found.texts].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', 'w0', 'w1', 'w2', 'w3', 'w4']);
    expect(found.codes).toHaveLength(50_000);
    expect(found.texts[found.codes![49_999]!]).toBe('w4');
  });

  test('missing in the head, numbers or times below', async () => {
    const body = lines(50_000, (row) =>
      row < 15_000 ? `${row},,` : `${row},${row / 4},${new Date(row * 6e4).toISOString()}`,
    );
    const table = await readTable(fileWith(`a,b,c\n${body.join('\n')}\n`));
    expect(numbers(table, 'b')[49_999]).toBe(49_999 / 4);
    expect(column(table, 'c', 'time').values[49_999]).toBe(49_999 * 6e4);
  });

  test('texts in the head, numbers in most rows: numeric with misfits', async () => {
    const file = fileWith(`a,b\n${lines(100_000, (row) => `${row},${row < 12_000 ? 'off' : row}`).join('\n')}\n`);
    const found = column(await readTable(file), 'b', 'numeric');
    expect(found.misfitCount).toBe(12_000);
    expect(found.misfits).toHaveLength(5);
    expect(found.misfits[0]).toEqual({ line: 2, text: 'off' });
  });

  test('categories recur, text does not, and too many different texts are not kept', async () => {
    const file = fileWith(`c,t,u\n${lines(120_000, (row) => `k${row % 1000},${row % 70_000}x,${row}y`).join('\n')}\n`);
    const table = await readTable(file);
    expect(column(table, 'c', 'text')).toMatchObject({ kind: 'categorical' });
    expect(column(table, 'c', 'text').texts).toHaveLength(1000);
    expect(column(table, 't', 'text').kind).toBe('text');
    expect(column(table, 't', 'text').codes![70_001]).toBe(1);
    expect(column(table, 'u', 'text')).toMatchObject({ kind: 'text', codes: null, texts: [] });
  });
});

import { format as formatDate } from 'date-fns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { clockMs, dateMs, daysInMonth } from '../../../src/data/time/calendar';
import { isoBytesMs } from '../../../src/data/time/isoBytes';
import { timeReaders } from '../../../src/data/time/timeFormats';
import { readTable, type ReadOptions } from '../../../src/data/read';
import { column, fileWith, times } from './files';

const utc = (iso: string) => Date.parse(iso);

/** A file with a column of these times and one of numbers. */
async function read(cells: readonly string[], options: ReadOptions = {}, name = 't') {
  const lines = cells.map((cell, row) => `${row * 3},"${cell}"`);
  return readTable(fileWith(`n,${name}\n${lines.join('\n')}\n`), options);
}

describe('the calendar', () => {
  test('agrees with Date.UTC from year 1 to 9999', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const date = new Date(0);
          date.setUTCFullYear(year, month - 1, day);
          const exists = date.getUTCMonth() === month - 1;
          expect(dateMs(year, month, day)).toBe(exists ? date.getTime() : NaN);
          expect(exists).toBe(day <= daysInMonth(year, month));
        },
      ),
    );
  });

  test('knows no 25th hour and no 60th minute', () => {
    expect(clockMs(24, 0, 0, 0)).toBe(86_400_000);
    for (const [hour, minute, second] of [
      [24, 1, 0],
      [25, 0, 0],
      [1, 60, 0],
      [1, 0, 60],
    ] as const) {
      expect(clockMs(hour, minute, second, 0)).toBeNaN();
    }
  });
});

describe('forms of a time', () => {
  test.each([
    ['2000-01-31', '2000-01-31T00:00Z'],
    ['2000/01/31', '2000-01-31T00:00Z'],
    ['2000-1-3', '2000-01-03T00:00Z'],
    ['2000-01-31 13:05', '2000-01-31T13:05Z'],
    ['2000-01-31T13:05:09', '2000-01-31T13:05:09Z'],
    ['2000-01-31T13:05:09.123456', '2000-01-31T13:05:09.123Z'],
    ['2000-01-31T13:05:09Z', '2000-01-31T13:05:09Z'],
    ['2000-01-31 13:05:09 UTC', '2000-01-31T13:05:09Z'],
    ['2000-01-31T13:05:09+02:00', '2000-01-31T11:05:09Z'],
    ['2000-01-31T13:05:09-0330', '2000-01-31T16:35:09Z'],
    ['2000-01-31T23:30-01', '2000-02-01T00:30Z'],
    ['2000-12-31T24:00', '2001-01-01T00:00Z'],
  ])('ISO %s', (text, expected) => expect(timeReaders.iso(text)).toBe(utc(expected)));

  test.each([
    '2000-02-30',
    '2001-02-29',
    '2000-13-01',
    '2000-01-32',
    '2000-01-01 25:00',
    '2000-01',
    '20000101',
    '2000-01/01',
    'x',
  ])('not ISO: %s', (text) => expect(timeReaders.iso(text)).toBeNaN());

  test.each([
    ['Jan 1 2000', '2000-01-01'],
    ['January 31, 2000', '2000-01-31'],
    ['1 Jan 2000', '2000-01-01'],
    ['31-Dec-1999', '1999-12-31'],
    ['1 September 2000', '2000-09-01'],
    ['Sept 3 2000', '2000-09-03'],
    ['3-Feb-99', '1999-02-03'],
    ['Jan 2000', '2000-01-01'],
    ['Mon, 3 Jan 2000', '2000-01-03'],
    ['Jan 1st, 2000', '2000-01-01'],
    ['Jan 1 2000 4:30 PM', '2000-01-01T16:30Z'],
  ])('%s', (text, expected) => expect(timeReaders['month-name'](text)).toBe(utc(expected)));

  test.each(['Jam 1 2000', 'Feb 30 2000', '2000', 'May', 'Jan 1 2000 13:00 PM'])('no month name: %s', (text) =>
    expect(timeReaders['month-name'](text)).toBeNaN(),
  );

  test('the way through bytes reads what the way through text reads', () => {
    const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const shapes = [
      (iso: string) => iso.slice(0, 10),
      (iso: string) => iso.slice(0, 16),
      (iso: string) => iso.slice(0, 19),
      (iso: string) => iso.slice(0, 19).replace('T', ' '),
      (iso: string) => iso.slice(0, 10).replaceAll('-', '/'),
    ];
    fc.assert(
      fc.property(date, fc.constantFrom(...shapes), (when, shape) => {
        const text = shape(when.toISOString());
        const bytes = Buffer.from(`,${text},`);
        expect(isoBytesMs(bytes, 1, bytes.length - 1)).toBe(timeReaders.iso(text));
        expect(timeReaders.iso(text)).not.toBeNaN();
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-/: T'), minLength: 10, maxLength: 19 }), (text) => {
        const bytes = Buffer.from(text);
        const read = isoBytesMs(bytes, 0, bytes.length);
        if (!Number.isNaN(read)) expect(read).toBe(timeReaders.iso(text));
      }),
    );
  });

  test('dates that date-fns writes are read back', () => {
    // date-fns writes the machine's own zone; what is written is compared as a date and a time of day.
    const patterns: [keyof typeof timeReaders, string][] = [
      ['iso', 'yyyy-MM-dd HH:mm:ss'],
      ['iso', "yyyy-MM-dd'T'HH:mm:ss.SSS"],
      ['month-name', 'MMM d yyyy HH:mm:ss'],
      ['month-name', 'd MMMM yyyy h:mm:ss a'],
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-02'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.constantFrom(...patterns),
        (date, [form, pattern]) => {
          const ms = pattern.includes('SSS') ? date.getMilliseconds() : 0;
          const expected = Date.UTC(
            date.getFullYear(),
            date.getMonth(),
            date.getDate(),
            date.getHours(),
            date.getMinutes(),
            date.getSeconds(),
            ms,
          );
          expect(timeReaders[form](formatDate(date, pattern))).toBe(expected);
        },
      ),
    );
  });
});

describe('day and month are told apart over the whole column', () => {
  const profile = async (cells: readonly string[], options: ReadOptions = {}) =>
    column(await read(cells, options), 't', 'time').time;

  test('a 13th day decides, wherever it stands', async () => {
    const head = Array.from({ length: 20_000 }, () => '1/2/1981');
    expect(await profile([...head, '13/1/1981'])).toMatchObject({ dateOrder: 'day-first', ambiguous: false });
    expect(await profile([...head, '1/13/1981'])).toMatchObject({ dateOrder: 'month-first', ambiguous: false });
  });

  test('the data wins over the option', async () => {
    const table = await read(['25.12.2020', '1.2.2021', '3.4.2021'], { dateOrder: 'month-first' });
    expect(times(table, 't')).toEqual(['2020-12-25', '2021-02-01', '2021-04-03'].map((day) => `${day}T00:00:00.000Z`));
  });

  test('a regular step in one order only decides', async () => {
    const months = Array.from({ length: 24 }, (_, row) => [(row % 12) + 1, 1981 + Math.floor(row / 12)] as const);
    expect(await profile(months.map(([month, year]) => `${month}/1/${year}`))).toMatchObject({
      dateOrder: 'month-first',
      ambiguous: false,
      frequency: 'month',
    });
    expect(await profile(months.map(([month, year]) => `1.${month}.${year}`))).toMatchObject({
      dateOrder: 'day-first',
      ambiguous: false,
      frequency: 'month',
    });
  });

  test('otherwise the user is asked, and month-first is read meanwhile', async () => {
    const cells = ['1/2/1981', '3/4/1981', '2/9/1982', '5/6/1983'];
    const table = await read(cells);
    expect(column(table, 't', 'time').time).toMatchObject({ dateOrder: 'month-first', ambiguous: true });
    expect(times(table, 't')[0]).toBe('1981-01-02T00:00:00.000Z');
    const chosen = await read(cells, { dateOrder: 'day-first' });
    expect(column(chosen, 't', 'time').time).toMatchObject({ dateOrder: 'day-first', ambiguous: true });
    expect(times(chosen, 't')[0]).toBe('1981-02-01T00:00:00.000Z');
  });

  test('a cell that exists in the other order only is a misfit with its line', async () => {
    const table = await read(['13/1/1981', '14/1/1981', '1/25/1981', '16/1/1981']);
    const found = column(table, 't', 'time');
    expect(found.time.dateOrder).toBe('day-first');
    expect(found.misfits).toEqual([{ line: 4, text: '1/25/1981' }]);
    expect(found.values[2]).toBeNaN();
  });

  test('with a time of day and two-digit years', async () => {
    const table = await read(['31/12/99 23:30', '1/1/00 0:30', '2/1/00 11:30 pm']);
    expect(times(table, 't')).toEqual([
      '1999-12-31T23:30:00.000Z',
      '2000-01-01T00:30:00.000Z',
      '2000-01-02T23:30:00.000Z',
    ]);
  });
});

describe('times written as numbers', () => {
  const numberFile = (name: string, cells: readonly number[]) =>
    readTable(fileWith(`${name},v\n${cells.map((cell) => `${cell},1.5`).join('\n')}\n`));

  test('years', async () => {
    const table = await numberFile('Year', [1749, 1750, 1752]);
    expect(column(table, 'Year', 'time').time).toMatchObject({
      format: 'year',
      frequency: 'year',
      step: 1,
      seasonalPeriod: null,
    });
    expect(times(table, 'Year')[0]).toBe('1749-01-01T00:00:00.000Z');
    expect(column(table, 'Year', 'time').textAt(2)).toBe('1752');
  });

  test('seconds and milliseconds since 1970', async () => {
    const seconds = await numberFile('timestamp', [1_600_000_000, 1_600_003_600, 1_600_007_200]);
    expect(column(seconds, 'timestamp', 'time').time).toMatchObject({
      format: 'epoch-seconds',
      frequency: 'hour',
      step: 1,
    });
    expect(times(seconds, 'timestamp')[0]).toBe('2020-09-13T12:26:40.000Z');
    const ms = await numberFile('t', [1_600_000_000_000, 1_600_000_060_000, 1_600_000_120_000]);
    expect(column(ms, 't', 'time').time).toMatchObject({ format: 'epoch-milliseconds', frequency: 'minute', step: 1 });
    expect(column(ms, 't', 'time').textAt(0)).toBe('1600000000000');
  });

  test('measurements and row numbers stay numbers', async () => {
    const file = fileWith('id,price,population\n1,1999,1600000000\n2,2001,1600003600\n3,1998,1600007200\n');
    expect((await readTable(file)).columns.map(({ kind }) => kind)).toEqual(['numeric', 'numeric', 'numeric']);
    const passengers = fileWith('passengers\n1000\n1500\n1200\n');
    expect((await readTable(passengers)).columns[0]!.kind).toBe('numeric');
  });
});

test('the text of a time is as written in the file', async () => {
  const cells = ['2000-01-01T00:00:00Z', '2000-01-02 00:00', 'NA', '2000-01-04'];
  const found = column(await read(cells), 't', 'time');
  expect(cells.map((_, row) => found.textAt(row))).toEqual(cells);
  expect(found).toMatchObject({ missing: 1, misfitCount: 0 });
});

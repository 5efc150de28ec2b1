import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { readTable } from '../../../src/data/read';
import { plotSeries, type SeriesQuery, type SeriesView } from '../../../src/data/seriesPlot';
import { seriesResult } from '../../../src/protocol/trainer';
import { SeriesFile } from '../../../src/training/seriesFile';
import { fileWith, userError } from './files';

const m4 = fileURLToPath(new URL('../../../../shared/data/m4-hourly.csv', import.meta.url));

/** One series of a CSV of the columns shop, day, sales. */
async function view(csv: string, query: Partial<SeriesQuery> = {}): Promise<SeriesView> {
  const table = await readTable(fileWith(csv), { text: ['shop'] });
  return plotSeries(table, { series: 'shop', column: 'sales', time: 'day', name: null, ...query });
}

const mixed = 'shop,day,sales\nB,2024-01-02,20\nA,2024-01-03,3\nB,2024-01-01,10\nA,2024-01-01,1\nA,2024-01-02,2\n';

describe('one series of several', () => {
  test('is the first unless another one is named, in time order', async () => {
    const first = await view(mixed);
    expect(seriesResult.parse(first)).toEqual(first);
    expect([first.names, first.total, first.name, first.rows]).toEqual([['B', 'A'], 2, 'B', 2]);
    expect(first.plot.values).toEqual([10, 20]);
    expect(first.plot.rows).toEqual([0, 1]);
    expect(first.plot.times).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)]);
    const second = await view(mixed, { name: 'A' });
    expect([second.name, second.rows, second.plot.values]).toEqual(['A', 3, [1, 2, 3]]);
  });

  test('stands as in the file without a time column, and by a column of numbers where that orders it', async () => {
    expect((await view(mixed, { time: null, name: 'A' })).plot).toMatchObject({ values: [3, 1, 2], rows: [0, 1, 2] });
    const byNumber = await view('shop,day,sales\nA,3,30\nA,1,10\nA,2,20\n');
    expect(byNumber.plot.values).toEqual([10, 20, 30]);
    expect(byNumber.plot.times).toBeUndefined();
  });

  test('has names as they are written: 007 is not 7, and odd names are names', async () => {
    const csv = 'shop,day,sales\n007,1,1\n7,1,2\n__proto__,1,3\n<b>x</b>,1,4\n"a,""b""",1,5\n';
    const { names } = await view(csv);
    expect(names).toEqual(['007', '7', '__proto__', '<b>x</b>', 'a,"b"']);
    for (const [i, name] of names.entries()) expect((await view(csv, { name })).plot.values).toEqual([i + 1]);
  });

  test('leaves out rows without a name or a time, and counts none that is still to come', async () => {
    const csv = 'shop,day,sales\nA,2024-01-01,1\n,2024-01-02,2\nA,,3\nA,2024-01-02,\nA,2024-01-03,4\nA,2024-01-04,\n';
    const { rows, plot } = await view(csv);
    expect(plot.values).toEqual([1, null, 4, null]);
    expect(rows).toBe(3);
  });

  test('falls back to the first where a name is gone', async () => {
    expect((await view(mixed, { name: 'constructor' })).name).toBe('B');
  });

  test('keeps peaks of long series in few points, and lists some of very many names', async () => {
    const long = Array.from({ length: 50_000 }, (_, i) => `A,${i},${i === 31_337 ? 999 : i % 7}`);
    const many = Array.from({ length: 5000 }, (_, i) => `S${i},0,1`);
    const { plot, rows, names, total } = await view(`shop,day,sales\n${[...long, ...many].join('\n')}\n`);
    expect([rows, total, names.length]).toEqual([50_000, 5001, 2000]);
    expect(plot.rows.length).toBeLessThanOrEqual(2000);
    expect(plot.values[plot.rows.indexOf(31_337)]).toBe(999);
  });

  test('of columns that are no numbers, or not there, is refused in words', async () => {
    expect((await userError(view(mixed, { column: 'day' }))).message).toContain('"day"');
    expect((await userError(view(mixed, { column: 'day' }))).details.code).toBe('data/not-numeric');
    expect((await userError(view(mixed, { series: 'store' }))).details.code).toBe('data/no-such-column');
  });

  test('of a file is looked at after another without reading it again', async () => {
    const file = fileWith(mixed);
    const read = await SeriesFile.read(file, { dateOrder: null, series: 'shop' });
    const query = { column: 'sales', time: 'day' };
    expect(read.plot({ ...query, name: 'A' }).plot.values).toEqual([1, 2, 3]);
    expect(read.plot({ ...query, name: 'B' }).plot.values).toEqual([10, 20]);
  });

  test.skipIf(!existsSync(m4))('of 414 is small (needs ../shared/data)', async () => {
    const read = await SeriesFile.read(m4, { dateOrder: null, series: 'series' });
    const seen = read.plot({ column: 'value', time: 'hour', name: 'H200' });
    const own = readFileSync(m4, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('H200,'))
      .map((line) => Number(line.split(',')[2]));
    expect(seen.total).toBe(414);
    expect(seen.plot.values).toEqual(own);
    expect(JSON.stringify(seen).length).toBeLessThan(60_000);
  });
});

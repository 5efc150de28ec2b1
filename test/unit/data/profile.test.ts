import { describe, expect, test } from 'vitest';

import { plotColumn } from '../../../src/data/plot';
import { profileCsv } from '../../../src/data/profile';
import { readTable } from '../../../src/data/read';
import { dataProfileSchema } from '../../../src/spec/profile';
import { column, fileWith } from './files';

const profile = async (csv: string) => dataProfileSchema.parse(await profileCsv(fileWith(csv)));

test('a profile has statistics, head, plots and times', async () => {
  const made = await profile('t,v,c\n2024-01-01,1,a\n2024-01-02,,b\n2024-01-03,3,a\n2024-01-04,8,\n');
  expect(made).toMatchObject({ complete: true, rows: 4, warnings: [] });
  expect(made.sha256).toMatch(/^[0-9a-f]{64}$/);
  const [t, v, c] = made.columns;
  expect(t).toMatchObject({ kind: 'time', missing: 0, distinct: 4, numeric: null });
  expect(t!.time).toMatchObject({ frequency: 'day', step: 1, seasonalPeriod: 7 });
  expect(v).toMatchObject({ kind: 'numeric', missing: 1, distinct: 3, time: null });
  expect(v!.numeric).toEqual({
    min: 1,
    max: 8,
    mean: 4,
    standardDeviation: Math.sqrt(26 / 3),
    constant: false,
    infinite: 0,
  });
  expect(c).toMatchObject({ kind: 'categorical', missing: 1, distinct: 2 });
  expect(made.head).toEqual([
    ['2024-01-01', '1', 'a'],
    ['2024-01-02', '', 'b'],
    ['2024-01-03', '3', 'a'],
    ['2024-01-04', '8', ''],
  ]);
  const days = [1, 2, 3, 4].map((day) => Date.UTC(2024, 0, day));
  expect(made.plots).toEqual([{ column: 'v', rows: [0, 1, 2, 3], values: [1, null, 3, 8], times: days }]);
  expect(made.plotTimes).toEqual(days);
});

describe('warnings', () => {
  test.each([
    ['unsorted', 't,v\n2024-01-02,1\n2024-01-01,2\n2024-01-03,3\n', 'data/unsorted', 't'],
    ['duplicates', 't,v\n2024-01-01,1\n2024-01-01,2\n2024-01-02,3\n2024-01-03,3.5\n', 'data/duplicate-times', 't'],
    ['gaps', 't,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n2024-01-06,4\n2024-01-07,4\n', 'data/gaps', 't'],
    ['constant', 'a,v\n1,7\n2,7\n3,7\n', 'data/constant-column', 'v'],
    ['ambiguous dates', 't,v\n1/2/2024,1\n5/3/2024,2\n7/9/2024,3\n', 'data/ambiguous-dates', 't'],
    ['mixed types', 'a,v\n1,1\n2,x\n3,3\n4,4\n5,5\n', 'data/mixed-types', 'v'],
    ['infinite', 'a,v\n1,1\n2,inf\n3,3\n', 'data/infinite', 'v'],
    ['empty column', 'a,v\n1,\n2,\n3,\n', 'data/empty-column', 'v'],
    ['no numbers', 'a,v\nx,y\nz,w\nx,y\n', 'data/no-numeric-column', undefined],
  ])('%s', async (_, csv, code, name) => {
    const { warnings } = await profile(csv);
    const [warning] = warnings;
    expect(warnings).toHaveLength(1);
    expect(warning).toMatchObject({ code, ...(name === undefined ? {} : { column: name }) });
    expect(warning!.message).toMatch(name === undefined ? /no column of numbers/ : new RegExp(`"${name}"`));
    expect(warning!.hint.length).toBeGreaterThan(10);
  });

  test('say the line where there is one', async () => {
    expect((await profile('a,v\n1,1\n2,x\n3,3\n4,4\n5,5\n')).warnings[0]).toMatchObject({ line: 3 });
    expect((await profile('a,v\n1,1\n2,inf\n3,3\n')).warnings[0]).toMatchObject({ line: 3 });
  });
});

describe('plots', () => {
  const rows = 1_000_003;
  test('at most 2,000 points, in order, with every peak that stands out of its surroundings', async () => {
    const spikes = new Map([
      [17, 1e6],
      [500_000, -1e6],
      [rows - 1, 2e6],
    ]);
    const values = Float64Array.from({ length: rows }, (_, row) => spikes.get(row) ?? Math.sin(row / 1000));
    const column = {
      name: 'v',
      index: 0,
      kind: 'numeric' as const,
      missing: 0,
      misfits: [],
      misfitCount: 0,
      values,
      infinite: 0,
      firstInfiniteLine: null,
    };
    const plot = plotColumn(column, null, 2000);
    expect(plot.rows.length).toBeLessThanOrEqual(2000);
    expect(plot.rows.length).toBeGreaterThan(1500);
    plot.rows.forEach((row, index) => {
      expect(plot.values[index]).toBe(values[row]);
      if (index > 0) expect(row).toBeGreaterThan(plot.rows[index - 1]!);
    });
    for (const spike of spikes.keys()) expect(plot.rows).toContain(spike);
  });

  test('a stretch without values is a gap', async () => {
    const csv = `a,v\n${Array.from({ length: 6000 }, (_, row) => `${row},${row > 2000 && row < 4000 ? '' : row}`).join('\n')}\n`;
    const table = await readTable(fileWith(csv));
    const plot = plotColumn(column(table, 'v', 'numeric'), null, 100);
    expect(plot.values.filter((value) => value === null).length).toBeGreaterThan(10);
    expect(plot.values.at(-1)).toBe(5999);
  });

  test('many columns share the room', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `c${index}`);
    const csv = `${names.join(',')}\n${Array.from({ length: 1000 }, (_, row) => names.map((_name, index) => row * index).join(',')).join('\n')}\n`;
    const { plots } = await profile(csv);
    expect(plots).toHaveLength(200);
    expect(plots.reduce((sum, plot) => sum + plot.rows.length, 0)).toBeLessThanOrEqual(60_000);
  });
});

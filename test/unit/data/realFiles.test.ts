import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';

import { prepare } from '../../../src/data/prepare';
import { previewCsv } from '../../../src/data/preview';
import { profileCsv } from '../../../src/data/profile';
import { readTable } from '../../../src/data/read';
import { dataProfileSchema } from '../../../src/spec/profile';
import { experimentSchema } from '../../../src/spec/experiment';
import { column, numbers, texts, times } from './files';

const vega = fileURLToPath(new URL('../../../node_modules/vega-datasets/data', import.meta.url));
// Data that may not be shipped lies beside the checkout, where there is any.
const shared = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Cells of a file as PapaParse reads them, by header. */
function papa(file: string, delimiter = ','): Record<string, string>[] {
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true, delimiter }).data;
}

/** Every numeric column, cell by cell, against PapaParse and Number(). */
async function compare(file: string): Promise<string[]> {
  const table = await readTable(file);
  const rows = papa(file, table.dialect.delimiter);
  expect(table.rows).toBe(rows.length);
  const numeric = table.columns.filter(({ kind }) => kind === 'numeric');
  for (const { name } of numeric) {
    const expected = rows.map((row) => (row[name]!.trim() === '' || row[name] === 'NA' ? NaN : Number(row[name])));
    expect(numbers(table, name)).toEqual(expected);
  }
  for (const { name, kind } of table.columns) {
    if (kind !== 'categorical' && kind !== 'text') continue;
    const read = texts(table, name);
    rows.forEach((row, index) => expect(read[index] ?? row[name]!.trim()).toBe(row[name]!.trim()));
  }
  dataProfileSchema.parse(await profileCsv(file));
  dataProfileSchema.parse(await previewCsv(file));
  return table.columns.map(({ name, kind }) => `${name}: ${kind}`);
}

describe('vega-datasets', () => {
  test.each([
    [
      'seattle-weather.csv',
      [
        'date: time',
        'precipitation: numeric',
        'temp_max: numeric',
        'temp_min: numeric',
        'wind: numeric',
        'weather: categorical',
      ],
    ],
    ['stocks.csv', ['symbol: categorical', 'date: time', 'price: numeric']],
    ['co2-concentration.csv', ['Date: time', 'CO2: numeric', 'adjusted CO2: numeric']],
    ['sp500.csv', ['date: time', 'price: numeric']],
    ['flights-airport.csv', ['origin: categorical', 'destination: categorical', 'count: numeric']],
    ['unemployment.tsv', ['id: numeric', 'rate: numeric']],
    ['global-temp.csv', ['year: time', 'temp: numeric']],
    [
      'gapminder-health-income.csv',
      ['country: text', 'income: numeric', 'health: numeric', 'population: numeric', 'region: categorical'],
    ],
    [
      'zipcodes.csv',
      [
        'zip_code: numeric',
        'latitude: numeric',
        'longitude: numeric',
        'city: text',
        'state: categorical',
        'county: text',
      ],
    ],
  ])('%s', async (name, kinds) => expect(await compare(path.join(vega, name))).toEqual(kinds));

  test('us-employment.csv has 22 numeric columns of months', async () => {
    const kinds = await compare(path.join(vega, 'us-employment.csv'));
    expect(kinds.filter((kind) => kind.endsWith(': numeric'))).toHaveLength(kinds.length - 1);
    expect(kinds[0]).toBe('month: time');
  });

  test('birdstrikes.csv and airports.csv, with quotes and missing cells', async () => {
    await compare(path.join(vega, 'birdstrikes.csv'));
    await compare(path.join(vega, 'airports.csv'));
  });

  test('"Jan 1 2000" in stocks.csv, several series below each other', async () => {
    const table = await readTable(path.join(vega, 'stocks.csv'));
    expect(times(table, 'date').slice(0, 2)).toEqual(['2000-01-01T00:00:00.000Z', '2000-02-01T00:00:00.000Z']);
    const { time } = column(table, 'date', 'time');
    expect(time).toMatchObject({ format: 'month-name', frequency: 'month', step: 1, sorted: false });
    expect(time.duplicates).toBeGreaterThan(400);
  });
});

describe.skipIf(!existsSync(shared))('data beside the checkout (left out where there is none)', () => {
  test.each([
    [
      'monthly-sunspots.csv',
      2820,
      'Month',
      { format: 'year-month', frequency: 'month', step: 1, seasonalPeriod: 12, gaps: 0 },
    ],
    [
      'air-passengers.csv',
      144,
      'Month',
      { format: 'year-month', frequency: 'month', step: 1, seasonalPeriod: 12, gaps: 0 },
    ],
    ['etth1.csv', 17_420, 'date', { format: 'iso', frequency: 'hour', step: 1, seasonalPeriod: 24, gaps: 0 }],
  ])('%s', async (name, rows, time, steps) => {
    await compare(path.join(shared, name));
    const table = await readTable(path.join(shared, name));
    expect(table.rows).toBe(rows);
    expect(column(table, time, 'time').time).toMatchObject({ ...steps, sorted: true, duplicates: 0 });
  });

  test.each(['english-french.csv', 'product-reviews.csv', 'irish-tunes.csv', 'm4-hourly-future.csv'])(
    '%s',
    async (name) => {
      await compare(path.join(shared, name));
    },
  );

  test('sunspots: the parts and windows of the tutorials', async () => {
    const file = path.join(shared, 'monthly-sunspots.csv');
    const experiment = experimentSchema.parse({
      version: 1,
      task: 'forecast',
      data: { file, time: 'Month', targets: ['Sunspots'], split: { train: 0.8, validation: 0, test: 0.2 } },
      window: { timeSteps: 12, stride: 12 },
    });
    const result = prepare(experiment, await readTable(file));
    expect(result.parts).toEqual({ train: [0, 2256], validation: [2256, 2256], test: [2256, 2820] });
    expect(result.windows.train).toHaveLength(187);
    expect(result.windows.test).toHaveLength(47);
    expect(result.timeText(2256)).toBe('1937-01');
    const known = numbers(await readTable(file), 'Sunspots').slice(0, 2256);
    expect(result.targetScalers).toEqual([
      { column: 'Sunspots', shift: Math.min(...known), scale: Math.max(...known) - Math.min(...known) },
    ]);
  });
});

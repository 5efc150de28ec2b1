import fs from 'node:fs';
import path from 'node:path';

import { getDay, getHours, getMonth, parseISO } from 'date-fns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { noData } from '../../../src/engine/engineData';
import { prepare } from '../../../src/data/prepare';
import type { Prepared } from '../../../src/data/prepared';
import { readTable } from '../../../src/data/read';
import { hash32, splitByHash, splitRows } from '../../../src/data/sequence/split';
import { calendarValue } from '../../../src/data/series/calendarFeatures';
import { experimentSchema, type ExperimentInput } from '../../../src/spec/experiment';
import { textColumns } from '../../../src/spec/roles';
import { preprocessingSchema, type SplitName } from '../../../src/spec/run';
import { maseScales } from '../../../src/training/tasks/forecast/scorePart';
import { fileWith, userError } from './files';

type Data = Partial<ExperimentInput['data']>;

async function prepared(
  csv: string,
  data: Data,
  window: ExperimentInput['window'] = { timeSteps: 2 },
): Promise<Prepared> {
  const file = fileWith(csv);
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: {
      file,
      series: 's',
      targets: ['v'],
      scale: 'none',
      split: { train: 0.6, validation: 0, test: 0.4 },
      ...data,
    },
    window,
  });
  return prepare(experiment, await readTable(file, { text: textColumns(experiment) }));
}

function filled(result: Prepared) {
  const { engineRows, shapes } = result;
  const data = {
    inputs: new Float32Array(engineRows * shapes.features),
    targets: new Float32Array(engineRows * shapes.targets),
    known: new Float32Array(engineRows * (shapes.known ?? 0)),
  };
  result.fill({ ...noData, ...data });
  const rowsOf = (values: Float32Array, width: number, from: number, count: number): number[][] =>
    Array.from({ length: count }, (_, i) => [...values.subarray((from + i) * width, (from + i + 1) * width)]);
  return {
    inputs: (from: number, count: number) => rowsOf(data.inputs, shapes.features, from, count),
    targets: (from: number, count: number) => rowsOf(data.targets, shapes.targets, from, count),
    known: (from: number, count: number) => rowsOf(data.known, shapes.known ?? 0, from, count),
  };
}

const rowSchema = z.array(z.number());
const vectors = z
  .object({
    csv: z.string(),
    timeSteps: z.int(),
    horizon: z.int(),
    cases: z.array(
      z.object({
        scaleBy: z.enum(['all', 'series']),
        features: z.array(z.string()),
        categories: z.array(z.string()),
        windows: z.array(
          z.object({
            part: z.enum(['train', 'validation', 'test']),
            series: z.string(),
            time: z.string(),
            inputs: z.array(rowSchema),
            targets: rowSchema,
            known: z.array(rowSchema),
          }),
        ),
        future: z.array(z.object({ series: z.string(), times: z.array(z.string()), known: z.array(rowSchema) })),
        maseScales: z.array(z.tuple([z.string(), z.number()])),
      }),
    ),
  })
  .parse(
    JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../numeric/vectors/data/series.json'), 'utf8')),
  );

/** Scaled values are of single precision; what pandas said is rounded to 9 digits. */
const expectClose = (values: readonly number[][], expected: readonly number[][]) => {
  expect(values).toHaveLength(expected.length);
  values.flat().forEach((value, i) => expect(Math.abs(value - (expected.flat()[i] ?? NaN))).toBeLessThan(2e-6));
};

describe.each(vectors.cases)('series in one file, scaled by $scaleBy, are what pandas makes of them', (expected) => {
  const { timeSteps, horizon } = vectors;
  const work = prepared(
    vectors.csv,
    {
      series: 'store',
      time: 'time',
      targets: ['sales'],
      inputs: ['sales', 'price', 'sky'],
      static: ['size'],
      known: ['promo'],
      calendar: ['hour', 'weekday', 'month'],
      missing: 'drop',
      scale: 'standard',
      scaleBy: expected.scaleBy,
      split: { train: 0.6, validation: 0.2, test: 0.2 },
    },
    { timeSteps, horizon },
  );

  test('windows with their inputs, targets and known columns', async () => {
    const result = await work;
    const rows = filled(result);
    expect(result.inputScalers.map(({ column }) => column)).toEqual(expected.features);
    expect(result.preprocessing.categories).toEqual({ sky: expected.categories });
    for (const part of ['train', 'validation', 'test'] as const) {
      const windows = expected.windows.filter((window) => window.part === part);
      const found = [...result.windows[part]].map((start) => ({
        start,
        series: result.series[result.seriesOf(start)]?.name,
        time: result.timeText(start + timeSteps - 1),
      }));
      expect(found.map(({ series, time }) => ({ series, time }))).toEqual(
        windows.map(({ series, time }) => ({ series, time })),
      );
      windows.forEach((window, i) => {
        const { start } = found[i]!;
        expectClose(rows.inputs(start, timeSteps), window.inputs);
        expectClose(
          rows.targets(start + timeSteps, horizon),
          window.targets.map((value) => [value]),
        );
        expectClose(rows.known(start + timeSteps, horizon), window.known);
      });
    }
  });

  test('the rows to come, and the scale of MASE', async () => {
    const result = await work;
    const rows = filled(result);
    for (const { series, times, known } of expected.future) {
      const own = result.series.find(({ name }) => name === series)!;
      expect([0, 1, 2].map((step) => result.fileTimeText(own.future[step]!))).toEqual(times);
      expectClose(rows.known(own.forecastStart! + timeSteps, horizon), known);
      // The window before them is the last one of the series.
      expect(rows.inputs(own.forecastStart!, timeSteps)).toEqual(rows.inputs(own.to - timeSteps, timeSteps));
    }
    const scales = maseScales(result, 0);
    for (const [series, scale] of expected.maseScales) {
      expect(scales[result.series.findIndex(({ name }) => name === series)]).toBeCloseTo(scale, 9);
    }
  });

  test('what is left out is counted, and preprocessing.json says the rest', async () => {
    const result = await work;
    expect(result.excluded).toEqual([
      { reason: 'series shorter than a window of 4 time steps and the 3 rows after it', count: 1, examples: ['tiny'] },
    ]);
    expect(result.warnings.map(({ code }) => code)).toEqual([
      'data/sorted',
      'data/dropped-rows',
      'data/unseen-categories',
    ]);
    const { preprocessing } = result;
    expect(preprocessingSchema.parse(JSON.parse(JSON.stringify(preprocessing)))).toEqual(preprocessing);
    expect(preprocessing.shapes).toMatchObject({ features: 13, known: 7, horizon: 3, targets: 1 });
    expect(preprocessing.series?.map(({ name }) => name).sort()).toEqual(['007', '__proto__', 'north']);
    expect(preprocessing.series?.every(({ inputs }) => (inputs === undefined) === (expected.scaleBy === 'all'))).toBe(
      true,
    );
  });
});

describe('windows of many series', () => {
  test('lie in one series, one part and one stretch, and none is left out', async () => {
    const row = fc.record({ series: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('1', '2', '3', '') });
    const shape = fc.record({ timeSteps: fc.integer({ min: 1, max: 3 }), horizon: fc.integer({ min: 1, max: 3 }) });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 30, maxLength: 70 }),
        shape,
        fc.boolean(),
        fc.constantFrom('time' as const, 'series' as const),
        async (lines, window, context, by) => {
          const csv = `s,v\n${lines.map(({ series, value }) => `${series},${value}`).join('\n')}\n`;
          const split = { train: 0.6, validation: 0, test: 0.4, context, by };
          const result = await prepared(csv, { missing: 'drop', split }, window).catch((error: Error) => {
            expect(error.name).toBe('UserError');
            return null;
          });
          if (result === null) return;
          const nameOf = (at: number) => lines[at]?.series;
          for (const part of ['train', 'test'] as const) {
            const expected: number[] = [];
            for (let start = 0; start + window.timeSteps + window.horizon <= result.rows; start++) {
              const end = start + window.timeSteps + window.horizon;
              const fileRows = [...result.fileRows.subarray(start, end)];
              const [first = 0] = fileRows;
              const own = lines.flatMap((line, at) => (line.series === nameOf(first) ? [at] : []));
              const at = own.indexOf(first);
              const whole = fileRows.every((fileRow, i) => fileRow === own[at + i]);
              const { parts } = result.series.find(({ name }) => name === nameOf(first))!;
              const [from, to] = parts[part];
              const lookBack = context && part === 'test';
              const inside = (lookBack ? start + window.timeSteps : start) >= from && end <= to;
              if (whole && inside) expected.push(start);
            }
            expect([...result.windows[part]]).toEqual(expected);
            compared += expected.length;
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test('series by number, in the order of numbers', async () => {
    const csv = 's,hour,v\n2,1,21\n10,0,100\n2,0,20\n10,2,102\n2,2,22\n10,1,101\n2,3,23\n10,3,103\n2,4,24\n10,4,104\n';
    const result = await prepared(csv, { time: 'hour' }, { timeSteps: 1 });
    expect([...result.targetValues[0]!]).toEqual([20, 21, 22, 23, 24, 100, 101, 102, 103, 104]);
    expect(result.series.map(({ name }) => name)).toEqual(['2', '10']);
    expect(result.series[1]!.timeAhead(1)).toBe(6);
    expect(result.timeText(5)).toBe('0');
  });

  test('times that a series leaves out are told, rows that were dropped are not', async () => {
    const rows = (name: string, without: number, value: (i: number) => string) =>
      Array.from({ length: 20 }, (_, i) => `${name},2024-01-${String(i + 1).padStart(2, '0')},${value(i)}`).filter(
        (_, i) => i !== without,
      );
    const csv = `s,t,v\n${[...rows('a', 5, String), ...rows('b', -1, (i) => (i === 7 ? '' : String(i)))].join('\n')}\n`;
    const { warnings } = await prepared(csv, { time: 't', missing: 'drop' });
    expect(warnings.map(({ code }) => code)).toEqual(['data/dropped-rows', 'data/gaps']);
    expect(warnings[1]?.message).toMatch(/Times are left out within 1 of 2 series \("a"\)/);
  });

  test('each series has its own regular steps', async () => {
    const rows = (name: string, step: number) =>
      Array.from({ length: 12 }, (_, i) => `${name},${new Date(Date.UTC(2024, 0, 1) + i * step).toISOString()},${i}`);
    const csv = `s,t,v\n${[...rows('a', 3_600_000), ...rows('b', 86_400_000)].join('\n')}\n`;
    const result = await prepared(csv, { time: 't' });
    expect(result.series.map(({ time }) => time?.frequency)).toEqual(['hour', 'day']);
    expect(result.series[1]!.timeAhead(0)).toBe(Date.UTC(2024, 0, 13));
  });
});

describe('splits', () => {
  test.each<[string, Parameters<typeof splitRows>[1], [number, number, number]]>([
    ['last rows for the test', { train: 0.8, validation: 0, test: 0.2, testRows: 48 }, [652, 652, 700]],
    ['both counted', { train: 0.8, validation: 0, test: 0.2, testRows: 48, validationRows: 10 }, [642, 652, 700]],
    ['a share of what is left', { train: 0.6, validation: 0.2, test: 0.2, testRows: 100 }, [450, 600, 700]],
    ['validation alone counted', { train: 0.8, validation: 0, test: 0.2, validationRows: 60 }, [500, 560, 700]],
    ['more than there are', { train: 0.8, validation: 0, test: 0.2, testRows: 1000 }, [0, 0, 700]],
  ])('%s', (_name, split, [trainEnd, validationEnd, rows]) => {
    expect(splitRows(700, split)).toEqual({
      train: [0, trainEnd],
      validation: [trainEnd, validationEnd],
      test: [validationEnd, rows],
    });
  });

  test('by series: whole series, the same with the same seed, no order of the file', () => {
    const split = experimentSchema.parse({
      version: 1,
      task: 'forecast',
      data: { file: 'a', targets: ['v'], split: { train: 0.6, validation: 0.2, test: 0.2, by: 'series' } },
    }).data.split;
    const parts = splitByHash(100, split);
    const count = (part: SplitName) => parts.filter((own) => own === part).length;
    expect([count('train'), count('validation'), count('test')]).toEqual([60, 20, 20]);
    expect(splitByHash(100, split)).toEqual(parts);
    expect(splitByHash(100, { ...split, seed: 2 })).not.toEqual(parts);
    expect(parts.slice(0, 60)).toContain('test');
  });

  test.each([
    [8, { train: 0.7, validation: 0.1, test: 0.2 }, [5, 1, 2]],
    [8, { train: 0.8, validation: 0.05, test: 0.15 }, [6, 1, 1]],
    [5, { train: 0.7, validation: 0.1, test: 0.2 }, [3, 1, 1]],
    [3, { train: 0.9, validation: 0.05, test: 0.05 }, [1, 1, 1]],
    [2, { train: 0.9, validation: 0, test: 0.1 }, [1, 1, 0]],
    [4, { train: 0.01, validation: 0.495, test: 0.495 }, [1, 1, 2]],
    [4, { train: 1, validation: 0, test: 0 }, [4, 0, 0]],
  ])('of %i series each part with a share gets one, and none without', (count, shares, [train, other, more]) => {
    const split = { ...shares, by: 'series', context: true, seed: 1, validationRows: null, testRows: null } as const;
    const parts = splitByHash(count, split);
    expect(parts).toHaveLength(count);
    const counts = (['train', 'validation', 'test'] as const)
      .filter((part) => split[part] > 0)
      .map((part) => parts.filter((own) => own === part).length);
    expect(counts).toEqual([train, other, more].slice(0, counts.length));
  });

  test('fewer series than parts are shared out as the shares say', () => {
    const split = { train: 0.7, validation: 0.1, test: 0.2, by: 'series', context: true, seed: 1 } as const;
    expect(splitByHash(2, { ...split, validationRows: null, testRows: null }).sort()).toEqual(['train', 'validation']);
    expect(splitByHash(0, { ...split, validationRows: null, testRows: null })).toEqual([]);
  });

  test('the hash is that of MurmurHash3', () => {
    // Its finalizer's published values; the seed 0 leaves the number as it is.
    expect([0, 1, 2, 0xffffffff].map((number) => hash32(number, 0))).toEqual([0, 0x514e28b7, 0x30f4c306, 0x81f16f39]);
  });

  test('a series that no row of is trained on is scaled by all training rows', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].flatMap((name, i) => [1, 2, 3, 4, 5].map((v) => `${name},${v * 10 ** i}`));
    const result = await prepared(`s,v\n${rows.join('\n')}\n`, {
      scale: 'standard',
      scaleBy: 'series',
      split: { train: 0.6, validation: 0, test: 0.4, by: 'series' },
    });
    const test = result.series.filter(({ parts }) => parts.test[1] > parts.test[0]);
    expect(test).toHaveLength(2);
    expect(test[0]?.targetScalers).toEqual(test[1]?.targetScalers);
    expect(result.series.filter(({ parts }) => parts.train[1] > parts.train[0])).toHaveLength(3);
  });
});

describe('calendar features', () => {
  test('are the place on a circle of what date-fns says', () => {
    for (let i = 0; i < 400; i++) {
      // The wall clock in whatever zone the tests run; hours that a zone leaves out in spring are passed over.
      const text = new Date(Date.UTC(1969, 0, 1) + i * 1_234_567_000).toISOString().slice(0, 13);
      const local = parseISO(`${text}:00`);
      if (getHours(local) !== Number(text.slice(11))) continue;
      const ms = Date.parse(`${text}:00Z`);
      const expected = {
        hour: getHours(local) / 24,
        weekday: ((getDay(local) + 6) % 7) / 7,
        month: getMonth(local) / 12,
      };
      for (const name of ['hour', 'weekday', 'month'] as const) {
        expect(calendarValue(name, 'sine', ms)).toBeCloseTo(Math.sin(2 * Math.PI * expected[name]), 12);
        expect(calendarValue(name, 'cosine', ms)).toBeCloseTo(Math.cos(2 * Math.PI * expected[name]), 12);
      }
    }
  });

  test('need dates', async () => {
    const csv = `s,n,v\n${Array.from({ length: 10 }, (_, i) => `a,${i},${i}`).join('\n')}\n`;
    const error = await userError(prepared(csv, { time: 'n', calendar: ['hour'] }));
    expect(error.details).toMatchObject({ code: 'data/no-calendar', path: 'data.calendar' });
  });
});

describe('what cannot be used', () => {
  const rows = (name: string, count: number, more = '') =>
    Array.from({ length: count }, (_, i) => `${name},2024-01-${String(i + 1).padStart(2, '0')},${i + 1}${more}`);

  test('a time that a series has twice', async () => {
    const csv = `s,t,v\n${[...rows('a', 10), ...rows('b', 10), 'a,2024-01-03,7'].join('\n')}\n`;
    const error = await userError(prepared(csv, { time: 't' }));
    expect(error.details).toMatchObject({ code: 'data/repeated-time', line: 22, column: 't' });
    expect(error.message).toMatch(/Lines 4 and 22 .* series "a" at "2024-01-03"/);
  });

  test('as many series as rows', async () => {
    const csv = `s,v\n${Array.from({ length: 40 }, (_, i) => `id${i},${i}`).join('\n')}\n`;
    const error = await userError(prepared(csv, {}));
    expect(error.details).toMatchObject({ code: 'data/too-few-rows', column: 's', path: 'data.series' });
    expect(error.message).toMatch(/None of the 40 series .* the longest has 1 row;/);
    expect(error.hint).toMatch(/Is "s" the column that names the series\?/);
  });

  test('series of one row are left out and named, not more than five of them', async () => {
    const many = Array.from({ length: 7 }, (_, i) => `short${i},2024-01-01,1`);
    const result = await prepared(`s,t,v\n${[...rows('a', 12), ...many].join('\n')}\n`, { time: 't' });
    expect(result.excluded).toMatchObject([{ count: 7, examples: ['short0', 'short1', 'short2', 'short3', 'short4'] }]);
    expect(result).toMatchObject({ rows: 12, dropped: 7 });
    expect(result.warnings).toEqual([]);
  });

  test('a horizon beyond the data', async () => {
    const csv = `s,t,v\n${rows('a', 20).join('\n')}\n`;
    const all = await userError(prepared(csv, { time: 't' }, { timeSteps: 2, horizon: 40 }));
    expect(all.details).toMatchObject({ code: 'data/too-few-rows' });
    const part = await userError(prepared(csv, { time: 't' }, { timeSteps: 2, horizon: 9 }));
    expect(part.details).toMatchObject({ code: 'data/too-few-rows', path: 'window.horizon' });
    expect(part.message).toMatch(/test part .* has 8 rows in the longest one; a window of 2 time steps and the 9 rows/);
    expect(part.hint).toMatch(/Lower the horizon to 8 or less/);
    const alone = await userError(prepared(csv, { series: null }, { timeSteps: 2, horizon: 9 }));
    expect(alone.details).toMatchObject({ code: 'data/too-few-rows', path: 'window.horizon' });
  });

  test('known columns that end too early, and such that end with the data', async () => {
    const past = [...rows('a', 12, ',1'), ...rows('b', 12, ',0')];
    const csv = (future: string[]) => `s,t,v,k\n${[...past, ...future].join('\n')}\n`;
    const data: Data = { time: 't', known: ['k'] };
    const shape = { timeSteps: 2, horizon: 2 };
    const error = await userError(prepared(csv(['b,2024-01-13,,1']), data, shape));
    expect(error.details).toMatchObject({ code: 'data/known-too-short', path: 'data.known', line: 26 });
    expect(error.message).toMatch(/of the series "b" end too early: they reach 1 step beyond the last target, and 2 /);
    const result = await prepared(csv(['b,2024-01-13,,1', 'b,2024-01-14,,0', 'b,2024-01-15,,0']), data, shape);
    expect(result.series.map(({ forecastStart }) => forecastStart)).toEqual([null, 24]);
    expect(result.engineRows).toBe(28);
    expect(result.warnings.at(-1)).toMatchObject({
      code: 'data/no-forecast',
      message: 'No forecast beyond the end of the data is made for 1 of 2 series ("a"): the known columns end with it.',
    });
    expect(result.dropped).toBe(0);
    expect(filled(result).known(26, 2)).toEqual([[1], [0]]);
  });

  test('series that end in a hole, of which the others are forecast', async () => {
    const csv = `s,t,v\n${[...rows('a', 12), ...rows('b', 12), ...rows('c', 12)].join('\n')}\n`;
    const holed = csv.replace(/(b,2024-01-11),[^\n]*/, '$1,').replace(/(c,2024-01-0[56]),[^\n]*/g, '$1,');
    const result = await prepared(holed, { time: 't', missing: 'drop' }, { timeSteps: 2, horizon: 1 });
    expect(result.series.map(({ forecastStart }) => forecastStart === null)).toEqual([false, true, false]);
    expect(result.warnings.filter(({ code }) => code === 'data/no-forecast').map(({ message }) => message)).toEqual([
      'No forecast beyond the end of the data is made for 1 of 3 series ("b"): values are missing in the last window.',
    ]);
  });

  test('a category that only rows to come have is counted', async () => {
    const past = [...rows('a', 12, ',x'), ...rows('b', 12, ',y')];
    const csv = `s,t,v,k\n${[...past, 'b,2024-01-13,,z', 'b,2024-01-14,,x', 'a,2024-01-13,,__proto__', 'a,2024-01-14,,z'].join('\n')}\n`;
    const result = await prepared(csv, { time: 't', inputs: ['v', 'k'], known: ['k'] }, { timeSteps: 2, horizon: 2 });
    expect(result.warnings).toMatchObject([{ code: 'data/unseen-categories', column: 'k' }]);
    expect(result.warnings[0]?.message).toMatch(
      /^3 rows have a value in column "k" that no training row has, e\.g\. "/,
    );
    expect(result.series.every(({ forecastStart }) => forecastStart !== null)).toBe(true);
    // Where nothing is known of them nothing is read of them.
    const unknown = await prepared(csv.replaceAll(',,', ',1,'), { time: 't' }, { timeSteps: 2, horizon: 1 });
    expect(unknown.warnings.map(({ code }) => code)).not.toContain('data/unseen-categories');
  });

  test('a test part shorter than the horizon in some series', async () => {
    const csv = `s,t,v\n${[...rows('a', 30), ...rows('b', 9)].join('\n')}\n`;
    const result = await prepared(csv, { time: 't' }, { timeSteps: 2, horizon: 5 });
    expect(result.excluded).toMatchObject([{ count: 1, examples: ['b'] }]);
    expect(result.excluded[0]?.reason).toMatch(/test part is shorter than the horizon/);
  });

  test('calendar features where the next times are not known', async () => {
    const days = [1, 2, 3, 5, 8, 9, 12, 13, 17, 21, 22, 27, 28, 30];
    const csv = `s,t,v\n${days.map((day) => `a,2024-01-${String(day).padStart(2, '0')},${day}`).join('\n')}\n`;
    const result = await prepared(csv, { series: null, time: 't', calendar: ['weekday'] });
    expect(result.forecastStart).toBeNull();
    expect(result.warnings.at(-1)).toMatchObject({ code: 'data/no-forecast' });
    expect(result.warnings.at(-1)?.message).toMatch(/^No forecast beyond the end of the data is made: its times/);
  });

  test('a static column that changes', async () => {
    const csv = `s,t,v,c\n${[...rows('a', 6, ',x'), ...rows('b', 6, ',y'), 'b,2024-01-20,3,z'].join('\n')}\n`;
    const error = await userError(prepared(csv, { time: 't', static: ['c'] }));
    expect(error.details).toMatchObject({ code: 'data/not-static', line: 14, column: 'c' });
    expect(error.message).toMatch(/series "b" has "y" in line 8 and "z" in line 14/);
  });

  test('a row without a time or a name', async () => {
    const nameless = `s,t,v\n${[...rows('a', 10), ',2024-02-01,5'].join('\n')}\n`;
    const error = await userError(prepared(nameless, { time: 't' }));
    expect(error.details).toMatchObject({ code: 'data/missing-series', line: 12, column: 's' });
    expect((await prepared(nameless, { time: 't', missing: 'drop' })).rows).toBe(10);
    const timeless = `s,t,v\n${[...rows('a', 10), 'a,,5', 'a,NaN,5'].join('\n')}\n`;
    const other = await userError(prepared(timeless, { time: 't' }));
    expect(other.details).toMatchObject({ code: 'data/missing-time', line: 12, column: 't' });
  });

  test('missing values are not filled from another series', async () => {
    const csv = 's,v\na,1\na,2\na,3\na,4\na,5\na,6\nb,\nb,\nb,7\nb,8\nb,9\nb,10\nb,11\nb,\n';
    const filledForward = await prepared(csv, { missing: 'forward-fill' });
    expect([...filledForward.targetValues[0]!]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]);
    const straight = await prepared(csv, { missing: 'interpolate' });
    expect([...straight.targetValues[0]!]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('names that mean something to JavaScript or HTML are names', async () => {
    const names = ['__proto__', 'constructor', '<img src=x onerror=alert(1)>', 'toString', '=1+1'];
    const csv = `s,t,v\n${names.flatMap((name) => rows(name, 8)).join('\n')}\n`;
    const result = await prepared(csv, { time: 't' });
    expect(result.series.map(({ name }) => name)).toEqual(names);
    expect(result.series.every(({ from, to }) => to - from === 8)).toBe(true);
  });
});

test('100,000 rows in 5,000 interleaved series, and 20,000 short ones, take no more than a moment', async () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `s${i % 5000},${Math.floor(i / 5000)},${i}`);
  lines.push(...Array.from({ length: 20_000 }, (_, i) => `short${i},0,${i}`));
  const file = fileWith(`s,t,v\n${lines.join('\n')}\n`);
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file, series: 's', time: 't', targets: ['v'], split: { testRows: 4 } },
    window: { timeSteps: 4, horizon: 4 },
  });
  const table = await readTable(file, { text: ['s'] });
  const started = performance.now();
  const result = prepare(experiment, table);
  expect(result.series).toHaveLength(5000);
  expect(result.windows.test).toHaveLength(5000);
  expect(result.excluded[0]?.count).toBe(20_000);
  // Quadratic work would take minutes.
  expect(performance.now() - started).toBeLessThan(5000);
});

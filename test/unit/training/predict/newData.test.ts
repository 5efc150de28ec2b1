import fs from 'node:fs';
import path from 'node:path';

import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunFolder } from '../../../../src/runs/runFolder';
import { UserError } from '../../../../src/spec/errors';
import { runFiles } from '../../../../src/spec/run';
import { predictFile } from '../../../../src/training/predict/predictFile';
import { StopRequest } from '../../../../src/training/stopRequest';
import { monthlyCsv, temporaryFolder } from '../series';
import { type Change, differing, predicted, rowsOf, trainOn } from './runs';

const root = temporaryFolder();
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => fs.mkdtempSync(path.join(root, 'case-'));

const small: Change = {
  task: 'forecast',
  data: { time: 'Month', inputs: ['Sales', '=Cost'], targets: ['Sales'] },
  window: { timeSteps: 4 },
  model: { layers: [{ cell: 'gru', units: 3 }] },
  training: { epochs: 1, batchSize: 16 },
};

let folder: string;
let run: RunFolder;
beforeAll(async () => {
  folder = newFolder();
  run = await trainOn(folder, monthlyCsv(60), small);
});

const write = (content: string | Buffer, name = 'new.csv'): string => {
  const file = path.join(newFolder(), name);
  fs.writeFileSync(file, content);
  return file;
};
const lines = (): string[] => monthlyCsv(60).trim().split('\n');

/** The error that a file ends in; nothing is written then. */
async function refused(content: string | Buffer, of = run): Promise<UserError> {
  const file = write(content);
  const out = path.join(path.dirname(file), 'out.csv');
  const error: unknown = await predictFile(of.path, { data: file, out, threads: 1 }).then(
    () => null,
    (error: unknown) => error,
  );
  expect(fs.readdirSync(path.dirname(file))).toEqual(['new.csv']);
  expect(error).toBeInstanceOf(UserError);
  if (!(error instanceof UserError)) throw new Error(String(error));
  expect(error.hint).not.toBe('');
  // Of the settings of a finished run none can be changed.
  expect(error.hint).not.toMatch(/"missing"|data\.\w|[Ll]ower|the task|[Cc]hoose the column|[Cc]hoose no/);
  expect(error.details.path).toBeUndefined();
  expect(error.message).toContain(file);
  return error;
}

describe('a file written another way is read the same', () => {
  const own = (): ReturnType<typeof rowsOf> => rowsOf(run.file('predictions.csv'));
  /** Cells of the file, the header first. */
  const cells = (): string[][] => lines().map((line) => line.split(','));

  it.each<[string, () => string | Buffer]>([
    [
      'semicolons and decimal commas',
      () =>
        lines()
          .map((line) => line.replaceAll(',', ';').replaceAll('.', ','))
          .join('\n'),
    ],
    [
      'tabs and carriage returns',
      () =>
        lines()
          .map((line) => line.replaceAll(',', '\t'))
          .join('\r\n'),
    ],
    ['UTF-16', () => iconv.encode(lines().join('\n'), 'utf-16le', { addBOM: true })],
    [
      'quotes, and more columns in another order',
      () =>
        cells()
          .map(
            ([month, sales, cost], i) =>
              `${i === 0 ? 'note,text' : `"say ""x"", ${i}",<b>`},"${cost}","${sales}",${month}`,
          )
          .join('\n'),
    ],
  ])('%s', async (_, content) => {
    const { rows } = await predicted(run, write(content()));
    expect(differing(rows, own())).toEqual([]);
  });

  it('Windows-1252, found out late', async () => {
    const content = [
      'Month,Sales,=Cost,Straße',
      ...lines()
        .slice(1)
        .map((line, i) => `${line},${i === 58 ? 'Köln' : 'x'}`),
    ].join('\n');
    const { rows } = await predicted(run, write(iconv.encode(content, 'windows-1252')));
    expect(differing(rows, own())).toEqual([]);
  });

  it('days before months, and times in another form', async () => {
    const dated = (form: (year: string, month: string) => string): string =>
      cells()
        .map(([month = '', ...rest], i) => {
          const [year = '', number = ''] = month.split('-');
          return [i === 0 ? month : form(year, number), ...rest].join(',');
        })
        .join('\n');
    const whole = (await predicted(run, null)).rows.map(({ predicted: value }) => value);
    const forms: [(year: string, month: string) => string, string][] = [
      [(year, month) => `01/${month}/${year}`, '01/01/2005'],
      [(year, month) => `${Number(month)}/1/${year}`, '1/1/2005'],
    ];
    for (const [form, next] of forms) {
      const { rows } = await predicted(run, write(dated(form)));
      expect(rows.map(({ predicted: value }) => value)).toEqual(whole);
      expect(rows.at(-1)).toMatchObject({ split: 'forecast', step: '1', time: next });
    }
  });

  it('rows out of order', async () => {
    const [header, ...rest] = lines();
    const { rows } = await predicted(run, write([header, ...rest.toReversed()].join('\n')));
    expect(differing(rows, own())).toEqual([]);
  });
});

describe('a file that the network cannot read is refused, with the place and what to do', () => {
  it('a column that is not there', async () => {
    const error = await refused(
      lines()
        .map((line) => line.split(',').slice(0, 2).join(','))
        .join('\n'),
    );
    expect(error.details).toMatchObject({ code: 'predict/no-such-column', line: 1, column: '=Cost' });
    expect(error.hint).toContain('"Sales"');
  });

  it('a column that stands there twice', async () => {
    const error = await refused(
      lines()
        .map((line, i) => `${line},${i === 0 ? 'Sales' : i}`)
        .join('\n'),
    );
    expect(error.details).toMatchObject({ code: 'predict/ambiguous-column', line: 1, column: 'Sales' });
    expect(error.message).toContain('columns 2 and 4');
  });

  it.each([
    ['text where numbers were', (cell: string) => (cell === '' ? '' : '<b>much</b>'), 2],
    ['one text among numbers', (cell: string, i: number) => (i === 20 ? 'oops' : cell), 21],
  ])('%s', async (_, change, line) => {
    const content = lines().map((text, i) => {
      const [month, sales = '', cost] = text.split(',');
      return [month, i === 0 ? sales : change(sales, i), cost].join(',');
    });
    const error = await refused(content.join('\n'));
    expect(error.details).toMatchObject({ code: 'predict/not-a-number', line, column: 'Sales' });
  });

  it('no times where times were', async () => {
    const error = await refused(
      lines()
        .map((line, i) => line.replace(/^[^,]*/, i === 0 ? 'Month' : `row ${i}`))
        .join('\n'),
    );
    expect(error.details).toMatchObject({ code: 'predict/not-a-time', line: 2, column: 'Month' });
  });

  it('numbers that are no years where months were', async () => {
    const error = await refused(
      lines()
        .map((line, i) => line.replace(/^[^,]*/, i === 0 ? 'Month' : `${i}.5`))
        .join('\n'),
    );
    expect(error.details).toMatchObject({ code: 'predict/not-a-time', column: 'Month' });
  });

  it.each([
    ['an empty cell', '', 'predict/missing-value'],
    ['an infinite value', 'inf', 'predict/infinite'],
  ])('%s', async (_, cell, code) => {
    const content = lines().map((line, i) => (i === 9 ? line.replace(/,[^,]*,/, `,${cell},`) : line));
    const error = await refused(content.join('\n'));
    expect(error.details).toMatchObject({ code, line: 10, column: 'Sales' });
  });

  it.each([
    ['an empty file', '', 'csv/empty'],
    ['blanks alone', ' \n \n', 'csv/empty'],
    ['a header alone', 'Month,Sales,=Cost\n', 'csv/header-only'],
    ['zero bytes', Buffer.from([77, 0, 1, 2, 3, 10, 4, 0]), 'csv/binary'],
    ['a row with a cell too many', `${monthlyCsv(20)}2001-09,1,2,3\n`, 'csv/ragged-row'],
    ['a quote that is never closed', `${monthlyCsv(20)}"2001-09,1,2\n`, 'csv/unclosed-quote'],
    ['fewer rows than a window', monthlyCsv(3), 'predict/too-few-rows'],
  ])('%s', async (_, content, code) => {
    const error = await refused(content);
    expect(error.details.code).toBe(code);
  });

  it('a column without any value', async () => {
    const error = await refused(
      lines()
        .map((line, i) => (i === 0 ? line : line.replace(/,[^,]*,/, ',,')))
        .join('\n'),
    );
    expect(error.details).toMatchObject({ code: 'predict/no-values', column: 'Sales' });
  });

  it('a file that is not there, and a folder', async () => {
    const out = path.join(newFolder(), 'out.csv');
    const read = (data: string) => predictFile(run.path, { data, out, threads: 1 });
    await expect(read(path.join(root, 'nothing.csv'))).rejects.toMatchObject({ details: { code: 'file/missing' } });
    await expect(read(root)).rejects.toMatchObject({ details: { code: 'file/directory' } });
  });
});

it('tells what comes next of as many rows as a window has, and of one row fewer nothing', async () => {
  const { rows, result } = await predicted(run, write(monthlyCsv(4)));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ split: 'forecast', time: '2000-05', step: '1', actual: '' });
  expect(result).toMatchObject({ predictions: 1, ahead: 1, judged: 0, scores: {} });
});

describe('what is written', () => {
  it('is never the file that is read, and nothing within the run', async () => {
    const data = write(monthlyCsv(20));
    const link = path.join(path.dirname(data), 'link.csv');
    fs.symlinkSync(data, link);
    const to = (out: string) => predictFile(run.path, { data, out, threads: 1 });
    for (const out of [data, link])
      await expect(to(out)).rejects.toMatchObject({ details: { code: 'predict/overwrites-data' } });
    await expect(to(run.file('predictions.csv'))).rejects.toMatchObject({ details: { code: 'predict/inside-run' } });
    expect(fs.readFileSync(data, 'utf8')).toBe(monthlyCsv(20));
  });

  it('is nothing where it is stopped', async () => {
    const data = write(monthlyCsv(5000));
    const out = path.join(path.dirname(data), 'out.csv');
    const stop = new StopRequest();
    const onProgress = (): void => stop.request();
    expect(await predictFile(run.path, { data, out, threads: 1, stop, onProgress })).toBeNull();
    expect(fs.readdirSync(path.dirname(data))).toEqual(['new.csv']);
  });

  it('replaces what stood there before', async () => {
    const data = write(monthlyCsv(20));
    const out = path.join(path.dirname(data), 'deep', 'er', 'out.csv');
    await predictFile(run.path, { data, out, threads: 1 });
    const first = fs.readFileSync(out, 'utf8');
    fs.writeFileSync(out, 'something else');
    await predictFile(run.path, { data, out, threads: 1 });
    expect(fs.readFileSync(out, 'utf8')).toBe(first);
  });
});

describe('a run that is not finished', () => {
  it.each([
    ['has no model', [runFiles.model], 'run/no-model'],
    ['has no scalers', [runFiles.preprocessing], 'run/damaged'],
    ['is no run', [runFiles.experiment], 'run/not-a-run'],
  ])('%s', async (_, gone, code) => {
    const copy = path.join(newFolder(), 'run');
    fs.cpSync(run.path, copy, { recursive: true });
    for (const name of gone) fs.rmSync(path.join(copy, name), { recursive: true });
    const out = path.join(root, 'never.csv');
    await expect(predictFile(copy, { data: null, out, threads: 1 })).rejects.toMatchObject({ details: { code } });
    expect(fs.existsSync(out)).toBe(false);
  });

  it('is told of a CSV that was moved', async () => {
    const copy = path.join(newFolder(), 'deep', 'run');
    fs.cpSync(run.path, copy, { recursive: true });
    const out = path.join(root, 'never.csv');
    await expect(predictFile(copy, { data: null, out, threads: 1 })).rejects.toMatchObject({
      details: { code: 'file/missing' },
    });
  });
});

describe('series, categories and columns known beforehand', () => {
  /** Shops with a kind each, a holiday that is known beforehand, and some rows to come. */
  const shopsCsv = (shops: readonly string[], days: number, ahead: number): string =>
    `shop,day,kind,holiday,mood,sales\n${shops
      .flatMap((shop, s) =>
        Array.from({ length: days + ahead }, (_, t) => {
          const day = new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
          const sales = t < days ? (10 * (s + 1) + (t % 7) + ((t * 7919) % 13) / 10).toFixed(2) : '';
          return [
            shop,
            day,
            s % 2 === 0 ? 'big' : 'small',
            t % 7 === 6 ? 1 : 0,
            t < days ? 'abc'[t % 3] : '',
            sales,
          ].join(',');
        }),
      )
      .join('\n')}\n`;
  const change: Change = {
    task: 'forecast',
    data: {
      ...{ series: 'shop', time: 'day', inputs: ['sales', 'mood'], targets: ['sales'], static: ['kind'] },
      ...{ known: ['holiday'], calendar: ['weekday'], scaleBy: 'series', scale: 'standard' },
    },
    window: { timeSteps: 7, horizon: 3 },
    model: { layers: [{ cell: 'gru', units: 3 }] },
    training: { epochs: 1, batchSize: 16 },
  };
  let shops: RunFolder;
  beforeAll(async () => {
    shops = await trainOn(newFolder(), shopsCsv(['a', 'b', 'c'], 40, 3), change);
  });

  it('gives what the run has written, and its forecast', async () => {
    const { rows } = await predicted(shops, null);
    expect(differing(rows, rowsOf(shops.file('predictions.csv')))).toEqual([]);
    const ahead = rows.filter(({ split }) => split === 'forecast').map(({ actual: _, ...row }) => row);
    expect(differing(ahead, rowsOf(shops.file('forecast.csv')))).toEqual([]);
    expect(ahead).toHaveLength(9);
  });

  it('leaves out series that have no scale, and those that are too short, and counts them', async () => {
    const short = shopsCsv(['b'], 5, 0).trim().split('\n').slice(1).join('\n');
    const file = write(`${shopsCsv(['a', 'new'], 20, 3)}${short}\n`);
    const { rows, result } = await predicted(shops, file);
    expect(new Set(rows.map(({ series }) => series))).toEqual(new Set(['a']));
    expect(result?.excluded.map(({ count, examples }) => ({ count, examples }))).toEqual([
      { count: 1, examples: ['new'] },
      { count: 1, examples: ['b'] },
    ]);
  });

  it('refuses a file of series that have no scale', async () => {
    const error = await refused(shopsCsv(['x', '__proto__'], 20, 3), shops);
    expect(error.details).toMatchObject({ code: 'predict/no-series', column: 'shop', line: 2 });
  });

  it.each<[string, string, (cells: string[]) => string[], RegExp]>([
    ['an empty cell', 'data/missing-value', (cells) => cells.with(5, ''), /^Fill in the empty cells of the file/],
    ['no time', 'data/missing-time', (cells) => cells.with(1, ''), /^Write the time there/],
    ['no name of the series', 'data/missing-series', (cells) => cells.with(0, ''), /^Write the name/],
    ['a time twice', 'data/repeated-time', (cells) => cells.with(1, '2024-01-01'), /^Leave one of the rows out/],
    ['another value of a static column', 'data/not-static', (cells) => cells.with(2, 'small'), /^Write the same value/],
  ])('%s in a row is refused with what helps in the file', async (_, code, change, hint) => {
    const content = shopsCsv(['a'], 20, 3)
      .split('\n')
      .map((line, i) => (i === 4 ? change(line.split(',')).join(',') : line));
    const error = await refused(content.join('\n'), shops);
    expect(error.details.code).toBe(code);
    expect(error.hint).toMatch(hint);
  });

  it('predicts a category that it does not know as none, and says where it stands', async () => {
    const content = shopsCsv(['a'], 20, 3)
      .split('\n')
      .map((line, i) => (i === 4 ? line.replace(/,[abc],/, ',<i>d</i>,') : line));
    const { result, rows } = await predicted(shops, write(content.join('\n')));
    expect(rows.every(({ predicted: value }) => Number.isFinite(Number(value)))).toBe(true);
    expect(result?.notes.join('\n')).toMatch(/Line 5 of .* has "<i>d<\/i>" in column "mood"/);
  });

  it('makes no forecast where the known columns end too early', async () => {
    const { result } = await predicted(shops, write(shopsCsv(['a'], 20, 2)));
    expect(result?.ahead).toBe(0);
    expect(result?.notes.join('\n')).toContain('No forecast beyond the end of the data is made');
  });
});

describe('empty cells', () => {
  const gappy = (rows: number): string =>
    monthlyCsv(rows)
      .split('\n')
      .map((line, i) => (i === 12 || i === 13 || i === 50 ? line.replace(/,[^,]*,/, ',,') : line))
      .join('\n');

  it.each(['drop', 'forward-fill', 'interpolate'] as const)('%s: gives what the run has written', async (missing) => {
    const own = await trainOn(newFolder(), gappy(70), { ...small, data: { ...small.data, missing } });
    const { rows, result } = await predicted(own, null);
    expect(differing(rows, rowsOf(own.file('predictions.csv')))).toEqual([]);
    expect(result?.notes).toEqual([]);
    const dropped = result?.excluded.map(({ count, examples }) => ({ count, examples }));
    expect(dropped).toEqual(missing === 'drop' ? [{ count: 3, examples: ['line 13', 'line 14', 'line 51'] }] : []);
  });

  it('drop: counts rows of no series as well', async () => {
    const shops = ['a', 'b'].flatMap((shop) => Array.from({ length: 30 }, (_, t) => `${shop},${t},${10 + (t % 7)}`));
    const data = { series: 'shop', time: 't', inputs: ['v'], targets: ['v'], missing: 'drop' as const };
    const own = await trainOn(newFolder(), `shop,t,v\n${shops.join('\n')}\n`, { ...small, data });
    const rows = shops.with(4, ',4,14').with(9, 'a,9,').with(34, ',4,14');
    const { result } = await predicted(own, write(`shop,t,v\n${rows.join('\n')}\n`));
    expect(result?.excluded).toMatchObject([{ count: 3, examples: ['line 6', 'line 11', 'line 36'] }]);
  });

  it.each([
    ['an empty cell where the run had none', 'error', /^(2000-09),[^,]*,/m, '$1,,'],
    ['no time where empty cells are filled in', 'forward-fill', /^2000-09,/m, ','],
  ] as const)('%s is refused with what helps in the file', async (_, missing, cell, empty) => {
    const own = await trainOn(newFolder(), monthlyCsv(60), { ...small, data: { ...small.data, missing } });
    const error = await refused(monthlyCsv(60).replace(cell, empty), own);
    expect(error.details).toMatchObject({ code: 'predict/missing-value', line: 10 });
    expect(error.hint).toMatch(/^Fill it in, or leave the row out of the file/);
  });

  it('in the last rows leave nothing to say of what comes next, and the note tells what helps', async () => {
    const change = { ...small, data: { ...small.data, missing: 'drop' as const, calendar: ['month' as const] } };
    const own = await trainOn(newFolder(), monthlyCsv(60), change);
    const { result } = await predicted(own, write(monthlyCsv(30).replace(/^(2002-05),[^,]*,/m, '$1,,')));
    expect(result?.ahead).toBe(0);
    expect(result?.notes).toEqual([
      'No forecast beyond the end of the data is made: values are missing in the last window. Fill in the missing values of the last rows.',
    ]);
  });
});

describe('a long file is read in pieces', () => {
  it('gives on each side of a border between pieces what it gives on a part of the file', async () => {
    const [header, ...rest] = monthlyCsv(120_000).trim().split('\n');
    // The years of so many months are beyond four digits: the rows are numbered by day instead.
    const dated = rest.map((line, i) =>
      line.replace(/^[^,]*/, new Date(Date.UTC(1800, 0, 1 + i)).toISOString().slice(0, 10)),
    );
    const { rows } = await predicted(run, write([header, ...dated].join('\n')));
    expect(rows.filter(({ split }) => split === 'new')).toHaveLength(120_000 - 4);
    const times = new Set(rows.map(({ time }) => time));
    expect(times.size).toBe(rows.length);
    for (const from of [32_000, 52_000, 100_000]) {
      const part = [header, ...dated.slice(from, from + 20_000)].join('\n');
      const some = (await predicted(run, write(part))).rows.filter(({ split }) => split === 'new');
      expect(differing(rows, some)).toEqual([]);
    }
  }, 60_000);
});

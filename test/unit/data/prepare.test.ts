import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { noData } from '../../../src/engine/engineData';
import { prepare } from '../../../src/data/prepare';
import type { Prepared } from '../../../src/data/prepared';
import { readTable } from '../../../src/data/read';
import { experimentSchema, type ExperimentInput } from '../../../src/spec/experiment';
import type { SplitName } from '../../../src/spec/run';
import { fileWith, userError } from './files';

type Data = Partial<ExperimentInput['data']>;

interface Choices {
  readonly data?: Data;
  readonly window?: ExperimentInput['window'];
}

async function prepared(csv: string, { data = {}, window = {} }: Choices = {}): Promise<Prepared> {
  const file = fileWith(csv);
  const experiment = experimentSchema.parse({
    version: 1,
    task: 'forecast',
    data: { file, targets: ['v'], scale: 'none', split: { train: 0.5, validation: 0.25, test: 0.25 }, ...data },
    window: { timeSteps: 2, ...window },
  });
  return prepare(experiment, await readTable(file));
}

const column = (cells: readonly (number | string)[]) => `v,x\n${cells.map((cell) => `${cell},1`).join('\n')}\n`;
const counting = (count: number) => column(Array.from({ length: count }, (_, row) => row));
const starts = (result: Prepared, part: SplitName) => [...result.windows[part]];

describe('parts and windows', () => {
  test('parts follow each other in time; training windows lie inside, the others predict inside', async () => {
    const result = await prepared(counting(12));
    expect(result.parts).toEqual({ train: [0, 6], validation: [6, 9], test: [9, 12] });
    expect(starts(result, 'train')).toEqual([0, 1, 2, 3]);
    expect(starts(result, 'validation')).toEqual([4, 5, 6]);
    expect(starts(result, 'test')).toEqual([7, 8, 9]);
    expect(result.forecastStart).toBe(10);
  });

  test('without context all windows lie inside their part', async () => {
    const split = { train: 0.5, validation: 0.25, test: 0.25, context: false };
    const result = await prepared(counting(12), { data: { split } });
    expect(starts(result, 'train')).toEqual([0, 1, 2, 3]);
    expect(starts(result, 'validation')).toEqual([6]);
    expect(starts(result, 'test')).toEqual([9]);
  });

  test('stride and horizon', async () => {
    const result = await prepared(counting(40), { window: { timeSteps: 3, stride: 4, horizon: 2 } });
    expect(result.parts).toEqual({ train: [0, 20], validation: [20, 30], test: [30, 40] });
    expect(starts(result, 'train')).toEqual([0, 4, 8, 12]);
    expect(starts(result, 'validation')).toEqual([17, 21, 25]);
    expect(starts(result, 'test')).toEqual([27, 31, 35]);
  });

  test('one to one: each row predicts the next', async () => {
    const result = await prepared(counting(8), { window: { timeSteps: 1 } });
    expect(starts(result, 'train')).toEqual([0, 1, 2]);
    expect(starts(result, 'validation')).toEqual([3, 4]);
    expect(starts(result, 'test')).toEqual([5, 6]);
  });

  test('everything for training', async () => {
    const result = await prepared(counting(6), { data: { split: { train: 1, validation: 0, test: 0 } } });
    expect(result.parts).toEqual({ train: [0, 6], validation: [6, 6], test: [6, 6] });
    expect(starts(result, 'test')).toEqual([]);
  });

  test('whatever the shape: no window leaves its part or crosses a hole, and none is left out', async () => {
    const cells = fc.array(fc.constantFrom(1, 2, 3, 4, 5, ''), { minLength: 30, maxLength: 60 });
    const shape = fc.record({ timeSteps: fc.integer({ min: 1, max: 4 }), horizon: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(cells, shape, fc.boolean(), async (values, window, context) => {
        const split = { train: 0.6, validation: 0, test: 0.4, context };
        const work = prepared(column(['1', '2', ...values]), { data: { split, missing: 'drop' }, window });
        const result = await work.catch((error: Error) => {
          expect(error.name).toBe('UserError');
          return null;
        });
        fc.pre(result !== null);
        if (result === null) return;
        const consecutive = (row: number) => result.fileRows[row + 1] === result.fileRows[row]! + 1;
        for (const part of ['train', 'test'] as const) {
          const [from, to] = result.parts[part];
          const lookBack = context && part === 'test';
          const expected: number[] = [];
          for (let start = 0; start + window.timeSteps + window.horizon <= result.rows; start++) {
            const firstTarget = start + window.timeSteps;
            const end = firstTarget + window.horizon;
            const inside = (lookBack ? firstTarget : start) >= from && end <= to;
            let whole = true;
            for (let row = start; row < end - 1; row++) whole &&= consecutive(row);
            if (inside && whole) expected.push(start);
          }
          expect(starts(result, part)).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('order', () => {
  const csv = 't,v\n2024-01-03,3\n2024-01-01,1\n2024-01-02,2\n2024-01-01,1.5\n2024-01-05,5\n2024-01-04,4\n';

  test('rows are sorted by time, equal times stay in file order', async () => {
    const result = await prepared(csv, { data: { time: 't', split: { train: 0.8, validation: 0, test: 0.2 } } });
    expect([...result.targetValues[0]!]).toEqual([1, 1.5, 2, 3, 4, 5]);
    expect([...result.fileRows]).toEqual([1, 3, 2, 0, 5, 4]);
    expect(result.timeText(0)).toBe('2024-01-01');
    expect(result.times![5]).toBe(Date.UTC(2024, 0, 5));
    expect(result.warnings.map(({ code }) => code)).toContain('data/sorted');
  });

  test('without a time column the file order holds, and rows are numbered', async () => {
    const result = await prepared(csv, { data: { split: { train: 0.8, validation: 0, test: 0.2 } } });
    expect([...result.targetValues[0]!]).toEqual([3, 1, 2, 1.5, 5, 4]);
    expect(result.times).toBeNull();
    expect([0, 5].map((row) => result.timeText(row))).toEqual(['1', '6']);
  });

  test('the season is that of the experiment, or of the time column', async () => {
    const split = { train: 0.8, validation: 0, test: 0.2 };
    const months = Array.from({ length: 24 }, (_, row) => `${2000 + Math.floor(row / 12)}-${(row % 12) + 1},${row}`);
    const monthly = `t,v\n${months.join('\n')}\n`;
    expect((await prepared(monthly, { data: { time: 't', split } })).seasonalPeriod).toBe(12);
    expect((await prepared(monthly, { data: { time: 't', seasonalPeriod: 6, split } })).seasonalPeriod).toBe(6);
    expect((await prepared(monthly, { data: { split } })).seasonalPeriod).toBeNull();
  });
});

describe('missing values', () => {
  const holes = [1, 2, 3, 4, '', 6, 7, 8, 9, 10, 11, '', '', 14, 15, 16];
  const split = { train: 0.5, validation: 0, test: 0.5 };

  test('error names line, column and the way out', async () => {
    const error = await userError(prepared(column(holes)));
    expect(error.details).toMatchObject({ code: 'data/missing-value', line: 6, column: 'v', path: 'data.missing' });
    expect(error.message).toMatch(/Line 6 .* no value in column "v" \(3 missing values/);
    expect(error.hint).toMatch(/forward-fill.*interpolate.*drop/);
  });

  test('drop: rows go, and no window reaches across the hole', async () => {
    const result = await prepared(column(holes), { data: { missing: 'drop', split } });
    expect([...result.targetValues[0]!]).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 14, 15, 16]);
    expect([...result.segmentStarts]).toEqual([0, 4, 10]);
    expect(result.dropped).toBe(3);
    expect(result.parts.train).toEqual([0, 6]);
    expect(starts(result, 'train')).toEqual([0, 1]);
    expect(starts(result, 'test')).toEqual([4, 5, 6, 7, 10]);
  });

  test('a missing value in a column that is not used drops nothing', async () => {
    const result = await prepared('v,x\n1,\n2,1\n3,\n4,1\n5,1\n6,1\n7,1\n8,1\n', { data: { split } });
    expect(result.rows).toBe(8);
  });

  test('forward-fill: only from earlier rows, and never a target', async () => {
    const result = await prepared(column(['', '', ...holes]), { data: { missing: 'forward-fill', split } });
    expect([...result.targetValues[0]!]).toEqual([1, 2, 3, 4, 4, 6, 7, 8, 9, 10, 11, 11, 11, 14, 15, 16]);
    expect(result).toMatchObject({ dropped: 2, filled: 3 });
    expect(result.warnings.map(({ code }) => code)).toEqual(['data/dropped-rows', 'data/filled-values']);
    // Row 4 was filled in: it is read, but not predicted (the window at 2 would).
    expect(starts(result, 'train')).toEqual([0, 1, 3, 4, 5]);
    expect(starts(result, 'test')).toEqual([6, 7, 8, 11, 12, 13]);
  });

  test('interpolate: a straight line; no window knows what comes after its inputs', async () => {
    const result = await prepared(column(['', ...holes, '']), { data: { missing: 'interpolate', split } });
    expect([...result.targetValues[0]!]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect(result).toMatchObject({ dropped: 2, filled: 3 });
    // The window at 3 reads row 4, which knows row 5, its target.
    expect(starts(result, 'train')).toEqual([0, 1, 4, 5]);
    expect(starts(result, 'test')).toEqual([6, 7, 8, 12, 13]);
    expect(result.forecastStart).toBe(14);
  });

  test.each(['forward-fill', 'interpolate'] as const)(
    '%s: changing rows after a window changes neither its inputs nor the scaler',
    async (missing) => {
      const cells = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('' as const)), {
        minLength: 30,
        maxLength: 30,
      });
      await fc.assert(
        fc.asyncProperty(cells, cells, async (one, other) => {
          const timeSteps = 3;
          const choices: Choices = { data: { missing, scale: 'standard', split }, window: { timeSteps } };
          const read = async (values: readonly (number | string)[]) => {
            const result = await prepared(column([1, 2, 3, ...values, 1]), choices).catch((error: Error) => {
              expect(error.name).toBe('UserError');
              return null;
            });
            if (result === null) return null;
            const inputs = new Float32Array(result.rows);
            result.fill({ ...noData, inputs, targets: new Float32Array(result.rows) });
            return { result, inputs };
          };
          const first = await read(one);
          fc.pre(first !== null);
          if (first === null) return;
          for (const start of [...first.result.windows.train, ...first.result.windows.test]) {
            // All rows from the window's target on are replaced; 3 rows are before the generated ones.
            const after = start + timeSteps - 3;
            const second = await read([...one.slice(0, Math.max(0, after)), ...other.slice(Math.max(0, after))]);
            if (second === null || second.result.parts.train[1] !== first.result.parts.train[1]) continue;
            const window = (of: Float32Array) => [...of.subarray(start, start + timeSteps)];
            if (after + 3 >= first.result.parts.train[1]) {
              expect(second.result.inputScalers).toEqual(first.result.inputScalers);
              expect(window(second.inputs)).toEqual(window(first.inputs));
            }
          }
        }),
        { numRuns: 20 },
      );
    },
  );

  test('a row without a time', async () => {
    const csv =
      't,v\n2024-01-01,1\n,2\n2024-01-03,3\n2024-01-04,4\n2024-01-05,5\n2024-01-06,6\n2024-01-07,7\n2024-01-08,8\n2024-01-09,9\n';
    const error = await userError(prepared(csv, { data: { time: 't', missing: 'interpolate', split } }));
    expect(error.details).toMatchObject({ code: 'data/missing-time', line: 3, column: 't' });
    const result = await prepared(csv, { data: { time: 't', missing: 'drop', split } });
    expect([...result.targetValues[0]!]).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('scaling', () => {
  test('is fitted on the training rows alone', async () => {
    const split = { train: 0.5, validation: 0, test: 0.5 };
    const small = await prepared(column([0, 1, 2, 3, 4, 5, 6, 7]), { data: { scale: 'minmax', split } });
    const large = await prepared(column([0, 1, 2, 3, 1e6, 1e7, 1e8, 1e9]), { data: { scale: 'minmax', split } });
    expect(small.inputScalers).toEqual([{ column: 'v', shift: 0, scale: 3 }]);
    expect(large.inputScalers).toEqual(small.inputScalers);
    expect(large.preprocessing.inputs).toEqual(small.inputScalers);
  });

  test('fills the scaled rows row by row', async () => {
    const csv = 'a,b,v\n1,10,0\n2,30,5\n3,20,10\n4,40,5\n5,50,20\n';
    const data: Data = {
      inputs: ['b', 'a'],
      targets: ['v', 'a'],
      scale: 'minmax',
      split: { train: 0.6, validation: 0, test: 0.4 },
    };
    const result = await prepared(csv, { data });
    const inputs = new Float32Array(10);
    const targets = new Float32Array(10);
    result.fill({ ...noData, inputs, targets });
    expect([...inputs]).toEqual([0, 0, 1, 0.5, 0.5, 1, 1.5, 1.5, 2, 2]);
    expect([...targets]).toEqual([0, 0, 0.5, 0.5, 1, 1, 0.5, 1.5, 2, 2]);
    expect(result).toMatchObject({ features: 2, targets: 2 });
    expect(() => result.fill({ ...noData, inputs: new Float32Array(9), targets })).toThrow(/room for 10/);
  });

  test('a column that is constant in training keeps the scale 1 and is told', async () => {
    const result = await prepared(column([7, 7, 7, 7, 8, 9, 10, 11]), {
      data: { scale: 'standard', split: { train: 0.5, validation: 0, test: 0.5 } },
    });
    expect(result.inputScalers).toEqual([{ column: 'v', shift: 7, scale: 1 }]);
    expect(result.warnings).toMatchObject([{ code: 'data/constant-in-training', column: 'v' }]);
  });

  test('by window: standard scaling underneath, and the columns told that have a level of their own', async () => {
    const csv = `v,x,k\n${Array.from({ length: 12 }, (_, row) => `${row},${row % 3},${row % 2}`).join('\n')}\n12,,1\n`;
    const data: Data = { scale: 'window', inputs: ['x', 'v'], known: ['k'], missing: 'drop' };
    const result = await prepared(csv, { data });
    expect(result.options.windowScale).toEqual({ inputs: [0, 1], targets: [1] });
    expect(result.preprocessing.scaling).toBe('window');
    expect(result.targetScalers).toEqual([{ column: 'v', shift: 2.5, scale: Math.sqrt(35 / 12) }]);
    const error = await userError(prepared(csv, { data: { ...data, inputs: ['x'] } }));
    expect(error.details).toMatchObject({ code: 'data/window-scale', path: 'data.inputs', column: 'v' });
  });
});

describe('what cannot be used', () => {
  const csv =
    't,c,v,w,inf\n2024-01-01,a,1,1,1\n2024-01-02,b,2,oops,2\n2024-01-03,a,3,3,inf\n2024-01-04,a,4,4,4\n2024-01-05,a,5,5,5\n2024-01-06,b,6,6,6\n';

  test.each<[string, Data, object, RegExp, RegExp]>([
    [
      'an unknown column',
      { targets: ['nope'] },
      { code: 'data/no-such-column', column: 'nope' },
      /no column "nope"/,
      /"t", "c", "v"/,
    ],
    [
      'a category as target',
      { targets: ['c'] },
      { code: 'data/not-numeric', column: 'c', line: 2 },
      /holds categories and cannot be a target/,
      /Choose "v"/,
    ],
    [
      'a time as target',
      { targets: ['t'] },
      { code: 'data/not-numeric', column: 't' },
      /holds times and cannot be a target/,
      /Choose "v"/,
    ],
    [
      'a text cell among numbers',
      { targets: ['w'] },
      { code: 'data/text-in-numeric', column: 'w', line: 3 },
      /Line 3 .* has "oops" in the numeric column "w"/,
      /Write a number/,
    ],
    [
      'an infinite value',
      { targets: ['inf'] },
      { code: 'data/infinite', column: 'inf', line: 4 },
      /Line 4 .* infinite value in column "inf"/,
      /finite number/,
    ],
    [
      'a category as time',
      { time: 'c' },
      { code: 'data/not-time', column: 'c', line: 2 },
      /holds no times that are understood/,
      /Choose "t"/,
    ],
  ])('%s', async (_, data, details, says, hint) => {
    const error = await userError(prepared(csv, { data }));
    expect(error.details).toMatchObject(details);
    expect(error.message).toMatch(says);
    expect(error.hint).toMatch(hint);
  });

  test('a text cell among times', async () => {
    const bad = 't,v\n2024-01-01,1\nsoon,2\n2024-01-03,3\n2024-01-04,4\n2024-01-05,5\n2024-01-06,6\n';
    const error = await userError(prepared(bad, { data: { time: 't' } }));
    expect(error.details).toMatchObject({ code: 'data/text-in-time', line: 3, column: 't' });
  });

  test('a file without numbers', async () => {
    const error = await userError(prepared('a,v\nx,y\nz,w\nu,y\n'));
    expect(error.details).toMatchObject({ code: 'data/no-numeric-column' });
    expect(error.hint).toMatch(/at least one numeric column/);
  });

  test('fewer rows than a window needs', async () => {
    const error = await userError(prepared(counting(10), { window: { timeSteps: 12 } }));
    expect(error.details).toMatchObject({ code: 'data/too-few-rows', path: 'window.timeSteps' });
    expect(error.message).toMatch(
      /training part \(50 % of 10 rows .*\) has 5 rows; a window of 12 time steps and the row after it needs 13/,
    );
    expect(error.hint).toMatch(/Lower the time steps to 4 or fewer/);
  });

  test('the largest number of time steps that the hint names does train', async () => {
    await expect(prepared(counting(10), { window: { timeSteps: 4 } })).resolves.toMatchObject({ rows: 10 });
  });

  test('a part without a row', async () => {
    const error = await userError(
      prepared(counting(5), { data: { split: { train: 0.89, validation: 0.1, test: 0.01 } } }),
    );
    expect(error.details).toMatchObject({ code: 'data/too-few-rows', path: 'data.split.validation' });
    expect(error.hint).toMatch(/larger share/);
  });

  test('holes everywhere', async () => {
    const error = await userError(
      prepared(column([1, '', 2, '', 3, '', 4, '', 5, '', 6, '']), { data: { missing: 'drop' } }),
    );
    expect(error.details).toMatchObject({ code: 'data/too-few-rows' });
    expect(error.message).toMatch(/6 rows with missing values were left out/);
    expect(error.hint).toMatch(/forward-fill/);
  });
});

import fs from 'node:fs';
import path from 'node:path';

import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';

import { naive, seasonalNaive } from '../../../src/training/tasks/forecast/baselines';
import {
  correlation,
  intervalScores,
  maseScale,
  meanScores,
  scores,
} from '../../../src/training/tasks/forecast/metrics';
import vectors from './vectors/metrics.json';

/** Relative error of a sum of n rounded terms, with room for the square and the root. */
const tolerance = (n: number) => 8 * n * Number.EPSILON;
const expectClose = (value: number | null, expected: number | null, relative: number) => {
  if (expected === null) expect(value).toBeNull();
  else expect(Math.abs((value ?? NaN) - expected)).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-300));
};

describe('scores agree with scikit-learn', () => {
  expect(vectors.cases.length).toBeGreaterThan(0);
  it.each(vectors.cases)('$name', ({ actual, predicted, rmse, mae, r2, smape, mape }) => {
    const result = scores(Float64Array.from(actual), Float64Array.from(predicted), 2);
    const relative = tolerance(actual.length + 4);
    expectClose(result.rmse, rmse, relative);
    expectClose(result.mae, mae, relative);
    expectClose(result.smape, smape, relative);
    expectClose(result.mape, mape, relative);
    // 1 − a/b: the error is that of a/b, which is at most about 1 here.
    expectClose(result.r2 === null ? null : 1 - result.r2, r2 === null ? null : 1 - r2, 1e-9);
    expectClose(result.mase, mae / 2, relative);
  });
});

describe('scores of quantiles agree with scikit-learn', () => {
  expect(vectors.intervals.length).toBeGreaterThan(0);
  it.each(vectors.intervals)('$name', ({ actual, levels, quantiles, pinball, coverage }) => {
    const predicted = quantiles.map((values) => Float64Array.from(values));
    const result = intervalScores(Float64Array.from(actual), predicted, levels);
    expectClose(result.pinball, pinball, tolerance(levels.length * actual.length + 4));
    expect(result.coverage).toBe(coverage);
  });

  it('are not defined without values or quantiles', () => {
    const none = { pinball: null, coverage: null };
    expect(intervalScores(new Float64Array(0), [new Float64Array(0)], [0.5])).toEqual(none);
    expect(intervalScores(Float64Array.of(1), [], [])).toEqual(none);
  });
});

describe('scores that are not defined', () => {
  const values = (...all: number[]) => Float64Array.from(all);

  it('are null', () => {
    expect(scores(values(), values(), 1)).toEqual({
      ...{ rmse: null, mae: null, smape: null, mase: null, r2: null, mape: null },
    });
    expect(scores(values(0, 2), values(1, 2), 1)).toMatchObject({ mae: 0.5, mape: null });
    expect(scores(values(2, 2), values(1, 3), null)).toMatchObject({ rmse: 1, mae: 1, mase: null, r2: null });
    expect(scores(values(1, 2), values(NaN, 2), 1).rmse).toBeNull();
  });

  it('are left out of the mean over targets', () => {
    const defined = scores(values(1, 2), values(1, 3), 1);
    const constant = scores(values(2, 2), values(2, 3), null);
    expect(meanScores([defined, constant])).toMatchObject({ mae: 0.5, mase: 0.5, r2: -1 });
  });
});

describe('maseScale', () => {
  const values = Float64Array.from([1, 2, 4, 7, 11, 16]);

  it('is the mean seasonal difference of the training rows', () => {
    expect(maseScale(values, 5, 1)).toBe((1 + 2 + 3 + 4) / 4);
    expect(maseScale(values, 5, 2)).toBe((3 + 5 + 7) / 3);
  });

  it('takes no difference across a hole', () => {
    expect(maseScale(values, 6, 1, Int32Array.of(0, 3))).toBe((1 + 2 + 4 + 5) / 4);
  });

  it('is not defined for constant or short series', () => {
    expect(maseScale(new Float64Array(10), 10, 1)).toBeNull();
    expect(maseScale(values, 2, 12)).toBeNull();
  });
});

describe('correlation', () => {
  it('is 1 for a line, and not defined for a constant', () => {
    const line = Float64Array.from([1, 2, 3]);
    expect(correlation(line, Float64Array.from([10, 20, 30]))).toBeCloseTo(1, 14);
    expect(correlation(line, Float64Array.from([3, 2, 1]))).toBeCloseTo(-1, 14);
    expect(correlation(line, new Float64Array(3))).toBeNull();
  });
});

describe('baselines', () => {
  const values = Float64Array.from([10, 11, 12, 20, 21, 22, 30, 31, 32]);
  const rows = (...all: number[]) => Int32Array.from(all);

  it('repeat the last value, or the last season', () => {
    expect([...naive(values, rows(2, 5))]).toEqual([12, 22]);
    expect([...(seasonalNaive(values, rows(3, 8), rows(2, 7), 3, Int32Array.of(0)) ?? [])]).toEqual([10, 22]);
  });

  it('look no further than the last known row', () => {
    // Step 4 after row 3: one season before row 7 is row 4, which is not known; two seasons before is row 1.
    expect([...(seasonalNaive(values, rows(7), rows(3), 3, Int32Array.of(0)) ?? [])]).toEqual([11]);
  });

  it('fall back on the last value where no season came before', () => {
    expect([...(seasonalNaive(values, rows(2, 3), rows(1, 2), 3, Int32Array.of(0)) ?? [])]).toEqual([11, 10]);
    expect([...(seasonalNaive(values, rows(5, 7), rows(4, 6), 3, Int32Array.of(0, 4)) ?? [])]).toEqual([21, 21]);
    expect(seasonalNaive(values, rows(2), rows(1), 3, Int32Array.of(0))).toBeNull();
  });
});

/** The M4 competition's data may not be shipped; it lies beside the repository where the project is developed. */
const m4 = path.resolve(import.meta.dirname, '../../../../shared/data');
const files = ['m4-hourly.csv', 'm4-hourly-future.csv'].map((name) => path.join(m4, name));
const missing = files.some((file) => !fs.existsSync(file));

describe.skipIf(missing)(`the published figures of M4 Hourly (needs ${files.join(' and ')})`, () => {
  const period = 24;
  const horizon = 48;
  const read = (file: string): Map<string, number[]> => {
    const series = new Map<string, number[]>();
    const { data } = Papa.parse<[string, string, string]>(fs.readFileSync(file, 'utf8'), { skipEmptyLines: true });
    for (const [name, , value] of data.slice(1)) {
      const values = series.get(name);
      if (values) values.push(Number(value));
      else series.set(name, [Number(value)]);
    }
    return series;
  };

  it('come out to the third digit', () => {
    const past = read(files[0] ?? '');
    const future = read(files[1] ?? '');
    expect(past.size).toBe(414);
    const sums = { naiveSmape: 0, naiveMase: 0, seasonalSmape: 0, seasonalMase: 0 };
    for (const [name, before] of past) {
      const actual = Float64Array.from(future.get(name) ?? []);
      expect(actual).toHaveLength(horizon);
      const n = before.length;
      const values = Float64Array.from(before);
      const scale = maseScale(values, n, period);
      const rows = Int32Array.from({ length: horizon }, (_, i) => n + i);
      const known = rows.map(() => n - 1);
      const last = scores(actual, naive(values, known), scale);
      const season = scores(actual, seasonalNaive(values, rows, known, period, Int32Array.of(0)) ?? values, scale);
      sums.naiveSmape += (last.smape ?? NaN) / 414;
      sums.naiveMase += (last.mase ?? NaN) / 414;
      sums.seasonalSmape += (season.smape ?? NaN) / 414;
      sums.seasonalMase += (season.mase ?? NaN) / 414;
    }
    expect(sums.naiveSmape.toFixed(3)).toBe('43.003');
    expect(sums.naiveMase.toFixed(3)).toBe('11.608');
    expect(sums.seasonalSmape.toFixed(3)).toBe('13.912');
    expect(sums.seasonalMase.toFixed(3)).toBe('1.193');
  });
});

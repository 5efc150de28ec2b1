import { expect, it } from 'vitest';

import { hash32 } from '../../../../src/data/sequence/split';
import { scoresFileSchema } from '../../../../src/spec/scores';
import type { PartTarget } from '../../../../src/training/tasks/forecast/scorePart';
import { scoresFile } from '../../../../src/training/tasks/forecast/scoresFile';

const noise = (i: number): number => hash32(i, 7) / 2 ** 32;

/** Two steps of each series; the error of series i is the same in both. */
function partOf(count: number, errorOf: (i: number) => number): PartTarget {
  const actual = Float64Array.from({ length: 2 * count }, (_, i) => 10 + noise(i));
  return {
    ...{ split: 'test', actual, horizon: 2, seasonalNaive: null, levels: [] },
    network: { predicted: actual.map((value, i) => value + errorOf(i >> 1)), quantiles: [] },
    naive: { predicted: actual.map((value) => value + 1), quantiles: [] },
    ranges: Array.from({ length: count }, (_, i) => ({
      ...{ series: i, from: 2 * i, to: 2 * i + 2 },
      scale: i === 7 ? null : 1,
    })),
  };
}
const named = (count: number) => ({ series: Array.from({ length: count }, (_, i) => ({ name: `s${i}` })) });

it('has the scores of each of 500 series', () => {
  const { test } = scoresFile([[partOf(500, noise)]], named(500));
  expect(test?.bySeries?.map(({ series }) => series)).toEqual(named(500).series.map(({ name }) => name));
  expect(test).not.toHaveProperty('seriesCount');
});

it('has the worst and the best of 100,000 series, in a file that can be read', () => {
  const count = 100_000;
  const parts = [partOf(count, noise)];
  const file = scoresFileSchema.parse(scoresFile([parts], named(count)));
  expect(JSON.stringify(file, null, 1).length).toBeLessThan(1_000_000);
  expect(file.test?.seriesCount).toBe(count);
  const order = Array.from({ length: count }, (_, i) => i)
    .filter((i) => i !== 7) // no MASE
    .sort((a, b) => noise(a) - noise(b) || a - b);
  const expected = [...order.slice(0, 250), ...order.slice(-250)].sort((a, b) => a - b).map((i) => `s${i}`);
  expect(file.test?.bySeries?.map(({ series }) => series)).toEqual(expected);
  for (const { series, scores, naive } of file.test?.bySeries ?? []) {
    expect(scores.mae).toBeCloseTo(noise(Number(series.slice(1))), 9);
    expect(naive?.mase).toBeCloseTo(1, 9);
  }
});

it('ranks by the mean over several targets', () => {
  const count = 1000;
  const first = partOf(count, (i) => (i === 900 ? 5 : 1));
  const second = partOf(count, (i) => (i === 901 ? 9 : i === 900 ? 0.1 : 1));
  const names = scoresFile([[first], [second]], named(count)).test?.bySeries?.map(({ series }) => series);
  expect(names).toHaveLength(500);
  expect(names).toContain('s900');
  expect(names).toContain('s901');
});

import { describe, expect, it } from 'vitest';

import type { Scores } from '../../../src/spec/run';
import type { Judgement } from '../../../src/training/tasks/forecast/judge';
import { verdict } from '../../../src/training/tasks/forecast/verdict';

const rmse = (value: number): Scores => ({ rmse: value, mae: null, smape: null, mase: null, r2: null });
const target = (network: number, last: number, season: number | null): Judgement => ({
  metrics: { test: rmse(network) },
  naive: { test: rmse(last) },
  seasonalNaive: season === null ? null : { test: rmse(season) },
});

describe('verdict', () => {
  it.each<[string, Judgement[], string]>([
    ['better', [target(21.42, 23.8, null)], '10 % better than repeating the last value.'],
    [
      'better than both',
      [target(9, 10, 30)],
      '10 % better than repeating the last value, and 70 % better than repeating the last season.',
    ],
    [
      'worse than the season',
      [target(9, 10, 6)],
      '10 % better than repeating the last value, but 50 % worse than repeating the last season.',
    ],
    ['worse', [target(11.3, 10, null)], '13 % worse than repeating the last value.'],
    ['worse beyond reading', [target(9.8453e39, 10, null)], '9.8e+40 % worse than repeating the last value.'],
    [
      'the same',
      [target(10.02, 10, 5)],
      'No better than repeating the last value, and 100 % worse than repeating the last season.',
    ],
    ['a little', [target(9.876, 10, null)], '1.2 % better than repeating the last value.'],
    ['several targets', [target(5, 10, null), target(20, 10, null)], 'No better than repeating the last value.'],
    [
      'against a series that does not change',
      [target(1, 0, null)],
      'The network could not be compared with repeating the last value.',
    ],
  ])('%s', (_name, targets, expected) => {
    expect(verdict(targets, 'test', false)).toBe(expected);
  });

  it('says that a forecast lags, and which part was judged', () => {
    expect(verdict([{ ...target(9, 10, null) }], 'test', true)).toContain('one step late');
    const train = { metrics: { train: rmse(9) }, naive: { train: rmse(10) }, seasonalNaive: null };
    expect(verdict([train], 'train', false)).toContain('Judged on the training part');
  });
});

import { expect, it } from 'vitest';

import { isBetter, mainScore, metricInfo } from '../../../src/spec/mainScore';
import { metricNames } from '../../../src/spec/run';

const none = { naive: {}, seasonalNaive: null };

it('is RMSE in summaries that do not name one', () => {
  const score = mainScore({
    metrics: { test: { rmse: 3, mae: 2 } },
    baselines: { ...none, naive: { test: { rmse: 4 } } },
  });
  expect(score).toMatchObject({ metric: 'rmse', value: 3, naive: 4, better: 'lower', label: 'RMSE' });
});

it('is the one that is named, on the part that is asked for', () => {
  const run = {
    mainMetric: 'accuracy',
    metrics: { train: { accuracy: 1 }, test: { accuracy: 0.5 } },
    baselines: none,
  } as const;
  expect(mainScore(run)).toMatchObject({ value: 0.5, naive: null, better: 'higher', unit: 'share' });
  expect(mainScore(run, 'train')?.value).toBe(1);
  expect(mainScore(run, 'validation')).toBeNull();
  expect(mainScore({ ...run, metrics: { test: { accuracy: null } } })).toBeNull();
});

it('compares by what is better', () => {
  expect(isBetter('rmse', 1, 2)).toBe(true);
  expect(isBetter('accuracy', 1, 2)).toBe(false);
  expect(metricNames.filter((name) => metricInfo[name].better === 'lower')).toEqual([
    'rmse',
    'mae',
    'smape',
    'mase',
    'mape',
    'pinball',
    'bitsPerCharacter',
  ]);
});

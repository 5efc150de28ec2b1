import { beforeEach, expect, it } from 'vitest';

import { Backtester } from '../../../src/extension/session/backtester';
import { backtestStateSchema } from '../../../src/protocol/webview';
import type { Backtest } from '../../../src/spec/backtest';
import { UserError } from '../../../src/spec/errors';
import { type TrainerStandIn, jobHost } from './jobHost';

const result: Backtest = {
  version: 1,
  name: 'demand',
  targets: ['demand'],
  horizon: 1,
  origins: 3,
  series: 1,
  from: '7',
  to: '9',
  scores: { rmse: 1 },
  naive: { rmse: 2 },
  seasonalNaive: null,
  byStep: [],
  verdict: 'Better than repeating the last value.',
  seconds: 1,
};

let processes: TrainerStandIn<Backtest>[];
let logged: string[];
let changes: number;
let backtester: Backtester;

beforeEach(() => {
  const made = jobHost<Backtest>();
  ({ processes, logged } = made);
  changes = 0;
  backtester = new Backtester('/data/demand.csv', made.host, () => changes++);
});

it('says that it runs, then what came out, and gives its process back', async () => {
  const over = backtester.run('/runs/a');
  expect(backtestStateSchema.parse(backtester.state)).toMatchObject({ state: 'running' });
  expect(processes[0]?.asked).toEqual([{ runFolder: '/runs/a', threads: 3 }]);
  processes[0]?.answer(result);
  await over;
  expect(backtester.state).toEqual({ state: 'done', result });
  expect(changes).toBe(2);
  expect(processes[0]?.killed).toBe(true);
  backtester.cancel();
  expect(backtester.state).toEqual({ state: 'done', result });
});

it('says why it failed and what to do', async () => {
  const over = backtester.run('/runs/a');
  processes[0]?.fail(new UserError('demand.csv was changed.', 'Train again.', { code: 'run/data-changed' }));
  await over;
  expect(backtester.state).toMatchObject({
    state: 'failed',
    error: { message: 'demand.csv was changed.', hint: 'Train again.', code: 'run/data-changed', defect: false },
  });
  expect(logged).toEqual(['demand.csv was changed.']);
});

it('ends at once when it is cancelled, which is no failure', async () => {
  const over = backtester.run('/runs/a');
  backtester.cancel();
  await over;
  expect(processes[0]?.killed).toBe(true);
  expect(backtester.state).toBeNull();
  expect(logged).toEqual([]);
  const again = backtester.run('/runs/a');
  processes[1]?.answer(result);
  await again;
  expect(backtester.state).toMatchObject({ state: 'done' });
});

it('is one at a time, of the run that is shown', async () => {
  const first = backtester.run('/runs/a');
  const second = backtester.run('/runs/b');
  await first;
  expect(processes.map(({ killed }) => killed)).toEqual([true, false]);
  expect(backtester.state).toMatchObject({ state: 'running' });
  backtester.keepOnly('/runs/b');
  expect(backtester.state).toMatchObject({ state: 'running' });
  backtester.keepOnly('/runs/c');
  await second;
  expect(processes[1]?.killed).toBe(true);
  expect(backtester.state).toBeNull();
});

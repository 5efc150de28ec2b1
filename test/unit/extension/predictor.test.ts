import { beforeEach, expect, it } from 'vitest';

import { Predictor } from '../../../src/extension/session/predictor';
import type { PredictFileProgress } from '../../../src/protocol/trainer';
import { predictionStateSchema } from '../../../src/protocol/webview';
import { UserError } from '../../../src/spec/errors';
import type { Prediction } from '../../../src/spec/prediction';
import { type TrainerStandIn, jobHost } from './jobHost';

const result: Prediction = {
  ...{ version: 1, run: '/runs/a', data: '/data/new.csv', file: '/data/new-predictions.csv', task: 'forecast' },
  ...{ own: false, rows: 9, predictions: 5, ahead: 1, judged: 4, scores: { rmse: 1 }, naive: { rmse: 2 } },
  ...{ excluded: [{ reason: 'rows without a text', count: 1, examples: ['line 3'] }], notes: ['<b>'], seconds: 1 },
};

let processes: TrainerStandIn<Prediction, PredictFileProgress>[];
let logged: string[];
let changes: number;
let predictor: Predictor;

beforeEach(() => {
  const made = jobHost<Prediction, PredictFileProgress>();
  ({ processes, logged } = made);
  changes = 0;
  predictor = new Predictor('/data/demand.csv', made.host, () => changes++);
});

const run = (folder = '/runs/a'): Promise<void> => predictor.run(folder, '/data/new.csv', '/data/new-predictions.csv');

it('says how far it is, then what came out, and gives its process back', async () => {
  const over = run();
  expect(predictionStateSchema.parse(predictor.state)).toMatchObject({ state: 'running', phase: 'reading', share: 0 });
  expect(processes[0]?.asked).toEqual([
    { runFolder: '/runs/a', threads: 3, data: '/data/new.csv', out: '/data/new-predictions.csv' },
  ]);
  processes[0]?.tell({ phase: 'predicting', share: 0.5 });
  expect(predictor.state).toMatchObject({ phase: 'predicting', share: 0.5 });
  processes[0]?.answer(result);
  await over;
  expect(predictionStateSchema.parse(predictor.state)).toEqual({ state: 'done', result });
  expect(processes[0]?.killed).toBe(true);
  expect(changes).toBe(3);
});

it('tells what went wrong', async () => {
  const over = run();
  processes[0]?.fail(new UserError('new.csv has no column "x".', 'Add it.', { code: 'predict/no-such-column' }));
  await over;
  expect(predictionStateSchema.parse(predictor.state)).toMatchObject({
    state: 'failed',
    data: '/data/new.csv',
    error: { message: 'new.csv has no column "x".', hint: 'Add it.' },
  });
});

it('is cancelled with its process, and says nothing of it afterwards', async () => {
  const over = run();
  predictor.cancel();
  expect(processes[0]?.killed).toBe(true);
  expect(predictor.state).toBeNull();
  processes[0]?.tell({ phase: 'predicting', share: 0.9 });
  await over;
  expect(predictor.state).toBeNull();
  predictor.cancel();
  expect(logged).toEqual([]);
});

it('shows the last one that was asked for alone, and none of another run', async () => {
  const first = run();
  const second = run('/runs/b');
  expect(processes[0]?.killed).toBe(true);
  processes[1]?.answer(result);
  await Promise.all([first, second]);
  expect(predictor.state).toMatchObject({ state: 'done' });
  predictor.keepOnly('/runs/b');
  expect(predictor.state).toMatchObject({ state: 'done' });
  predictor.keepOnly('/runs/c');
  expect(predictor.state).toBeNull();
});

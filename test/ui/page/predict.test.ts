import { describe, expect, it } from 'vitest';

import { type PanelState, webviewMethods as methods } from '../../../src/protocol/webview';
import type { Prediction } from '../../../src/spec/prediction';
import { seriousViolations } from './axe';
import type { PageHost, OpenOptions } from './pageHost';
import { pageEachTest } from './pages';
import { states } from './states';
import { taskPredictions } from './taskStates';

const pages = pageEachTest();
let host: PageHost;

async function open(name: string): Promise<PanelState> {
  const state = states[name];
  if (!state) throw new Error(`no state ${name}`);
  const predictions: OpenOptions['predictions'] = (query) => {
    const series = taskPredictions(query);
    if (!series) throw new Error(`no predictions ${JSON.stringify(query)}`);
    return series;
  };
  host = await pages.open({ state, predictions });
  return state;
}

const result: Prediction = {
  ...{ version: 1, run: '/runs/a', data: '/data/<i>new.csv', file: '/data/new-predictions.csv', task: 'forecast' },
  ...{ own: false, rows: 1234, predictions: 1230, ahead: 12, judged: 1218, scores: { rmse: 1.5, mae: 1.25 } },
  ...{ naive: { rmse: 2.5, mae: 2.25 }, notes: ['Line 5 of new.csv has "<b>d</b>" in column "mood".'], seconds: 1 },
  excluded: [{ reason: 'series that are too short', count: 2, examples: ['a', 'b'] }],
};
const box = '.predict-file';

describe('another CSV', () => {
  it('is chosen by a button; how far it is stands there, and it can be cancelled', async () => {
    const state = await open('demand-done');
    const { page } = host;
    await page.click(`${box} [data-predict]`);
    await host.waitFor(methods.predict);
    await host.send({
      ...state,
      prediction: { state: 'running', data: '/data/new.csv', phase: 'predicting', share: 0.25 },
    });
    await expect.poll(() => page.textContent(box)).toContain('Predicting new.csv…');
    expect(await page.locator(`${box} vscode-progress-bar`).evaluate((bar) => (bar as HTMLInputElement).value)).toBe(
      25,
    );
    await page.locator(`${box} vscode-button`, { hasText: 'Cancel' }).click();
    await host.waitFor(methods.cancelPrediction);
    await host.send(state);
    await page.waitForSelector(`${box} [data-predict]`);
  });

  it('leaves a file that a link opens, scores beside the naive ones, and what was left out', async () => {
    const state = await open('demand-done');
    const { page } = host;
    await host.send({ ...state, prediction: { state: 'done', result } });
    await page.waitForSelector(`${box} table.scores`);
    const text = ((await page.textContent(box)) ?? '').replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      '1,230 predictions, 12 of them after the end of the data, of 1,234 rows of <i>new.csv: new-predictions.csv',
    );
    expect(text).toContain('has "<b>d</b>" in column "mood"');
    expect(text).toContain('Left out: 2 series that are too short (a, b)');
    expect(await page.locator(`${box} table.scores tbody th`).allTextContents()).toEqual(['Network', 'Naive']);
    expect(await page.locator(`${box} i, ${box} b`).count()).toBe(0);
    await page.click(`${box} [data-open=newPredictions]`);
    expect(await host.waitFor(methods.open)).toMatchObject({ what: 'newPredictions' });
    const violations = await seriousViolations(page);
    host.errors.length = 0;
    expect(violations).toEqual([]);
  });

  it('that cannot be read says why and what to do, and another can be chosen', async () => {
    const state = await open('demand-done');
    const { page } = host;
    const error = { message: 'new.csv has no column "demand".', hint: 'Call the column "demand".', defect: false };
    await host.send({ ...state, prediction: { state: 'failed', data: '/data/new.csv', error } });
    await expect.poll(() => page.textContent(`${box} [role=alert]`)).toContain(error.hint);
    expect(await page.getAttribute(`${box} [data-predict]`, 'aria-disabled')).toBe('false');
  });

  it('is not predicted in Restricted Mode', async () => {
    const state = await open('demand-done');
    const { page } = host;
    await host.send({ ...state, trusted: false });
    await expect.poll(() => page.getAttribute(`${box} [data-predict]`, 'aria-disabled')).toBe('true');
    expect(await page.textContent(box)).toContain('Restricted Mode');
  });
});

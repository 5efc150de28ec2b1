import { describe, expect, it } from 'vitest';

import { type PanelState, pageSeriesParams, webviewMethods as methods } from '../../../src/protocol/webview';
import { type Backtest, backtestSchema } from '../../../src/spec/backtest';
import { seriousViolations } from './axe';
import type { PageHost, OpenOptions } from './pageHost';
import { pageEachTest } from './pages';
import { states } from './states';
import { taskPredictions } from './taskStates';

const pages = pageEachTest();
let host: PageHost;

async function open(name: string, options: Partial<OpenOptions> = {}): Promise<PanelState> {
  const state = states[name];
  if (!state) throw new Error(`no state ${name}`);
  const predictions: OpenOptions['predictions'] = (query) => {
    const series = taskPredictions(query);
    if (!series) throw new Error(`no predictions ${JSON.stringify(query)}`);
    return series;
  };
  host = await pages.open({ state, predictions, ...options });
  return state;
}

/** The recorded scores of a run's test part as those of a backtest: the same figures, by step and over all. */
function backtestOf({ run, scores }: PanelState): Backtest {
  const { summary } = run ?? {};
  const byStep = scores?.test?.byStep;
  if (!summary?.metrics.test || !byStep) throw new Error('a run without scores by step');
  return backtestSchema.parse({
    version: 1,
    name: summary.name,
    targets: summary.targets,
    horizon: byStep.length,
    origins: 1234,
    series: 6,
    from: '2024-03-29 00:00',
    to: '2024-03-31 23:00',
    scores: summary.metrics.test,
    naive: summary.baselines.naive.test,
    seasonalNaive: summary.baselines.seasonalNaive?.test ?? null,
    byStep,
    verdict: summary.verdict,
    seconds: 2,
  });
}

describe('a backtest', () => {
  it('is started by its button, says that it runs, and can be cancelled', async () => {
    const state = await open('demand-done');
    const { page } = host;
    const button = (label: string) => page.locator('lab-backtest vscode-button', { hasText: label });
    await button('Backtest').click();
    await host.waitFor(methods.backtest);
    await host.send({ ...state, backtest: { state: 'running', started: Date.now() - 65_000 } });
    await expect.poll(() => page.textContent('lab-backtest .elapsed')).toMatch(/test part… 1 min \d+ s/);
    const before = await page.textContent('lab-backtest .elapsed');
    await expect.poll(() => page.textContent('lab-backtest .elapsed')).not.toBe(before);
    await button('Cancel').click();
    await host.waitFor(methods.cancelBacktest);
    await host.send(state);
    await button('Backtest').waitFor();
    expect(await page.locator('lab-backtest .elapsed').count()).toBe(0);
  });

  it('tells scores over all steps and step by step, beside the naive forecasts', async () => {
    const state = await open('demand-done');
    const { page } = host;
    const result = backtestOf(state);
    await host.send({ ...state, backtest: { state: 'done', result } });
    await page.waitForSelector('lab-backtest table.scores');
    expect(await page.textContent('lab-backtest .backtest-result')).toMatch(
      /1,234 origins of 6 series, 12 steps ahead from each, 2024-03-29 00:00 to 2024-03-31 23:00\./,
    );
    expect(await page.locator('lab-backtest table.scores tbody th').allTextContents()).toEqual([
      'Network',
      'Naive',
      'Seasonal naive',
    ]);
    const headings = await page.locator('lab-backtest table.scores thead th').allTextContents();
    expect(headings).toEqual(expect.arrayContaining(['RMSE', 'MASE']));
    const rmse = await page.locator('lab-backtest table.scores tbody tr').first().locator('td').first().textContent();
    expect(Number(rmse)).toBeCloseTo(result.scores.rmse ?? Number.NaN, 1);
    await page.click('lab-backtest lab-step-chart .as-table > summary');
    await expect.poll(() => page.locator('lab-backtest lab-step-chart tbody tr').count()).toBe(12);
    const violations = await seriousViolations(page);
    host.errors.length = 0;
    expect(violations).toEqual([]);
  });

  it('that failed says why and what to do, and can be made again', async () => {
    const state = await open('demand-done');
    const { page } = host;
    const error = {
      message: 'demand.csv was changed since this run was trained.',
      hint: 'Train again on the file as it is now.',
      defect: false,
    };
    await host.send({ ...state, backtest: { state: 'failed', error } });
    await expect.poll(() => page.textContent('lab-backtest [role=alert]')).toContain(error.hint);
    expect(await page.textContent('lab-backtest [role=alert]')).toContain(error.message);
    expect(await page.getAttribute('lab-backtest vscode-button', 'aria-disabled')).toBe('false');
  });

  it('is not offered for classes, nor started in Restricted Mode', async () => {
    await open('reviews-done');
    expect(await host.page.locator('lab-backtest').count()).toBe(0);
    await host.close();
    const done = states['demand-done'];
    if (!done) throw new Error('no state');
    await open('demand-done', { state: { ...done, trusted: false } });
    expect(await host.page.getAttribute('lab-backtest vscode-button', 'aria-disabled')).toBe('true');
    expect(await host.page.textContent('lab-backtest .note')).toContain('Restricted Mode');
  });

  it.each([320, 500, 1400])('fits into %i px', async (width) => {
    const state = await open('demand-done', { width });
    await host.send({ ...state, backtest: { state: 'done', result: backtestOf(state) } });
    await host.page.waitForSelector('lab-backtest lab-step-chart canvas');
    await host.settle();
    const [page, content] = await host.page.evaluate(() => [
      document.documentElement.clientWidth,
      document.documentElement.scrollWidth,
    ]);
    expect(content).toBe(page);
  });
});

describe('the chart of a file of several series', () => {
  it('shows one of them, and another one when it is chosen', async () => {
    await open('demand-ready');
    const { page } = host;
    const chart = page.locator('lab-series-chart');
    const label = (): Promise<string | null> => chart.locator('canvas').getAttribute('aria-label');
    await expect.poll(label).toMatch(/^demand of North over 672 rows/);
    expect(pageSeriesParams.parse(await host.waitFor(methods.series))).toEqual({
      series: 'shop',
      column: 'demand',
      time: 'hour',
      name: null,
    });
    expect(await chart.locator('.note').textContent()).toBe('One of 6 series, told apart by “shop”.');
    const select = chart.locator('vscode-single-select').first();
    await select.click();
    await select.locator('li', { hasText: 'Harbour' }).click();
    await expect.poll(label).toMatch(/^demand of Harbour over 672 rows/);
    await chart.locator('.as-table > summary').click();
    await expect.poll(() => chart.locator('tbody tr').count()).toBe(50);
    expect(await chart.locator('thead').textContent()).toMatch(/hour.*demand/s);
  });

  it('says why a column cannot name series', async () => {
    const ready = states['demand-ready'];
    if (!ready?.draft) throw new Error('no state');
    const draft = { ...ready.draft, data: { ...ready.draft.data, series: 'store' } };
    await open('demand-ready', { state: { ...ready, draft } });
    await expect
      .poll(() => host.page.textContent('lab-series-chart .note'))
      .toMatch(/has no column "store"\. Choose one of "hour", "shop"/);
  });
});

import { describe, expect, it } from 'vitest';

import {
  draftParams,
  pageGenerateParams,
  predictionQuery,
  proposeParams,
  tableQuery,
  webviewMethods as methods,
} from '../../../src/protocol/webview';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import { seriousViolations } from './axe';
import type { PageHost } from './pageHost';
import { pageEachTest } from './pages';
import { states } from './states';
import { taskPredictions } from './taskStates';

const pages = pageEachTest();
let host: PageHost;

async function open(name: string, options: { texts?: string[]; page?: 'panel' | 'sidebar' } = {}): Promise<PageHost> {
  const state = states[name];
  if (!state) throw new Error(`no state ${name}`);
  const predictions = (
    query: Parameters<typeof taskPredictions>[0],
  ): NonNullable<ReturnType<typeof taskPredictions>> => {
    const series = taskPredictions(query);
    if (!series) throw new Error(`no predictions ${JSON.stringify(query)}`);
    return series;
  };
  host = await pages.open({ state, predictions, ...options });
  return host;
}

/** What the page sent with its newest request of a method. */
const newest = (method: string): unknown => host.asked.findLast((asked) => asked.method === method)?.params;

/** The draft of the newest edit, once it is there. */
async function edited(): Promise<Experiment> {
  await host.waitFor(methods.edit);
  await host.edits();
  return experimentSchema.parse(draftParams.parse(newest(methods.edit)).draft);
}

const input = (id: string): string => `#${id} input`;

describe('the task', () => {
  it('is chosen by keyboard; a draft is proposed for it, with the reason', async () => {
    const { page } = await open('reviews-ready');
    await page.locator('[data-value=classify]').focus();
    await page.keyboard.press('ArrowLeft');
    expect(proposeParams.parse(await host.waitFor(methods.propose))).toEqual({ task: 'forecast', target: null });
    await expect.poll(() => page.getAttribute('[data-value=forecast]', 'aria-checked')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-value'))).toBe('forecast');
    expect(await page.textContent('.why')).not.toBe('');
    await expect.poll(() => page.textContent('.sentence')).toContain('ahead from the last');
  });

  it('that was left is found as it was', async () => {
    const { page } = await open('reviews-ready');
    await page.locator(input('sentence-model-layers-0-units')).fill('77');
    await page.click('[data-value=generate]');
    await expect.poll(() => page.textContent('.sentence')).toContain('Write texts like');
    host.asked.length = 0;
    await page.click('[data-value=classify]');
    await expect.poll(() => page.inputValue(input('sentence-model-layers-0-units'))).toBe('77');
    expect((await edited()).task).toBe('classify');
    expect(host.asked.some(({ method }) => method === methods.propose)).toBe(false);
  });

  it('says in a sentence what goes in and what comes out', async () => {
    const sentences: Record<string, string> = {};
    for (const name of ['demand', 'reviews', 'weather', 'phrases', 'tunes']) {
      const { page } = await open(`${name}-ready`);
      sentences[name] = (await page.textContent('.in-out')) ?? '';
      if (name !== 'tunes') await host.close();
    }
    expect(sentences).toEqual({
      demand:
        'Predict demand for the next 12 hours of each shop from the last 24 hours, knowing holiday and the hour beforehand.',
      reviews: 'Tell sentiment from review, up to 50 words.',
      weather: expect.stringMatching(
        /^Tell weather of every row of each town from temperature and wind, up to /,
      ) as string,
      phrases: 'Translate english into french, up to 50 words.',
      tunes: 'Write texts like abc, character by character, given key.',
    });
  });

  it('cannot be changed while it trains', async () => {
    const { page } = await open('tunes-training');
    expect(await page.locator('.task-choice').getAttribute('inert')).not.toBeNull();
  });
});

describe('the topology', () => {
  it('is chosen by picture, and brings what it needs', async () => {
    const { page } = await open('ready');
    await page.click('[data-value=encoder-decoder]');
    const draft = await edited();
    expect(draft.model.topology).toBe('encoder-decoder');
    expect(draft.model.decoder?.layers.map(({ cell, units }) => [cell, units])).toEqual([['lstm', 32]]);
    expect(draft.window.horizon).toBeGreaterThan(1);
    await expect.poll(() => page.locator('.layer.decoder').count()).toBe(1);
    await page.locator('[data-value=encoder-decoder]').focus();
    await page.keyboard.press('ArrowRight');
    expect((await edited()).model).toMatchObject({ topology: 'one-to-one', decoder: null });
    expect((await edited()).window).toMatchObject({ timeSteps: 1, horizon: 1 });
  });

  it('follows the steps that are typed', async () => {
    const { page } = await open('ready');
    await page.locator(input('sentence-window-timeSteps')).fill('1');
    await page.locator(input('sentence-window-horizon')).fill('6');
    const draft = await edited();
    expect(draft.model.topology).toBe('one-to-many');
    expect(draft.model.decoder).not.toBeNull();
    expect(draft.window).toMatchObject({ timeSteps: 1, horizon: 6 });
    await expect
      .poll(() => page.getAttribute('[data-value=one-to-many]', 'aria-label'))
      .toContain('1 step in, 6 steps out');
  });

  it('names its steps where it is drawn', async () => {
    const { page } = await open('demand-ready');
    const card = page.locator('.topologies [data-value=many-to-one]');
    expect(await card.getAttribute('aria-label')).toBe(
      'Many to one: 24 steps in, 12 steps out. Reads all steps, then answers once.',
    );
    expect(await card.locator('text').allTextContents()).toEqual(['24', '12']);
  });
});

describe('the form', () => {
  it('takes roles of columns', async () => {
    const { page } = await open('demand-ready');
    await page.click('[data-section=data] > summary');
    const holiday = page.locator('table.column-list tr', { hasText: 'holiday' }).locator('vscode-single-select');
    expect(await holiday.evaluate((select) => (select as HTMLSelectElement).value)).toBe('known');
    await holiday.click();
    await holiday.locator('li', { hasText: 'Static' }).click();
    const { data } = await edited();
    expect(data.known).toEqual([]);
    expect(data.static).toEqual(['holiday']);
    expect(data.series).toBe('shop');
  });

  it('shows what the task uses, and nothing else', async () => {
    const fields: Record<string, string[]> = {
      'demand-ready': ['data-scale', 'data-scaleBy', 'data-calendar', 'window-strategy', 'training-quantiles'],
      'reviews-ready': ['model-tokens-level', 'model-embedding-units', 'training-classWeights'],
      'phrases-ready': ['model-tokens-level', 'model-decoder-attention', 'model-decoder-beam'],
      'tunes-ready': ['model-tokens-vocabulary', 'sampling-temperature', 'sampling-start'],
    };
    const all = new Set(Object.values(fields).flat());
    const names = Object.keys(fields);
    for (const name of names) {
      const { page } = await open(name);
      const folded = page.locator('details.level-2:not([open]) > summary');
      while ((await folded.count()) > 0) await folded.first().click();
      await host.settle();
      const there = new Set<string>();
      for (const id of all) if ((await page.locator(`#field-${id}`).count()) > 0) there.add(id);
      const shared = fields[name]?.includes('model-tokens-level') || fields[name]?.includes('model-tokens-vocabulary');
      const expected = new Set([
        ...(fields[name] ?? []),
        ...(shared ? ['model-tokens-level', 'model-tokens-vocabulary'].filter((id) => all.has(id)) : []),
        ...(name === 'phrases-ready' ? ['model-embedding-units'] : []),
      ]);
      expect(there, name).toEqual(expected);
      if (name !== names.at(-1)) await host.close();
    }
  });

  it('feeds categories to a forecast, one-hot or as vectors that are learned', async () => {
    const state = structuredClone(states['demand-ready']);
    if (!state?.draft) throw new Error('no draft');
    state.draft.data = { ...state.draft.data, series: null, scaleBy: 'all', inputs: ['demand', 'shop'] };
    host = await pages.open({ state });
    const { page } = host;
    const folded = page.locator('details.level-2:not([open]) > summary');
    while ((await folded.count()) > 0) await folded.first().click();
    expect(await page.locator('#field-model-embedding-units').count()).toBe(0);
    await page.locator('vscode-checkbox[label="Learn a vector for each category"]').click();
    expect((await edited()).model.embedding).toEqual({ units: 8 });
    await expect.poll(() => page.locator('#field-model-embedding-units').count()).toBe(1);
  });

  it('says "about" of parameters that depend on texts that were not read', async () => {
    const { page } = await open('phrases-ready');
    expect(await page.textContent('.plan')).toMatch(/About [\d,]+ pairs to learn from.*about [\d,]+ parameters/s);
    await host.close();
    await open('ready');
    expect(await host.page.textContent('.plan')).not.toMatch(/about/i);
  });

  it('keeps decoder layers fitting the encoder that they take over from', async () => {
    const { page } = await open('phrases-ready');
    await page.locator(input('sentence-model-layers-0-units')).fill('20');
    const { layers, decoder } = (await edited()).model;
    const [own] = layers;
    expect(decoder?.layers[0]?.units).toBe(own?.bidirectional ? 40 : 20);
    await expect.poll(() => page.locator('#train-blocked').count()).toBe(0);
  });
});

describe('results', () => {
  it('of a forecast are asked for by step ahead and series', async () => {
    const { page } = await open('demand-done');
    const [steps, series] = await page.locator('.series-choice vscode-single-select').all();
    await steps?.click();
    await steps?.locator('li', { hasText: '6 steps ahead' }).click();
    const first = predictionQuery.parse(await host.waitFor(methods.predictions));
    expect([first.step, first.series, first.split]).toEqual([6, 'North', 'test']);
    await series?.click();
    await series?.locator('li', { hasText: 'South' }).click();
    await expect
      .poll(() => predictionQuery.parse(newest(methods.predictions)))
      .toMatchObject({ step: 6, series: 'South' });
    await expect.poll(() => page.getAttribute('.zoomable', 'aria-label')).toContain('demand of South, 6 steps ahead');
  });

  it('of a forecast tell scores by step, the interval and the steps after the end as tables too', async () => {
    const { page } = await open('demand-done');
    expect(await page.textContent('lab-prediction-chart .legend')).toContain('Interval');
    await page.click('lab-step-chart .as-table > summary');
    await expect.poll(() => page.locator('lab-step-chart tbody tr').count()).toBe(12);
    await page.click('lab-forecast-chart .as-table > summary');
    await expect.poll(() => page.locator('lab-forecast-chart tbody tr').count()).toBe(12);
    expect(await page.textContent('lab-forecast-chart thead')).toMatch(/Time.*Predicted.*Lower.*Upper/s);
    const violations = await seriousViolations(page);
    host.errors.length = 0;
    expect(violations).toEqual([]);
  });

  it('of classes show which was taken for which, readable without colours', async () => {
    const { page } = await open('reviews-done');
    const counts = await page.locator('.confusion tbody td').allTextContents();
    expect(counts.map(Number).reduce((a, b) => a + b)).toBe(states['reviews-done']?.run?.summary.windows.test);
    expect(await page.locator('.confusion tbody td').nth(1).getAttribute('title')).toMatch(
      /^\d+ of \d+ “negative” were taken for “positive”/,
    );
    expect(await page.textContent('.scores')).toMatch(/Accuracy.*F1.*AUC.*%/s);
    expect(await page.textContent('.scores caption')).toContain('Higher is better.');
    expect(await page.textContent('#status')).toMatch(/Accuracy [\d.]+%/);
    const headings = page.locator('lab-prediction-table thead th');
    await expect.poll(() => headings.allTextContents()).toEqual(expect.arrayContaining(['negative', 'positive']));
    // A word that is broken has more than one line.
    const [label] = await page.locator('lab-prediction-table td.short .text').all();
    expect(await label?.evaluate((text) => text.getClientRects().length)).toBe(1);
  });

  it('say whose task they are where another one was chosen since', async () => {
    const { page } = await open('reviews-done');
    expect(await page.locator('.other-task').count()).toBe(0);
    await page.click('[data-value=generate]');
    await expect
      .poll(() => page.locator('.other-task').allTextContents())
      .toEqual(['What the last run came to, whose task was “Classify”:']);
  });

  it('of texts are searched, and narrowed to the wrong ones', async () => {
    const { page } = await open('phrases-done');
    await page.waitForSelector('lab-prediction-table tbody tr');
    const rows = (): Promise<number> => page.locator('lab-prediction-table tbody tr').count();
    const all = await rows();
    await page.locator('lab-prediction-table vscode-textfield input').fill('DOG');
    await expect.poll(rows).toBeLessThan(all);
    expect(tableQuery.parse(newest(methods.table))).toMatchObject({ search: 'DOG', wrong: false, split: 'test' });
    for (const row of await page.locator('lab-prediction-table tbody tr').allTextContents()) {
      expect(row.toLowerCase()).toContain('dog');
    }
    await page.locator('lab-prediction-table vscode-checkbox').click();
    await expect.poll(() => tableQuery.parse(newest(methods.table)).wrong).toBe(true);
    const marks = page.locator('lab-prediction-table [aria-label="wrong:"]');
    await expect.poll(async () => (await marks.count()) === (await rows())).toBe(true);
    await page.locator('lab-prediction-table vscode-textfield input').fill('no such words');
    await expect.poll(() => page.textContent('lab-prediction-table')).toContain('Nothing matches.');
  });

  it('of texts show where the decoder looked, in numbers', async () => {
    const { page } = await open('phrases-done');
    const example = states['phrases-done']?.attention?.examples[0];
    expect(await page.locator('lab-attention thead th').allTextContents()).toEqual(example?.source);
    const [first = ''] = await page.locator('lab-attention tbody tr').allTextContents();
    const weights = first.match(/\d+/g)?.map(Number) ?? [];
    expect(Math.abs(weights.reduce((a, b) => a + b, 0) - 100)).toBeLessThanOrEqual(weights.length / 2);
  });

  it('name what was left out', async () => {
    const state = states['reviews-done'];
    if (!state?.run) throw new Error('no state');
    const excluded = [{ reason: 'empty texts', count: 7, examples: ['line 3', '<b>line 9</b>'] }];
    host = await pages.open({
      state: { ...state, run: { ...state.run, summary: { ...state.run.summary, excluded } } },
    });
    expect((await host.page.textContent('.excluded'))?.replaceAll(/\s+/g, ' ')).toContain(
      '7 empty texts (line 3, <b>line 9</b>, …)',
    );
    expect(await host.page.locator('.excluded b').count()).toBe(0);
  });

  it('offer only the files that are there', async () => {
    const { page } = await open('tunes-done');
    expect(await page.locator('[data-open=keras]').count()).toBe(0);
    expect(await page.locator('[data-open=model]').count()).toBe(1);
  });
});

describe('texts by the network', () => {
  it('appear while it trains, the newest first', async () => {
    const { page } = await open('tunes-training');
    await host.notify(methods.samples, { epoch: 99, texts: ['<img src=x onerror=alert(1)>|ABc|'] });
    await expect.poll(() => page.textContent('.samples')).toContain('After epoch 99');
    expect(await page.locator('.samples pre').first().textContent()).toBe('<img src=x onerror=alert(1)>|ABc|');
    expect(await page.locator('.samples img').count()).toBe(0);
  });

  it('are written on request: from a start, on a condition, as boldly as is asked for', async () => {
    const { page } = await open('tunes-done', { texts: ['GAB|cde|', '<script>1</script>'] });
    const box = page.locator('lab-generate');
    await box.locator('vscode-single-select').click();
    await box.locator('li', { hasText: 'D' }).click();
    await box.getByLabel('Start').first().fill('GA');
    await box.getByLabel('Temperature').first().fill('0.5');
    await box.getByLabel('Top-k').first().fill('4');
    await box.locator('vscode-button').focus();
    await page.keyboard.press('Enter');
    const asked = pageGenerateParams.parse(await host.waitFor(methods.generate));
    expect(asked).toMatchObject({
      start: 'GA',
      temperature: 0.5,
      topK: 4,
      length: 80,
      count: 1,
      condition: { key: 'D' },
    });
    await expect.poll(() => box.locator('pre').allTextContents()).toEqual(['GAB|cde|', '<script>1</script>']);
    await box.locator('vscode-button').click();
    await expect.poll(() => pageGenerateParams.parse(newest(methods.generate)).seed).not.toBe(asked.seed);
  });

  it('are not asked for with values that cannot be', async () => {
    const { page } = await open('tunes-done');
    await page.locator('lab-generate').getByLabel('Length').first().fill('0');
    await expect.poll(() => page.textContent('lab-generate .problem')).toContain('Length must be a whole number');
    expect(await page.getAttribute('lab-generate vscode-button', 'aria-disabled')).toBe('true');
  });
});

it('the sidebar tells the main score of every task', async () => {
  const { page } = await open('reviews-done', { page: 'sidebar' });
  expect(await page.textContent('.last')).toMatch(/Accuracy [\d.]+%.*most frequent [\d.]+%/s);
  await host.close();
  await open('tunes-done', { page: 'sidebar' });
  expect(await host.page.textContent('.last')).toMatch(/Bits per character [\d.]+.*frequencies [\d.]+/s);
});

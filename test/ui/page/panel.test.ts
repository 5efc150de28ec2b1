import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { draftParams, openParams, predictionQuery, webviewMethods as methods } from '../../../src/protocol/webview';
import { type Experiment, experimentSchema } from '../../../src/spec/experiment';
import { seriousViolations } from './axe';
import { type PageHost, themes } from './pageHost';
import { pageEachTest } from './pages';
import { predictions, states } from './states';

const artifacts = path.resolve(import.meta.dirname, '../../artifacts/page');

const pages = pageEachTest();
let host: PageHost;

async function open(
  name: string,
  options: { predictions?: typeof predictions; width?: number } = {},
): Promise<PageHost> {
  const state = states[name];
  if (!state) throw new Error(`no state ${name}`);
  host = await pages.open({ state, predictions, ...options });
  return host;
}

/** The draft of the newest `edit` or `train` that the page has sent. */
async function sentDraft(method: string): Promise<Experiment> {
  await host.waitFor(method);
  await host.edits();
  const newest = host.asked.findLast((asked) => asked.method === method);
  return experimentSchema.parse(draftParams.parse(newest?.params).draft);
}

const input = (id: string): string => `#${id} input`;

describe('the sentence and the fields', () => {
  it('keeps what is typed, marks it, and says why Train is off; a mended field turns it on again', async () => {
    const { page } = await open('ready');
    const units = page.locator(input('sentence-model-layers-0-units'));
    await units.fill('many');
    await page.waitForSelector('#train-blocked');
    expect(await units.inputValue()).toBe('many');
    expect(await units.getAttribute('aria-invalid')).toBe('true');
    expect(await page.textContent('#train-blocked')).toContain('Units must be a whole number. "many" is not one.');
    expect(await page.getAttribute('#train', 'aria-disabled')).toBe('true');
    await page.keyboard.press('Control+Enter');
    await units.fill('64');
    await page.waitForSelector('#train-blocked', { state: 'detached' });
    expect((await sentDraft(methods.edit)).model.layers[0]?.units).toBe(64);
    expect(host.asked.some(({ method }) => method === methods.train)).toBe(false);
  });

  it('marks what the host finds wrong, and keeps it through a state from the host', async () => {
    const { page } = await open('ready');
    const steps = page.locator(input('sentence-window-timeSteps'));
    await steps.fill('0');
    await page.waitForSelector('#train-blocked');
    const state = states['ready'];
    if (state) await host.send(state);
    await host.settle();
    expect(await steps.inputValue()).toBe('0');
    expect(await page.textContent('.sentence .problem')).toContain('Time steps must be at least 1.');
  });

  it('trains on Ctrl+Enter with the whole draft', async () => {
    const { page } = await open('ready');
    await page.locator(input('sentence-window-timeSteps')).fill('24');
    await page.keyboard.press('Control+Enter');
    const draft = await sentDraft(methods.train);
    expect(draft.window.timeSteps).toBe(24);
    expect(draft.model.topology).toBe('many-to-one');
  });

  it('makes one time step one-to-one', async () => {
    const { page } = await open('ready');
    await page.locator(input('sentence-window-timeSteps')).fill('1');
    expect((await sentDraft(methods.edit)).model.topology).toBe('one-to-one');
  });

  it('chooses the cell by keyboard', async () => {
    const { page } = await open('ready');
    await page.locator('#sentence-model-layers-0-cell').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect((await sentDraft(methods.edit)).model.layers[0]?.cell).toBe('gru');
    await expect.poll(() => page.textContent('.sentence')).toContain('with a');
  });

  it('shows a hostile column name as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const ready = states['ready'];
    if (!ready?.profile || !ready.draft) throw new Error('no state');
    const hostile = {
      ...ready,
      profile: {
        ...ready.profile,
        columns: ready.profile.columns.map((column) => (column.kind === 'numeric' ? { ...column, name } : column)),
        plots: ready.profile.plots.map((plot) => ({ ...plot, column: name })),
      },
      draft: { ...ready.draft, data: { ...ready.draft.data, inputs: [name], targets: [name] } },
    };
    host = await pages.open({ state: hostile });
    const { page } = host;
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await page.click('[data-section=data] > summary');
    await host.settle();
    expect(await page.textContent('table.column-list')).toContain(name);
    expect(await page.locator('img').count()).toBe(0);
    expect(dialogs).toBe(0);
  });
});

describe('the sections', () => {
  it('have all fields when they are open, without a serious axe violation, also at 320 px', async () => {
    const { page } = await open('ready');
    await page.click('[data-section=data] > summary');
    await page.click('[data-section=training] > summary');
    for (const more of ['data-more', 'first-rows', 'layer-0', 'training-more']) {
      await page.click(`[data-section=${more}] > summary`);
    }
    await host.settle();
    for (const width of [1400, 500, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(() => window.scrollTo(0, 0));
      await host.settle();
      await page.screenshot({ path: path.join(artifacts, `sections-light-${width}.png`), fullPage: true });
      await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, null, {
        timeout: 30_000,
      });
    }
    const violations = await seriousViolations(page);
    host.errors.length = 0;
    expect(violations).toEqual([]);
    for (const id of [
      'data-missing',
      'data-scale',
      'data-split-validation',
      'training-epochs',
      'training-clipNorm',
      'engine',
    ]) {
      expect(await page.locator(`#field-${id}`).count(), id).toBe(1);
    }
  });

  it('stay as they were left when the page comes back', async () => {
    const { page } = await open('ready');
    await page.click('[data-section=training] > summary');
    await page.click('[data-section=model] > summary');
    await host.settle();
    await page.reload();
    await page.waitForSelector('lab-panel main');
    await host.settle();
    expect(await page.locator('[data-section=training]').getAttribute('open')).not.toBeNull();
    expect(await page.locator('[data-section=model]').getAttribute('open')).toBeNull();
  });

  it('keeps what is not valid yet when the page comes back', async () => {
    const { page } = await open('ready');
    await page.locator(input('sentence-model-layers-0-units')).fill('many');
    await page.locator(input('sentence-window-timeSteps')).fill('0');
    await page.waitForSelector('.sentence .problem');
    await host.settle();
    await page.reload();
    await page.waitForSelector('.sentence .problem');
    expect(await page.inputValue(input('sentence-model-layers-0-units'))).toBe('many');
    expect(await page.inputValue(input('sentence-window-timeSteps'))).toBe('0');
    expect(await page.getAttribute('#train', 'aria-disabled')).toBe('true');
  });

  it('adds, moves and removes layers by keyboard', async () => {
    const { page } = await open('ready');
    await page.locator('.add vscode-button').first().focus();
    await page.keyboard.press('Enter');
    expect((await sentDraft(methods.edit)).model.layers).toHaveLength(2);
    await page.locator(input('field-model-layers-1-units')).fill('8');
    expect((await sentDraft(methods.edit)).model.layers.map(({ units }) => units)).toEqual([32, 8]);
    await page.keyboard.press('Alt+ArrowUp');
    expect((await sentDraft(methods.edit)).model.layers.map(({ units }) => units)).toEqual([8, 32]);
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('field-model-layers-0-units');
    await page.locator('.layer.layers').first().locator('[data-does=down]').focus();
    await page.keyboard.press('Enter');
    expect((await sentDraft(methods.edit)).model.layers.map(({ units }) => units)).toEqual([32, 8]);
    await page.keyboard.press('Alt+ArrowUp');
    expect((await sentDraft(methods.edit)).model.layers.map(({ units }) => units)).toEqual([8, 32]);
    await page.locator('.layer.layers').first().locator('[aria-label^=Remove]').focus();
    await page.keyboard.press('Enter');
    expect((await sentDraft(methods.edit)).model.layers.map(({ units }) => units)).toEqual([32]);
    expect(await page.locator('.layer [aria-label^=Remove]').count()).toBe(0);
  });

  it('drags a layer to another place', async () => {
    const { page } = await open('ready');
    await page.click('.add vscode-button');
    await page.locator(input('field-model-layers-1-units')).fill('8');
    await sentDraft(methods.edit);
    const heads = page.locator('.layer.layers .layer-head');
    await heads.nth(1).locator('.layer-name').dragTo(heads.nth(0));
    expect((await sentDraft(methods.edit)).model.layers.map(({ units }) => units)).toEqual([8, 32]);
  });

  it('puts a hidden dense layer before the output layer', async () => {
    const { page } = await open('ready');
    await page.locator('.add vscode-button').nth(1).click();
    expect((await sentDraft(methods.edit)).model.dense).toEqual([
      { units: 16, activation: 'relu' },
      { units: 1, activation: 'linear' },
    ]);
  });

  it('takes over the tutorial preset', async () => {
    const { page } = await open('ready');
    await page.click('#field-preset');
    await page.locator('#field-preset li', { hasText: 'RNN by hand' }).click();
    const { model, window } = await sentDraft(methods.edit);
    expect(model.layers.map(({ cell, units, activation }) => [cell, units, activation])).toEqual([
      ['simple_rnn', 2, 'linear'],
    ]);
    expect(window.timeSteps).toBe(3);
    expect(await page.inputValue(input('sentence-window-timeSteps'))).toBe('3');
  });

  it('keeps the shares of the parts at 100 %', async () => {
    const { page } = await open('ready');
    await page.click('[data-section=data] > summary');
    await page.locator(input('field-data-split-validation')).fill('0');
    const { split } = (await sentDraft(methods.edit)).data;
    expect([split.train, split.validation, split.test]).toEqual([0.8, 0, 0.2]);
  });

  it('leads from the reason to the field, through folded sections', async () => {
    const { page } = await open('ready');
    await page.click('[data-section=training] > summary');
    await page.locator(input('field-training-optimizer-learningRate')).fill('fast');
    await page.click('[data-section=training] > summary');
    await page.click('#train-blocked button');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.id))
      .toBe('field-training-optimizer-learningRate');
  });
});

describe('results', () => {
  it('say what trained, on how many threads and how fast, with the unit explained', async () => {
    const { page } = await open('done');
    const details = page.locator('.run-details');
    expect((await details.textContent())?.replaceAll(/\s+/g, ' ')).toMatch(
      /Trained in .* s on the fused engine \(WebAssembly.*SIMD\), [12] threads?, [\d.,]+ GFLOP\/s\./,
    );
    expect(await details.locator('span').getAttribute('title')).toMatch(/^GFLOP\/s: billions of/);
  });

  it('that were stopped while they were predicted say so', async () => {
    const { page } = await open('stopped-predicting');
    expect(await page.textContent('#status')).toMatch(/^Stopped while predicting, after \d+ epochs/);
    expect(await page.textContent('.results')).toContain('the training part is not in the predictions');
  });

  it('of a network that no memory holds say what to lower, and lead there', async () => {
    const { page } = await open('out-of-memory');
    expect(await page.textContent('.messages')).toMatch(/[GT]B[^]*[Ll]ower/);
    expect(await page.textContent('.results')).not.toContain('Trained in');
    await page.getByText('Show the field').click();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.id))
      .toMatch(/^(field|sentence)-model-layers-0-units$/);
  });

  it('open their files', async () => {
    const { page } = await open('done');
    for (const what of ['predictions', 'keras', 'pytorch', 'tfjs', 'notebook', 'model', 'readme', 'folder', 'log']) {
      await page.click(`[data-open=${what}]`);
    }
    await host.settle();
    const opened = host.asked
      .filter(({ method }) => method === methods.open)
      .map(({ params }) => openParams.parse(params).what);
    expect(opened).toEqual(['predictions', 'keras', 'pytorch', 'tfjs', 'notebook', 'model', 'readme', 'folder', 'log']);
  });

  it('zoom by keys and by dragging, and ask for the points of the range', async () => {
    const total = 1_000_000;
    const many = (query: Parameters<typeof predictions>[0]): ReturnType<typeof predictions> => {
      const every = Math.max(1, Math.ceil((Math.min(query.to, total) - query.from) / query.points));
      const index: number[] = [];
      for (let i = query.from; i < Math.min(query.to, total); i += every) index.push(i);
      const actual = index.map((i) => Math.sin(i / 5000) + Math.sin(i / 7));
      const to = Math.min(query.to, total);
      const { split, target, step, series, from } = query;
      return {
        split,
        target,
        step,
        series,
        from,
        total,
        to,
        index,
        time: index.map(String),
        actual,
        predicted: actual.map((y) => y * 0.9),
      };
    };
    const done = states['done'];
    if (!done) throw new Error('no state');
    const series = many({ split: 'test', target: 'Sunspots', step: 1, series: null, from: 0, to: total, points: 2000 });
    host = await pages.open({
      state: { ...done, predictions: [series] },
      predictions: many,
    });
    const { page } = host;
    await page.focus('.zoomable');
    await page.keyboard.press('+');
    const first = predictionQuery.parse(await host.waitFor(methods.predictions));
    expect([first.from, first.to]).toEqual([249_999, 750_001]);
    host.asked.length = 0;
    const box = await page.locator('.zoomable canvas').boundingBox();
    if (!box) throw new Error('no canvas');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 90, { steps: 4 });
    await page.mouse.up();
    const second = predictionQuery.parse(await host.waitFor(methods.predictions));
    expect(second.to - second.from).toBeGreaterThan(80_000);
    expect(second.to - second.from).toBeLessThan(130_000);
    await page.getByText('Whole range').click();
    await expect.poll(() => page.getByText('Whole range').count()).toBe(0);
  });

  it('have a table for each chart', async () => {
    const { page } = await open('done');
    const tables = page.locator('.as-table > summary');
    expect(await tables.count()).toBe(4);
    for (const summary of await tables.all()) await summary.click();
    await host.settle();
    const rows = await page
      .locator('.as-table')
      .evaluateAll((all) => all.map((table) => table.querySelectorAll('tbody tr').length));
    expect(rows).toEqual([50, 30, 100, 100]);
    const violations = await seriousViolations(page);
    host.errors.length = 0;
    expect(violations).toEqual([]);
  });

  it('follow a change of theme', async () => {
    const { page } = await open('done');
    const pixel = (): Promise<number[]> =>
      page.evaluate(() => {
        const canvas = document.querySelector('lab-series-chart canvas') as HTMLCanvasElement;
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
        if (!copy) return [];
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
        let darkest = 255;
        for (let i = 0; i < data.length; i += 4)
          if ((data[i + 3] ?? 0) > 250) darkest = Math.min(darkest, data[i] ?? 255);
        return [darkest];
      });
    const [light = 0] = await pixel();
    await page.evaluate(
      (dark) => (window as unknown as { setTheme(theme: unknown): void }).setTheme(dark),
      themes.dark,
    );
    await host.settle();
    const [dark = 0] = await pixel();
    // The line is drawn in the editor's foreground: nearly black, then light grey.
    expect(light).toBeLessThan(60);
    expect(dark).toBeGreaterThan(100);
  });
});

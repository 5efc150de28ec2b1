import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { compareParams, inspectQuery } from '../../../src/protocol/inspection';
import { webviewMethods as methods } from '../../../src/protocol/webview';
import { UserError } from '../../../src/spec/errors';
import type { Inspection } from '../../../src/spec/inspection';
import { seriousViolations } from './axe';
import { gradientsOf, inspectStates, lookedAt } from './inspectStates';
import type { PageHost, OpenOptions, ThemeName } from './pageHost';
import { pageEachTest } from './pages';
import { predictions } from './states';

const artifacts = path.resolve(import.meta.dirname, '../../artifacts/page');
const themes: readonly ThemeName[] = ['light', 'dark', 'high-contrast'];

const pages = pageEachTest();
let host: PageHost;
beforeAll(async () => {
  await mkdir(artifacts, { recursive: true });
});

async function open(name: string, options: Partial<OpenOptions> = {}): Promise<PageHost> {
  const state = inspectStates[name];
  if (!state) throw new Error(`no state ${name}`);
  host = await pages.open({
    ...{ state, predictions },
    look: (query) => lookedAt(name, query),
    gradients: gradientsOf(name),
    ...options,
  });
  await host.page.click('[data-section=inspect] > summary');
  await host.settle();
  return host;
}

const asked = (method: string): unknown[] =>
  host.asked.filter((one) => one.method === method).map(({ params }) => params);
const newest = (method: string): unknown => asked(method).at(-1);

describe.each(themes)('in %s', (theme) => {
  it.each([1400, 500, 320])('at %d px nothing is cut off or hard to read', async (width) => {
    for (const name of Object.keys(inspectStates)) {
      const { page } = await open(name, { theme, width });
      await page
        .locator('.inspect')
        .screenshot({ path: path.join(artifacts, `inspect-${name}-${theme}-${width}.png`) });
      expect(host.errors, name).toEqual([]);
      if (width === 1400) expect(await seriousViolations(page), name).toEqual([]);
      host.errors.length = 0;
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), name).toBeLessThan(1);
      if (name !== 'tunes') await host.close();
    }
  });
});

describe('what the network remembers', () => {
  it('is asked for when the section is opened, and not before', async () => {
    const state = inspectStates['deep'];
    if (!state) throw new Error('no state');
    host = await pages.open({
      state,
      predictions,
      look: (query) => lookedAt('deep', query),
    });
    await host.settle();
    expect(asked(methods.inspect)).toEqual([]);
    await host.page.click('[data-section=inspect] > summary');
    expect(inspectQuery.parse(await host.waitFor(methods.inspect))).toEqual({ split: 'test', index: 0 });
    await expect.poll(() => host.page.locator('lab-heat-map canvas').count()).toBe(1);
  });

  it('is told example by example, with buttons and by number', async () => {
    const { page } = await open('deep');
    await page.getByRole('button', { name: 'Next example' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => newest(methods.inspect)).toEqual({ split: 'test', index: 1 });
    await page.locator('.example-choice vscode-textfield input').fill('3');
    await page.keyboard.press('Enter');
    await expect.poll(() => newest(methods.inspect)).toEqual({ split: 'test', index: 2 });
    await page.locator('.example-choice vscode-textfield input').fill('100000');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.textContent('.example-choice .problem')).toContain('There is no example 100000.');
    expect(asked(methods.inspect)).toHaveLength(3);
    const part = page.locator('.example-choice vscode-single-select');
    await part.click();
    await page.locator('.example-choice li', { hasText: 'Training' }).click();
    await expect.poll(() => newest(methods.inspect)).toEqual({ split: 'train', index: 0 });
    await expect.poll(() => page.locator('.example-choice .problem').count()).toBe(0);
  });

  it('shows the values of the chosen layer and gate, in numbers too', async () => {
    const { page } = await open('deep');
    const [layer, gate] = await page.locator('.memory .controls vscode-single-select').all();
    await layer?.click();
    await layer?.locator('li', { hasText: '2. LSTM 8' }).click();
    await gate?.click();
    await gate?.locator('li', { hasText: 'Forget gate' }).click();
    const look = lookedAt('deep', { split: 'test', index: 0 });
    await expect
      .poll(() => page.getAttribute('lab-heat-map canvas', 'aria-label'))
      .toBe('Forget gate f of LSTM 8: 8 units by 24 steps');
    await page.locator('lab-heat-map canvas').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const value = look.layers[1]?.gates['f']?.[1]?.[1] ?? NaN;
    const told = (await page.textContent('.heat-value b')) ?? '';
    expect(Number(told)).toBeCloseTo(value, 3);
    await page.click('lab-memory .as-table > summary');
    expect(await page.locator('lab-memory .as-table tbody tr').count()).toBe(24);
    const [first = ''] = await page.locator('lab-memory .outputs tbody tr').allTextContents();
    expect(first).toContain('Sunspots');
  });

  it('opens lists of choices where there is room for them', async () => {
    const { page } = await open('deep');
    const layer = page.locator('.memory .controls vscode-single-select').first();
    for (const [block, edge] of [
      ['end', 'above'],
      ['center', 'below'],
    ] as const) {
      await layer.evaluate((select, place) => select.scrollIntoView({ block: place }), block);
      await layer.click();
      const [list, box] = await Promise.all([layer.locator('ul').boundingBox(), layer.boundingBox()]);
      expect(list!.y).toBeGreaterThanOrEqual(0);
      expect(list!.y + list!.height).toBeLessThanOrEqual(900);
      expect(list!.y < box!.y ? 'above' : 'below').toBe(edge);
      await page.keyboard.press('Escape');
    }
  });

  it('shows tokens above the columns that they belong to', async () => {
    const { page } = await open('reviews');
    const look = lookedAt('reviews', { split: 'test', index: 0 });
    const cells = page.locator('.tokens li');
    expect(await cells.count()).toBe(look.steps.length);
    const [cell, canvas] = await Promise.all([
      cells.nth(1).boundingBox(),
      page.locator('lab-heat-map canvas').boundingBox(),
    ]);
    if (!cell || !canvas) throw new Error('not drawn');
    const column = canvas.width / look.steps.length;
    expect(Math.abs(cell.x - (canvas.x + column))).toBeLessThan(1);
  });

  it('works the tutorials’ network out by hand', async () => {
    const { page } = await open('demo');
    const rows = await page.locator('table.by-hand tbody tr').allTextContents();
    const look = lookedAt('demo', { split: 'test', index: 0 });
    expect(rows).toHaveLength(look.steps.length);
    expect(await page.textContent('lab-memory')).toContain('The state at a step, h(t), is');
    const sum = (await page.locator('table.by-hand tbody tr').nth(1).locator('td.sum').first().textContent()) ?? '';
    const [terms = '', total = ''] = sum.replaceAll('−', '-').split(' = ');
    const worked = terms.split(' + ').reduce((all, term) => {
      const factors = term.split(' · ').map((factor) => Number(factor.replaceAll(/[()]/g, '')));
      return all + factors.reduce((a, b) => a * b, 1);
    }, 0);
    expect(terms.split(' + ')).toHaveLength(1 + 2 + 1); // an input, the states of two units, and a bias
    expect(await page.locator('.formulas li').allTextContents()).toEqual([
      expect.stringMatching(/^h1\(t\) = x\(t\) · .* \+ h1\(t−1\) · .* \+ h2\(t−1\) · /),
      expect.stringMatching(/^h2\(t\) = x\(t\) · /),
    ]);
    expect(worked).toBeCloseTo(Number(total), 2); // from numbers of four digits
    expect(await page.textContent('.output-sum')).toContain('in the data’s own units');
  });

  it('says for which networks it is not worked out by hand', async () => {
    const { page } = await open('deep');
    expect(await page.textContent('lab-memory')).toContain('By hand: only for networks of at most 100 weights.');
  });

  it('shows that it opens the run, and keeps to the newest wish', async () => {
    let answer: (() => void) | null = null;
    const { page } = await open('deep', {
      look: (query) => new Promise<Inspection>((resolve) => (answer = () => resolve(lookedAt('deep', query)))),
    });
    expect(await page.textContent('lab-memory .waiting')).toContain('Opening the run and its data…');
    const next = page.getByRole('button', { name: 'Next example' });
    await next.click();
    await next.click();
    expect(asked(methods.inspect)).toHaveLength(1);
    (answer as (() => void) | null)?.();
    await expect
      .poll(() => asked(methods.inspect))
      .toEqual([
        { split: 'test', index: 0 },
        { split: 'test', index: 2 },
      ]);
    (answer as (() => void) | null)?.();
    await expect.poll(() => page.locator('lab-memory .waiting').count()).toBe(0);
    expect(await page.locator('.example-choice vscode-textfield input').inputValue()).toBe('3');
  });

  it('says what to do where the file is another one now', async () => {
    let changed = true;
    const { page } = await open('deep', {
      look: (query) => {
        if (!changed) return lookedAt('deep', query);
        throw new UserError('a.csv was changed since this run was trained.', 'Train again on the file as it is now.');
      },
    });
    await expect.poll(() => page.textContent('lab-memory .message')).toContain('Train again on the file as it is now.');
    changed = false;
    await page.locator('lab-memory .message vscode-button').click();
    await expect.poll(() => page.locator('lab-heat-map canvas').count()).toBe(1);
    expect(await page.locator('lab-memory .message').count()).toBe(0);
  });

  it('shows texts as texts', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const { page } = await open('reviews', {
      look: (query) => ({ ...lookedAt('reviews', query), steps: lookedAt('reviews', query).steps.map(() => hostile) }),
    });
    expect(await page.locator('.tokens li').first().textContent()).toBe(hostile);
    expect(await page.locator('.inspect img').count()).toBe(0);
  });
});

describe('gradients', () => {
  it('come while it trains, the newest unless an earlier one is chosen', async () => {
    const { page } = await open('comparing', { gradients: [] });
    expect(await page.textContent('lab-gradients .waiting')).toContain('Waiting for the first epoch');
    const trace = (epoch: number, norms: number[]) => ({ epoch, layers: [{ name: 'lstm', norms }] });
    await host.notify(methods.trace, trace(1, [0.5, 0.6]));
    await expect.poll(() => page.textContent('lab-gradients .says')).toContain('it reaches all steps');
    await host.notify(methods.trace, trace(2, [1e-6, 1]));
    await expect.poll(() => page.textContent('lab-gradients .says')).toContain('can hardly be learned from');
    expect(await page.textContent('.epoch-choice')).toContain('After epoch 2');
    await page.locator('.epoch-choice input').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.textContent('lab-gradients .says')).toContain('it reaches all steps');
    await host.notify(methods.trace, trace(3, [0, 1]));
    await host.settle();
    expect(await page.textContent('.epoch-choice')).toContain('After epoch 1');
  });

  it('of a finished run are read from its folder, once', async () => {
    const { page } = await open('deep');
    await expect.poll(() => page.locator('lab-gradients lab-gradient-chart canvas').count()).toBe(1);
    expect(asked(methods.gradients)).toHaveLength(1);
    await page.click('lab-gradients .as-table > summary');
    await expect.poll(() => page.locator('lab-gradients .as-table tbody tr').count()).toBe(24);
  });

  it('that were not noted are said to be missing', async () => {
    const { page } = await open('deep', { gradients: [] });
    await expect.poll(() => page.textContent('lab-gradients')).toContain('No gradients were noted for this run.');
  });
});

describe('a comparison', () => {
  it('is started with one click', async () => {
    const { page } = await open('deep');
    await page.click('[data-compare=cells]');
    expect(compareParams.parse(await host.waitFor(methods.compare))).toEqual({ kind: 'cells' });
    await page.locator('[data-compare=directions]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => newest(methods.compare)).toEqual({ kind: 'directions' });
  });

  it('shows how far it is, and ends with Stop', async () => {
    const { page } = await open('comparing');
    expect(await page.textContent('.compare-progress')).toContain('Training GRU, 2 of 3');
    expect(await page.locator('table.compared tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/^\s*SimpleRNN/),
      expect.stringMatching(/GRU \(trains\).*–/s),
      expect.stringMatching(/LSTM \(waits\).*–/s),
    ]);
    expect(await page.locator('[data-compare=cells]').count()).toBe(0);
    await page.locator('.compare-progress vscode-button').click();
    await host.waitFor(methods.stop);
  });

  it('puts them side by side, and says which is best', async () => {
    const { page } = await open('compared');
    const { runs } = inspectStates['compared']?.comparison ?? { runs: [] };
    const best = runs.toSorted(
      (a, b) => (a.summary?.metrics.test?.rmse ?? NaN) - (b.summary?.metrics.test?.rmse ?? NaN),
    )[0];
    expect(await page.textContent('.comparison .says')).toContain(`${best?.label} is best here: RMSE`);
    expect(await page.locator('table.compared tr.own th').textContent()).toContain(`${best?.label} (best)`);
    expect(await page.locator('.comparison .legend li').allTextContents()).toEqual(['SimpleRNN', 'GRU', 'LSTM']);
  });

  it('of directions is not offered where a text is written', async () => {
    const { page } = await open('tunes', {
      look: () => {
        throw new UserError('No.', 'No.');
      },
    });
    expect(await page.locator('[data-compare=directions]').count()).toBe(0);
    expect(await page.textContent('.comparison')).toContain('A text is written from its start');
  });

  it('that cannot be is told with what to do', async () => {
    const state = inspectStates['compared'];
    if (!state?.comparison) throw new Error('no state');
    const runs = state.comparison.runs.map((run, i) => ({
      ...run,
      ...(i === 2
        ? {
            state: 'failed' as const,
            error: { message: 'The loss is not finite.', hint: 'Lower the rate.', defect: false },
          }
        : { state: 'left-out' as const }),
    }));
    const { page } = await open('compared', { state: { ...state, comparison: { ...state.comparison, runs } } });
    expect(await page.textContent('.comparison .message')).toContain('LSTM: The loss is not finite. Lower the rate.');
    expect(await page.textContent('.comparison .says')).toContain('Fewer than two');
  });

  it('is off in Restricted Mode, and says why', async () => {
    const state = inspectStates['deep'];
    if (!state) throw new Error('no state');
    const { page } = await open('deep', { state: { ...state, trusted: false } });
    expect(await page.getAttribute('[data-compare=cells]', 'aria-disabled')).toBe('true');
    expect(await page.textContent('.comparison')).toContain('Trust this workspace to compare.');
  });
});

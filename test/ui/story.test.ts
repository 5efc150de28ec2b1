import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { summarySchema, type Summary } from '../../src/spec/run';
import { screenshot, screenshots, setWidth } from './vscode/screenshots';
import { startVsCode, type VsCode } from './vscode/start';
import { seriousProblems, webviewWith } from './vscode/webviews';
import { chooseInMenu, explorerFile, openView, setSidebar, setTheme, themeNames } from './vscode/workbench';

/** Trains 30 epochs in the page; generous, because a shared machine may be busy. */
const trainingTimeoutMs = 240_000;

/** Root mean squared error of "repeat the last value" on the last fifth of the rows, straight from the CSV. */
function naiveRmse(csv: string): number {
  const values = readFileSync(csv, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[1]));
  const from = Math.round(values.length * 0.8);
  const errors = values.slice(from).map((value, i) => value - (values[from + i - 1] ?? Number.NaN));
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}

describe('from a right-clicked CSV to predictions and code', () => {
  let vscode: VsCode;
  const runs = (): string[] => {
    const folder = path.join(vscode.folder, 'sequence-lab');
    return existsSync(folder)
      ? readdirSync(folder)
          .sort()
          .map((name) => path.join(folder, name))
      : [];
  };
  const summaryOf = (run: string): Summary =>
    summarySchema.parse(JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8')));
  const panel = (selector = 'lab-panel header.top'): Promise<Frame> => webviewWith(vscode.page, selector);

  beforeAll(async () => {
    vscode = await startVsCode();
  });
  afterAll(() => vscode?.close());

  test('the menu of a CSV opens its panel, filled in', async () => {
    await chooseInMenu(vscode.page, await explorerFile(vscode.page, 'monthly-sunspots.csv'), 'Train on CSV…');
    const frame = await panel('lab-panel #train[aria-disabled="false"]');
    await expect
      .poll(() => frame.locator('.top .facts').textContent())
      .toContain('2,820 rows · Jan 1749 – Dec 1983, monthly');
    expect(await frame.locator('h1').textContent()).toBe('monthly-sunspots.csv');
    expect(await frame.locator('.sentence').innerText()).toMatch(/Predict[^]*ahead from the last[^]*months\s+with an/);
    expect(await frame.locator('lab-series-chart canvas').count()).toBe(1);
    expect(await vscode.page.locator('.tab.active').getAttribute('aria-label')).toContain('monthly-sunspots.csv');
    await screenshots(vscode, 'ready');
  });

  test('Train draws a loss curve within moments, and Stop is there', async () => {
    const frame = await panel('lab-panel #train');
    // Enough units that it can be watched.
    await frame.locator('#sentence-model-layers-0-units input').fill('128');
    const pressed = Date.now();
    await frame.locator('#train').click();
    await frame.locator('lab-loss-chart canvas').waitFor();
    const chart = frame.locator('lab-loss-chart');
    await expect
      .poll(
        () =>
          chart.evaluate(
            (element) =>
              (element as unknown as { progress: { runningLoss: number | null } | null; history: { length: number } })
                .progress?.runningLoss ?? null,
          ),
        { interval: 20, timeout: 60_000 },
      )
      .not.toBeNull();
    console.log(`first loss ${Date.now() - pressed} ms after Train`);
    await frame.locator('#stop').waitFor();
    await expect
      .poll(() => frame.locator('#status').textContent(), { timeout: 60_000 })
      .toMatch(/Epoch \d+ of 30 · [\d.,]+ windows\/s · .* left/);
    expect(await vscode.page.locator('.statusbar-item[id*="sequence-lab"]').count()).toBeGreaterThan(0);
    await screenshot(vscode, 'training-light-1400');
  });

  test('the result stands beside the naive forecasts, with the files in the run folder', async () => {
    const frame = await panel();
    await frame.locator('.verdict').waitFor({ timeout: trainingTimeoutMs });
    const [run = ''] = runs();
    const summary = summaryOf(run);
    expect(summary.state).toBe('done');
    expect(summary.engine.name, summary.notes.join()).toBe('fused');
    expect((await frame.locator('.run-details').textContent())?.replaceAll(/\s+/g, ' ')).toMatch(
      /on the fused engine \(WebAssembly.*SIMD\), \d+ threads?, [\d.,]+ GFLOP\/s/,
    );
    // Printed with two digits in the page, so the tolerance is half of the last one.
    const naive = naiveRmse(path.join(vscode.folder, 'monthly-sunspots.csv'));
    expect(summary.baselines.naive.test?.rmse).toBeCloseTo(naive, 9);
    const cells = await frame
      .locator('table.scores tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? '')),
      );
    expect(cells.map(([name]) => name)).toEqual(['Network', 'Naive', 'Seasonal naive']);
    expect(Number(cells[0]?.[1])).toBeCloseTo(summary.metrics.test?.rmse ?? Number.NaN, 1);
    expect(Number(cells[1]?.[1])).toBeCloseTo(naive, 1);
    for (const file of [
      'experiment.json',
      'metrics.jsonl',
      'predictions.csv',
      'forecast.csv',
      'preprocessing.json',
      'model/model.json',
      'model/weights.bin',
      'model.safetensors',
      'model.onnx',
      'code/keras_model.py',
      'code/tfjs_model.ts',
      'summary.json',
      'trainer.log',
      'checkpoint.bin',
    ]) {
      expect(existsSync(path.join(run, file)), file).toBe(true);
    }
    await screenshots(vscode, 'done');
  });

  test('links open what was written', async () => {
    const tab = (name: string) => vscode.page.locator(`.tab[data-resource-name="${name}"]`);
    for (const [what, name] of [
      ['predictions', 'predictions.csv'],
      ['keras', 'keras_model.py'],
      ['tfjs', 'tfjs_model.ts'],
    ] as const) {
      await vscode.page.locator('.tab', { hasText: 'monthly-sunspots.csv' }).first().click();
      await (await panel()).locator(`[data-open="${what}"]`).click();
      await tab(name).waitFor();
    }
    await screenshot(vscode, 'code-light-1400');
  });

  test('the run stands in the sidebar with its score, and the panel is back after a reload', async () => {
    await openView(vscode.page, 'Sequence Lab');
    const row = vscode.page.locator('.part.sidebar .monaco-list-row', { hasText: 'RMSE' }).first();
    await row.waitFor();
    const rmse = summaryOf(runs()[0] ?? '').metrics.test?.rmse ?? Number.NaN;
    expect(await row.getAttribute('aria-label')).toContain(String(Math.round(rmse * 10) / 10).slice(0, 4));
    await screenshots(vscode, 'runs', [
      { theme: 'dark', width: 1400, sidebar: true },
      { theme: 'light', width: 1400, sidebar: true },
    ]);
    await vscode.page.locator('.tab', { hasText: 'monthly-sunspots.csv' }).first().click();
    await vscode.reload();
    // The browser's reload may come before VS Code has noted which tab was in front.
    await vscode.page.locator('.tab', { hasText: 'monthly-sunspots.csv' }).first().click();
    const frame = await panel('lab-panel .verdict');
    expect(await frame.locator('table.scores tbody tr').count()).toBeGreaterThanOrEqual(3);
    expect(await frame.locator('lab-loss-chart canvas').count()).toBe(1);
    // The README's picture: what stands above the result belongs to it.
    await frame.evaluate(() => document.scrollingElement?.scrollTo(0, 0));
    await screenshot(vscode, 'restored-light-1400');
  });

  test('Ctrl+Enter trains again, and Stop keeps what was learned', async () => {
    const frame = await panel('lab-panel #train[aria-disabled="false"]');
    await frame.locator('.sentence').click();
    await vscode.page.keyboard.press('Control+Enter');
    await frame.locator('#stop').waitFor();
    await expect.poll(() => frame.locator('#status').textContent(), { timeout: 60_000 }).toMatch(/Epoch [2-9]\d* of/);
    await frame.locator('#stop').click();
    await expect.poll(() => frame.locator('#status').textContent(), { timeout: 60_000 }).toMatch(/Stopped after epoch/);
    const stopped = runs()
      .map(summaryOf)
      .find(({ state }) => state === 'stopped');
    expect(stopped?.metrics.test?.rmse).toBeGreaterThan(0);
    expect(await frame.locator('table.scores tbody').innerText()).toContain('Best earlier run');
    await setSidebar(vscode.page, false);
    await setWidth(vscode, 500);
    await screenshot(vscode, 'stopped-light-500');
    await setWidth(vscode, 1400);
  });

  test('the page never broke its content policy nor threw', () => {
    const ours = vscode.pageErrors.filter((text) =>
      /sequence-lab|Content Security Policy|lab-panel|lab-sidebar/i.test(text),
    );
    expect(ours).toEqual([]);
  });

  // Last, because axe writes style attributes into the page, which its content policy refuses and reports.
  test('no theme has a serious accessibility problem, in the panel or in the sidebar', async () => {
    await openView(vscode.page, 'Sequence Lab');
    for (const theme of themeNames) {
      await setTheme(vscode, theme);
      expect(await seriousProblems(await panel()), theme).toEqual([]);
      expect(await seriousProblems(await webviewWith(vscode.page, 'lab-sidebar main'), 'sideBar'), theme).toEqual([]);
    }
    await setTheme(vscode, 'light');
  });
});

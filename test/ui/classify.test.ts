import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { inRoot } from '../../scripts/lib/paths.mjs';
import { summarySchema } from '../../src/spec/run';
import { screenshots } from './vscode/screenshots';
import { startVsCode, type VsCode } from './vscode/start';
import { seriousProblems, webviewWith } from './vscode/webviews';
import { chooseInMenu, explorerFile, setSidebar } from './vscode/workbench';

/** Twenty passes over a thousand short texts take a second; generous, because a shared machine may be busy. */
const trainingTimeoutMs = 240_000;

// Real reviews where they lie beside the checkout, the made ones of the samples elsewhere.
const real = inRoot('..', 'shared', 'data', 'product-reviews.csv');
const file = existsSync(real) ? 'product-reviews.csv' : 'reviews.csv';

describe(`from a right-clicked ${file} to a confusion matrix`, () => {
  let vscode: VsCode;
  let frame: Frame;

  beforeAll(async () => {
    vscode = await startVsCode({
      prepare: (folder) => {
        if (existsSync(real)) cpSync(real, path.join(folder, file));
      },
    });
  });
  afterAll(() => vscode?.close());

  test('its panel proposes to classify, and says why and what', async () => {
    await chooseInMenu(vscode.page, await explorerFile(vscode.page, file), 'Train on CSV…');
    frame = await webviewWith(vscode.page, 'lab-panel #train[aria-disabled="false"]');
    expect(await frame.locator('h1').textContent()).toBe(file);
    expect(await frame.locator('[data-value=classify]').getAttribute('aria-checked')).toBe('true');
    expect(await frame.locator('.why').innerText()).toContain('2 different labels');
    expect(await frame.locator('.in-out').textContent()).toMatch(/^Tell sentiment from review, up to \d+ words\.$/);
    expect(await frame.locator('.topologies [data-value=many-to-one]').getAttribute('aria-label')).toMatch(
      /\d+ steps? in, 1 step out/,
    );
  });

  test('Train ends with a confusion matrix that adds up to the test part, a ROC curve and scores', async () => {
    await frame.locator('#train').click();
    await frame.locator('.verdict').waitFor({ timeout: trainingTimeoutMs });
    const folder = path.join(vscode.folder, 'sequence-lab');
    const [run = ''] = readdirSync(folder);
    const summary = summarySchema.parse(JSON.parse(readFileSync(path.join(folder, run, 'summary.json'), 'utf8')));
    expect([summary.state, summary.task]).toEqual(['done', 'classify']);
    const cells = await frame.locator('.confusion tbody td').allTextContents();
    const counts = cells.map(Number);
    expect(counts).toHaveLength(4);
    expect(counts.reduce((sum, count) => sum + count)).toBe(summary.windows.test);
    // Told right are those on the diagonal; the page shows the share with one decimal.
    const right = ((counts[0] ?? 0) + (counts[3] ?? 0)) / summary.windows.test;
    expect(right).toBeCloseTo(summary.metrics.test?.accuracy ?? Number.NaN, 9);
    expect(await frame.locator('#status').textContent()).toContain(`Accuracy ${(100 * right).toFixed(1)}%`);
    expect(await frame.locator('lab-roc-chart canvas').count()).toBe(1);
    await frame.locator('lab-prediction-table tbody tr').first().waitFor();
    await setSidebar(vscode.page, false);
    await screenshots(vscode, 'classified', [
      { theme: 'light', width: 1400, sidebar: false },
      { theme: 'dark', width: 500, sidebar: false },
      { theme: 'contrast', width: 1400, sidebar: false },
    ]);
  });

  test('Inspect shows the words that were read above what was remembered, and the prediction below', async () => {
    await frame.locator('[data-section=inspect] > summary').click();
    const memory = frame.locator('lab-memory');
    await memory.locator('.tokens li').first().waitFor({ timeout: 60_000 });
    expect(await memory.locator('.tokens li').count()).toBeGreaterThan(1);
    expect(await memory.innerText()).toMatch(/LSTM 32[^]*Class[^]*negative[^]*positive/);
    await frame.locator('lab-gradients lab-gradient-chart canvas').waitFor();
  });

  test('nothing broke the content policy, and axe finds nothing serious', async () => {
    const ours = vscode.pageErrors.filter((text) => /sequence-lab|Content Security Policy|lab-panel/i.test(text));
    expect(ours).toEqual([]);
    // axe writes style attributes, which the content policy reports: after the errors were looked at.
    expect(await seriousProblems(frame)).toEqual([]);
  });
});

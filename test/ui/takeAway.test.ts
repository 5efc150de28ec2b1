import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { screenshot, screenshots } from './vscode/screenshots';
import { startVsCode, type VsCode } from './vscode/start';
import { seriousProblems, webviewWith } from './vscode/webviews';
import { answerFileDialog, chooseInMenu, explorerFile, notifications, setSidebar } from './vscode/workbench';

/** Generous, because a shared machine may be busy. */
const trainingTimeoutMs = 240_000;
const csv = 'air-passengers.csv';

describe('from a form to code, a model and predictions of another file', () => {
  let vscode: VsCode;
  let frame: Frame;
  const run = (): string => {
    const folder = path.join(vscode.folder, 'sequence-lab');
    return path.join(folder, readdirSync(folder)[0] ?? '');
  };
  const code = (): Promise<string> => frame.locator('.code-lines').innerText();
  const back = async (): Promise<void> => {
    await vscode.page.locator('.tab', { hasText: csv }).first().click();
    frame = await webviewWith(vscode.page, 'lab-panel header.top');
  };

  beforeAll(async () => {
    vscode = await startVsCode({
      prepare: (folder) => {
        const lines = readFileSync(path.join(folder, csv), 'utf8').trim().split('\n');
        writeFileSync(path.join(folder, 'newer.csv'), `${[lines[0], ...lines.slice(-60)].join('\n')}\n`);
      },
    });
    await chooseInMenu(vscode.page, await explorerFile(vscode.page, csv), 'Train on CSV…');
    frame = await webviewWith(vscode.page, 'lab-panel #train[aria-disabled="false"]');
  });
  afterAll(() => vscode?.close());

  test('the code stands there before training, and follows the form', async () => {
    await frame.locator('[data-section=code] > summary').click();
    await expect.poll(code).toContain('import keras');
    await frame.locator('#sentence-model-layers-0-units input').fill('48');
    await frame.locator('.code-line.changed', { hasText: '48' }).first().waitFor();
    await frame.locator('.code-preview').scrollIntoViewIfNeeded();
    await screenshots(vscode, 'preview', [
      { theme: 'light', width: 1400, sidebar: false },
      { theme: 'contrast', width: 500, sidebar: false },
    ]);
    for (const [label, line] of [
      ['PyTorch', 'import torch'],
      ['TensorFlow.js', 'from "@tensorflow/tfjs"'],
      ['Notebook', 'Run the cells from top to bottom'],
      ['Keras', 'import argparse'],
    ] as const) {
      await frame.locator('.code-head [role=tab]', { hasText: label }).click();
      await expect.poll(code).toContain(line);
    }
  });

  test('what was shown is what the run leaves, letter by letter', async () => {
    const shown = (await frame.locator('.code-line').allTextContents()).join('');
    await frame.locator('#train').click();
    await frame.locator('.verdict').waitFor({ timeout: trainingTimeoutMs });
    expect(shown.trimEnd()).toBe(readFileSync(path.join(run(), 'code/keras_model.py'), 'utf8').trimEnd());
  });

  test('a notebook opens in the notebook editor', async () => {
    await frame.locator('[data-open=notebook]').click();
    await vscode.page.locator('.notebook-editor .code-cell-row').first().waitFor();
    await screenshot(vscode, 'notebook-light-1400');
    await back();
  });

  test('Run in terminal names what Python lacks, or runs the program', async () => {
    await frame.locator('[data-run]').click();
    await vscode.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await screenshot(vscode, 'run-in-terminal-light-1400');
    await vscode.page.keyboard.press('Enter');
    const terminal = vscode.page.locator('.terminal-wrapper .xterm');
    const told = async (): Promise<string> => (await notifications(vscode.page)).join('\n');
    await expect
      .poll(async () => (await terminal.isVisible()) || /pip install|python3/i.test(await told()), { timeout: 60_000 })
      .toBe(true);
    await screenshot(vscode, 'run-in-terminal-answer-light-1400');
    await vscode.page.keyboard.press('Escape');
    await back();
  });

  test('Export puts code and model into a folder of the user', async () => {
    await frame.locator('[data-export]').click();
    const row = vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'with a plain training loop' });
    await row.waitFor();
    await screenshot(vscode, 'export-light-1400');
    await row.click();
    await answerFileDialog(vscode.page, `${vscode.folder}/`);
    const out = path.join(vscode.folder, 'air-passengers-pytorch');
    await expect.poll(() => existsSync(path.join(out, 'code/pytorch_model.py')), { timeout: 30_000 }).toBe(true);
    for (const file of ['README.md', 'model.onnx', 'model.safetensors', 'model/model.json'])
      expect(existsSync(path.join(out, file)), file).toBe(true);
    await back();
  });

  test('another CSV is predicted, and its predictions open', async () => {
    await frame.locator('[data-predict]').click();
    await answerFileDialog(vscode.page, path.join(vscode.folder, 'newer.csv'));
    await frame.locator('.predict-file [data-open=newPredictions]').waitFor({ timeout: 60_000 });
    expect(await frame.locator('.predict-file').innerText()).toMatch(/of 60 rows of newer\.csv/);
    await frame.locator('.predict-file').scrollIntoViewIfNeeded();
    await setSidebar(vscode.page, false);
    await screenshots(vscode, 'predicted', [
      { theme: 'light', width: 1400, sidebar: false },
      { theme: 'dark', width: 500, sidebar: false },
      { theme: 'contrast', width: 1400, sidebar: false },
    ]);
    const written = readFileSync(path.join(vscode.folder, 'newer-predictions.csv'), 'utf8').split('\n');
    expect(written[0]).toMatch(/^split,series,time,step,actual,predicted/);
    await frame.locator('.predict-file [data-open=newPredictions]').click();
    await vscode.page.locator('.tab[data-resource-name="newer-predictions.csv"]').waitFor();
    await back();
  });

  test('nothing broke the content policy, and axe finds nothing serious', async () => {
    const ours = vscode.pageErrors.filter((text) => /sequence-lab|Content Security Policy|lab-panel/i.test(text));
    expect(ours).toEqual([]);
    expect(await seriousProblems(frame)).toEqual([]);
  });
});

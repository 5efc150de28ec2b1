import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screenshot } from './vscode/screenshots';
import { startVsCode, type VsCode } from './vscode/start';
import { seriousProblems, webviewWith } from './vscode/webviews';
import {
  chooseInMenu,
  explorerFile,
  isSidebarOpen,
  menuLabels,
  offeredCommands,
  openView,
  setSidebar,
  setTheme,
  themeNames,
} from './vscode/workbench';

const classes = { light: 'vscode-light', dark: 'vscode-dark', contrast: 'vscode-high-contrast' };

describe('the installed extension in VS Code', () => {
  let vscode: VsCode;
  beforeAll(async () => {
    vscode = await startVsCode();
  });
  afterAll(() => vscode?.close());

  test('a CSV has the command in its menu, another file has not', async () => {
    expect(await menuLabels(vscode.page, await explorerFile(vscode.page, 'README.md'))).not.toContain('Train on CSV…');
    expect(await menuLabels(vscode.page, await explorerFile(vscode.page, 'sunspots.csv'))).toContain('Train on CSV…');
  });

  test('the palette offers the command', async () => {
    const titles = await offeredCommands(vscode.page, 'Sequence Lab');
    expect(titles.some((title) => title.includes('Train on CSV…'))).toBe(true);
  });

  test('the command opens a page, which follows the theme and has no serious accessibility problem', async () => {
    await chooseInMenu(vscode.page, await explorerFile(vscode.page, 'sunspots.csv'), 'Train on CSV…');
    for (const theme of themeNames) {
      await setTheme(vscode, theme);
      const frame = await webviewWith(vscode.page, `body.${classes[theme]} button, body.${classes[theme]} main`);
      expect(await seriousProblems(frame)).toEqual([]);
      await screenshot(vscode, `opens-${theme}`);
    }
    await setTheme(vscode, 'light');
  });

  test('the sidebar opens and closes', async () => {
    await openView(vscode.page, 'Sequence Lab');
    await screenshot(vscode, 'opens-sidebar');
    await setSidebar(vscode.page, false);
    expect(await isSidebarOpen(vscode.page)).toBe(false);
    await setSidebar(vscode.page, true);
    expect(await isSidebarOpen(vscode.page)).toBe(true);
  });
});

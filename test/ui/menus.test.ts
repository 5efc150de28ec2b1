import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screenshot } from './vscode/screenshots';
import { startVsCode, type VsCode } from './vscode/start';
import { explorerFile, isSidebarOpen, menuLabels, offeredCommands, openView, setSidebar } from './vscode/workbench';

describe('where the extension shows itself', () => {
  let vscode: VsCode;
  beforeAll(async () => {
    vscode = await startVsCode();
  });
  afterAll(() => vscode?.close());

  test('a CSV has the command in its menu, another file has not', async () => {
    expect(await menuLabels(vscode.page, await explorerFile(vscode.page, 'README.md'))).not.toContain('Train on CSV…');
    expect(await menuLabels(vscode.page, await explorerFile(vscode.page, 'monthly-sunspots.csv'))).toContain(
      'Train on CSV…',
    );
  });

  test('the palette offers the command', async () => {
    const titles = await offeredCommands(vscode.page, 'Sequence Lab');
    expect(titles.some((title) => title.includes('Train on CSV…'))).toBe(true);
  });

  test('the sidebar opens and closes', async () => {
    await openView(vscode.page, 'Sequence Lab');
    await screenshot(vscode, 'empty-sidebar');
    await setSidebar(vscode.page, false);
    expect(await isSidebarOpen(vscode.page)).toBe(false);
    await setSidebar(vscode.page, true);
    expect(await isSidebarOpen(vscode.page)).toBe(true);
  });
});

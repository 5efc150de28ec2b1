import type { Locator, Page } from 'playwright-core';
import type { VsCode } from './start';

/** Attempts something until it comes about, the last time with patience; `again` goes before each further attempt. */
async function persist(attempt: (timeout: number) => Promise<void>, again?: () => Promise<void>): Promise<void> {
  for (let i = 0; i < 9; i++) {
    try {
      await attempt(3_000);
      return;
    } catch {
      await again?.();
    }
  }
  await attempt(30_000);
}

/**
 * Opens the command palette and types into it, until the list has a row with this text. All of it is done again where
 * nothing came of it: a page that is just being shown in a tab takes the focus, which closes the palette, and does not
 * hand on keys to VS Code yet.
 */
async function typeInPalette(page: Page, typed: string, row: string): Promise<void> {
  const input = page.locator('.quick-input-widget input');
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: row });
  await persist(
    async (timeout) => {
      await page.keyboard.press('F1');
      await input.waitFor({ timeout });
      await input.fill(`>${typed}`, { timeout });
      await rows.first().waitFor({ timeout });
    },
    // takes the focus out of the page
    () => page.locator('.part.statusbar').click({ position: { x: 400, y: 5 } }),
  );
}

/** Types a command's title into the palette and waits until it is there; Enter would run it. */
export async function chooseCommand(page: Page, title: string): Promise<void> {
  await typeInPalette(page, title, title);
}

/** Runs a command by its title in the palette, as a person does. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await chooseCommand(page, title);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** The titles that the palette offers for what was typed. */
export async function offeredCommands(page: Page, typed: string): Promise<string[]> {
  await typeInPalette(page, typed, '');
  const titles = await page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
  await page.keyboard.press('Escape');
  return titles;
}

/**
 * Answers VS Code's own dialog for files, which a browser has as a box to type into. Enter is taken for a way into the
 * folder above where it comes while the dialog still reads the one it opened with, so typing is done again until the
 * dialog has closed.
 */
export async function answerFileDialog(page: Page, file: string): Promise<void> {
  const dialog = page.locator('.quick-input-widget');
  const input = dialog.locator('input[type=text]');
  await dialog.locator('.monaco-button', { hasText: /OK|Export|Predict|Open/ }).waitFor();
  await persist(async (timeout) => {
    if (!(await dialog.isVisible())) return;
    await input.fill(file, { timeout });
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden', timeout });
  });
}

/** A file's row in the explorer, which is opened first. */
export async function explorerFile(page: Page, name: string): Promise<Locator> {
  const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  if (!(await file.isVisible())) await openView(page, 'Explorer');
  await file.waitFor();
  return file;
}

/** Chooses an entry of the menu that opens on a right click. */
export async function chooseInMenu(page: Page, target: Locator, label: string): Promise<void> {
  await target.click({ button: 'right' });
  const entry = page.locator('.monaco-menu .action-item', { hasText: label }).first();
  await entry.waitFor();
  await entry.click();
  // VS Code takes a click that comes right after the menu opened for a part of the right click, and leaves it open.
  const closed = (timeout: number): Promise<void> => page.locator('.monaco-menu').waitFor({ state: 'hidden', timeout });
  await closed(1_000).catch(async () => {
    await entry.click();
    await closed(10_000);
  });
}

/** The labels in the menu that opens on a right click; the menu is closed again. */
export async function menuLabels(page: Page, target: Locator): Promise<string[]> {
  await target.click({ button: 'right' });
  await page.locator('.monaco-menu .action-item').first().waitFor();
  const labels = await page.locator('.monaco-menu .action-item .action-label').allTextContents();
  await page.keyboard.press('Escape');
  return labels.filter((label) => label !== '');
}

/** Opens a view container in the sidebar by its title in the activity bar, unless it is open. */
export async function openView(page: Page, title: string): Promise<void> {
  const tab = page
    .locator('.part.activitybar [role=tab]', { has: page.locator(`.action-label[aria-label^="${title}"]`) })
    .first();
  const isOpen = (await tab.getAttribute('aria-selected')) === 'true' && (await isSidebarOpen(page));
  if (!isOpen) await tab.click();
  await page.locator('.part.sidebar').waitFor();
}

export const isSidebarOpen = (page: Page): Promise<boolean> => page.locator('.part.sidebar').isVisible();

/** Opens or closes the sidebar, whatever it shows. */
export async function setSidebar(page: Page, open: boolean): Promise<void> {
  if ((await isSidebarOpen(page)) === open) return;
  await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
  await page.locator('.part.sidebar').waitFor({ state: open ? 'visible' : 'hidden' });
}

/** The texts of the notifications that are shown. */
export const notifications = (page: Page): Promise<string[]> =>
  page.locator('.notifications-toasts .notification-list-item-message').allTextContents();

const themes = {
  light: { name: 'Light 2026', shows: 'vs' },
  dark: { name: 'Dark 2026', shows: 'vs-dark' },
  contrast: { name: 'Default High Contrast', shows: 'hc-black' },
} as const;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];

/** Changes the colour theme while everything stays open, and waits until the window shows it. */
export async function setTheme(vscode: VsCode, theme: ThemeName): Promise<void> {
  vscode.changeSettings({ 'workbench.colorTheme': themes[theme].name });
  await vscode.page.locator(`.monaco-workbench.${themes[theme].shows}`).waitFor();
}

import { mkdirSync } from 'node:fs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { VsCode } from './start';
import { isSidebarOpen, setSidebar, setTheme, type ThemeName, themeNames } from './workbench';

const artifacts = inRoot('test', 'artifacts');
const height = 900; // CSS pixels
const settleMs = 400; // layout and charts follow a new size within this
const patienceMs = 5_000;

/** A picture of the window, in test/artifacts. */
export async function screenshot(vscode: VsCode, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  await fontsLoaded(vscode);
  // Hiding the caret would add a style element, which the pages' content policy refuses and reports.
  await vscode.page.screenshot({ path: `${artifacts}/${name}.png`, caret: 'initial' });
}

/** Icons are a font, which a page that was just made is still reading. Pages that go meanwhile have none to wait for. */
async function fontsLoaded({ page }: VsCode): Promise<void> {
  const loaded = page.frames().map((frame) => frame.evaluate(() => document.fonts.ready.then(() => undefined)));
  await Promise.race([Promise.allSettled(loaded), page.waitForTimeout(patienceMs)]);
}

export async function setWidth(vscode: VsCode, width: number): Promise<void> {
  await vscode.page.setViewportSize({ width, height });
  await vscode.page.waitForTimeout(settleMs);
}

export interface Look {
  theme: ThemeName;
  /** CSS pixels */
  width: number;
  sidebar: boolean;
}

/** Every theme, wide and narrow, with the sidebar and without it. */
export const everyLook: Look[] = themeNames.flatMap((theme) =>
  [1400, 500].flatMap((width) => [true, false].map((sidebar) => ({ theme, width, sidebar }))),
);

/** Pictures of one state in several looks, named `STATE-THEME-WIDTH[-sidebar].png`; then the window is as before. */
export async function screenshots(vscode: VsCode, state: string, looks: Look[] = everyLook): Promise<void> {
  const before = { width: vscode.page.viewportSize()?.width ?? 1400, sidebar: await isSidebarOpen(vscode.page) };
  for (const look of looks) {
    await setTheme(vscode, look.theme);
    await setSidebar(vscode.page, look.sidebar);
    await setWidth(vscode, look.width);
    await screenshot(vscode, `${state}-${look.theme}-${look.width}${look.sidebar ? '-sidebar' : ''}`);
  }
  await setTheme(vscode, 'light');
  await setWidth(vscode, before.width);
  await setSidebar(vscode.page, before.sidebar);
}

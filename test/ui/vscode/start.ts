import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { installExtension, startCodeServer } from '../../../scripts/lib/vscodeServer.mjs';
import { chooseCommand } from './workbench';

export interface StartOptions {
  /** False: Workspace Trust is on, and the folder opens in Restricted Mode when the question is answered so. */
  trusted?: boolean;
  /** Settings of the user, besides those that keep VS Code quiet. */
  settings?: Record<string, unknown>;
  /** What the extension host sees in its environment. */
  env?: Record<string, string>;
  /** Puts more into the workspace folder, or takes something away, before it is opened. */
  prepare?: (folder: string) => void;
}

/** VS Code with the built .vsix, opened on a copy of the samples. */
export interface VsCode {
  readonly page: Page;
  readonly browser: Browser;
  /** The opened workspace folder, a copy of the samples; gone after `close`. */
  readonly folder: string;
  /** What the page wrote to its console as errors, and what it threw. */
  readonly pageErrors: string[];
  /** Changes settings of the workspace while it is open. */
  changeSettings(changes: Record<string, unknown>): void;
  /** Loads the window anew, as "Developer: Reload Window" does. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** VS Code watches the workspace's settings file (a code-server does not watch the user's). */
const workspaceSettings = (folder: string): VsCode['changeSettings'] => {
  let settings = {};
  return (changes) => {
    settings = { ...settings, ...changes };
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  };
};

const fromEnvironment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with npm run test:ui`);
  return value;
};

/** Starts a VS Code of its own for a test file: fresh settings, fresh extensions, fresh folder. */
export async function startVsCode(options: StartOptions = {}): Promise<VsCode> {
  const work = mkdtempSync(path.join(tmpdir(), 'seqlab-'));
  const folder = path.join(work, 'samples');
  cpSync(inRoot('samples'), folder, { recursive: true, filter: (file) => path.basename(file) !== 'sequence-lab' });
  options.prepare?.(folder);
  const folders = {
    entry: fromEnvironment('SEQUENCE_LAB_CODE_SERVER'),
    userDataDir: path.join(work, 'user'),
    extensionsDir: path.join(work, 'extensions'),
  };
  await installExtension({ ...folders, vsix: fromEnvironment('SEQUENCE_LAB_VSIX') });
  const server = await startCodeServer({
    ...folders,
    settings: { 'workbench.colorTheme': 'Light 2026', 'files.exclude': { '**/.vscode': true }, ...options.settings },
    trusted: options.trusted ?? true,
    env: options.env ?? {},
  });
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  const pageErrors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
  page.on('pageerror', (error) => pageErrors.push(error.message));
  // Installed extensions are known some seconds after the window shows: before that no menu has their entries.
  const extensionIsThere = (): Promise<void> =>
    page.locator('.part.activitybar .action-label[aria-label^="Sequence Lab"]').waitFor({ timeout: 60_000 });
  await page.goto(server.pageOf(folder));
  await extensionIsThere();
  return {
    page,
    browser,
    folder,
    pageErrors,
    changeSettings: workspaceSettings(folder),
    reload: async () => {
      // The browser's own reload comes before VS Code has noted what is open; its command waits for that.
      await chooseCommand(page, 'Developer: Reload Window');
      await Promise.all([page.waitForEvent('load', { timeout: 60_000 }), page.keyboard.press('Enter')]);
      await extensionIsThere();
    },
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(work, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

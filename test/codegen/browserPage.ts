import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { findChromium } from '../../scripts/lib/chromium.mjs';
import { library } from '../../src/codegen/tfjs/browser/library';

/** TensorFlow.js as npm has it. */
const installed = path.resolve(import.meta.dirname, '../../node_modules/@tensorflow/tfjs');
export const libraryFile = path.join(installed, 'dist/tf.min.js');
export const libraryVersion = (
  JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as { version: string }
).version;

/** Why tests that need a browser are left out; never in CI, where they must run. */
export const withoutChromium = ((): string | null => {
  try {
    findChromium();
    return null;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return String(error);
  }
})();

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.bin': 'application/octet-stream',
};

/** A small web server of a folder. */
export async function serve(folder: string): Promise<{ server: Server; origin: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(url, 'http://x').pathname)));
    try {
      const content = readFileSync(file);
      response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'text/plain' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface OpenPage {
  readonly page: Page;
  /** What the page says to a text, of a series where one is chosen. */
  ask(text: string, series?: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the page of a run folder, with TensorFlow.js from here instead of from its address. */
export async function openPage(browser: Browser, folder: string): Promise<OpenPage> {
  const { server, origin } = await serve(folder);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('requestfailed', (request) => problems.push(request.url()));
  await page.route(library.url, (route) =>
    route.fulfill({
      path: libraryFile,
      contentType: 'text/javascript',
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
  await page.goto(`${origin}/code/browser.html`);
  await page
    .locator('button:enabled')
    .waitFor({ timeout: 30_000 })
    .catch((error: unknown) => {
      throw problems.length > 0 ? new Error(problems.join('\n')) : error;
    });
  return {
    page,
    ask: async (text, series) => {
      if (series !== undefined) await page.locator('select').selectOption({ label: series });
      await page.locator('textarea').fill(text);
      await page.locator('button').click();
      if (problems.length > 0) throw new Error(problems.join('\n'));
      return page.locator('output').innerText();
    },
    close: async () => {
      await page.close();
      server.close();
    },
  };
}

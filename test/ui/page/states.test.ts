import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PageHost, type ThemeName, launchChromium } from './pageHost';
import { type PageServer, servePages } from './server';
import { predictions, states } from './states';

const artifacts = path.resolve(import.meta.dirname, '../../artifacts/page');
const themes: readonly ThemeName[] = ['light', 'dark', 'high-contrast'];
const only = process.env['STATES']?.split(',');

let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  await mkdir(artifacts, { recursive: true });
  [browser, server] = await Promise.all([launchChromium(), servePages()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each(Object.keys(states).filter((name) => !only || only.includes(name)))('%s', (name) => {
  it.each(themes.flatMap((theme) => [1400, 500].map((width) => [theme, width] as const)))(
    'looks right in %s at %i px',
    async (theme, width) => {
      const state = states[name];
      if (!state) throw new Error(name);
      const host = await PageHost.open(browser, { url: server.url, state, theme, width, predictions });
      await host.page.waitForTimeout(250);
      await host.page.screenshot({ path: path.join(artifacts, `${name}-${theme}-${width}.png`), fullPage: true });
      expect(host.errors).toEqual([]);
      await host.close();
    },
    30_000,
  );
});

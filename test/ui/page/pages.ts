import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { type OpenOptions, PageHost, launchChromium } from './pageHost';
import { type PageServer, servePages } from './server';

export interface Pages {
  open(options: Omit<OpenOptions, 'url'>): Promise<PageHost>;
}

/** A browser and the built pages, for all tests of a file. */
export function servedPages(): Pages {
  let browser: Browser;
  let server: PageServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), servePages()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return { open: (options) => PageHost.open(browser, { url: server.url, ...options }) };
}

/** The same, for tests that open a page each: it is closed behind them, and must have told no error. */
export function pageEachTest(): Pages {
  const pages = servedPages();
  let opened: PageHost[] = [];
  afterEach(async () => {
    const errors = opened.flatMap((host) => host.errors);
    await Promise.all(opened.map((host) => host.close()));
    opened = [];
    expect(errors).toEqual([]);
  });
  return {
    open: async (options) => {
      const host = await pages.open(options);
      opened.push(host);
      return host;
    },
  };
}

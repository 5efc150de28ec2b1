import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { seriousViolations } from './axe';
import type { PageHost, ThemeName } from './pageHost';
import { servedPages } from './pages';
import { predictions, states } from './states';

const artifacts = path.resolve(import.meta.dirname, '../../artifacts/page');
const themes: readonly ThemeName[] = ['light', 'dark', 'high-contrast'];
/** `STATES=ready,done` looks at some states only. */
const only = process.env['STATES']?.split(',');
const names = Object.keys(states).filter((name) => !only || only.includes(name));
/** The widths of the screenshots, and the least width at which nothing may be cut off. */
const looks = [
  { page: 'panel', width: 1400, least: 320 },
  { page: 'panel', width: 500, least: 320 },
  { page: 'sidebar', width: 300, least: 170 },
] as const;

const pages = servedPages();
beforeAll(async () => {
  await mkdir(artifacts, { recursive: true });
});

/** The elements that stick out on the right. */
const widerThanWindow = (host: PageHost): Promise<string[]> =>
  host.page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map(
        (element) => `${element.tagName.toLowerCase()}.${element.className} ${element.getBoundingClientRect().right}`,
      ),
  );

describe.each(themes.flatMap((theme) => looks.map((look) => ({ theme, ...look }))))(
  '$page in $theme at $width px',
  ({ theme, page, width, least }) => {
    let host: PageHost;
    beforeAll(async () => {
      const state = states['ready'];
      if (!state) throw new Error('no state');
      host = await pages.open({ page, state, theme, width, predictions });
    });
    afterAll(async () => host?.close());

    it.each(names)('%s: no error, no serious axe violation, nothing cut off', async (name) => {
      const state = states[name];
      if (!state) throw new Error(`no state ${name}`);
      await host.send(state);
      await host.settle();
      const file = `${page === 'panel' ? '' : 'sidebar-'}${name}-${theme}-${width}.png`;
      await host.page.screenshot({ path: path.join(artifacts, file), fullPage: true });
      expect(host.errors).toEqual([]);
      expect(await seriousViolations(host.page)).toEqual([]);
      // axe tries inline styles of its own, which the content policy blocks and reports.
      host.errors.length = 0;
      for (const narrowed of [least, width]) {
        await host.page.setViewportSize({ width: narrowed, height: 900 });
        // Charts follow a frame or two later.
        const fits = host.page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, null, {
          timeout: 3000,
        });
        await fits.catch(async () => expect(await widerThanWindow(host), `wider than ${narrowed} px`).toEqual([]));
      }
    });
  },
);

import axe, { type AxeResults, type ImpactValue } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/**
 * The frame in which a webview's own document lives, two frames below the window. It is found by what it shows, because
 * the panel and the sidebar look alike from outside.
 *
 * @param selector something visible in the wanted page
 */
export async function webviewWith(page: Page, selector: string, timeoutMs = 30_000): Promise<Frame> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if ((await isWebviewContent(frame)) && (await isShown(frame, selector))) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview shows ${selector} after ${timeoutMs} ms; frames: ${page.frames().length}`);
}

// A frame can go away while it is asked: then it is not the one.
async function isWebviewContent(frame: Frame): Promise<boolean> {
  if (!frame.parentFrame()) return false;
  const element = await frame.frameElement().catch(() => null);
  return (await element?.getAttribute('id').catch(() => null)) === 'active-frame';
}

const isShown = (frame: Frame, selector: string): Promise<boolean> =>
  frame
    .locator(selector)
    .first()
    .isVisible()
    .catch(() => false);

export interface AccessibilityProblem {
  rule: string;
  impact: ImpactValue | null;
  help: string;
  /** Where, as selectors, with the reason. */
  places: string[];
}

/**
 * What axe finds serious or critical in a webview.
 *
 * @param behind the part of the window that shows through the page, whose own background is transparent: without its
 *   colour axe takes white and misjudges every contrast in a dark theme
 */
export async function seriousProblems(
  frame: Frame,
  behind: 'editor' | 'sideBar' = 'editor',
): Promise<AccessibilityProblem[]> {
  await frame.evaluate((variable) => {
    document.documentElement.style.backgroundColor = `var(${variable})`;
  }, `--vscode-${behind}-background`);
  await frame.evaluate(axe.source);
  const results = await frame.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, nodes }) => ({
      rule: id,
      impact: impact ?? null,
      help,
      places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
}

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

import type { AxeResults, Result } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical violations, with the elements that have them. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'] });
  });
  return violations.filter(isSerious).map(describeViolation);
}

const isSerious = ({ impact }: Result): boolean => impact === 'serious' || impact === 'critical';

function describeViolation({ id, help, nodes }: Result): string {
  const elements = nodes.map(({ html, failureSummary }) => `${html}\n      ${failureSummary ?? ''}`);
  return `${id}: ${help}\n    ${elements.slice(0, 4).join('\n    ')}`;
}

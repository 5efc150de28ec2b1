import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './paths.mjs';

/** @typedef {{name: string, passed: number, failed: number, skipped: number, leftOut?: number, seconds: number, reason?: string}} Result */

const file = (name) => path.join(cacheFolder('results'), `${name}.json`);

export const clearResult = (name) => rmSync(file(name), { force: true });
export const writeResult = (result) => writeFileSync(file(result.name), `${JSON.stringify(result, null, 2)}\n`);
export const readResult = (name) => (existsSync(file(name)) ? JSON.parse(readFileSync(file(name), 'utf8')) : null);

/** Prints a line a suite and, last, one line that adds them. @returns {boolean} whether all is well */
export function printSummary(results, { skipsFail }) {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log('');
  for (const { name, passed, failed, skipped, leftOut = 0, seconds, reason } of results) {
    const rest = `${skipped > 0 ? `, ${skipped} skipped` : ''}${leftOut > 0 ? `, ${leftOut} do not apply here` : ''}`;
    const counts = `${passed} passed, ${failed} failed${rest}`;
    console.log(`${name.padEnd(width)}  ${counts}  (${seconds.toFixed(1)} s)${reason ? `  ${reason}` : ''}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = sum('failed') + (skipsFail ? sum('skipped') : 0);
  console.log(
    `${sum('passed')} passed, ${failed} failed${!skipsFail && sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`,
  );
  return failed === 0;
}

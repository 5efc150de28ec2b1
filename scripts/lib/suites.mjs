// Every suite of tests: what it needs, how it is started, and how its tests are counted.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensureBuilt, ensurePackaged } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { cacheFolder, inRoot, root } from './paths.mjs';
import { ensurePython } from './python.mjs';
import { clearResult, writeResult } from './results.mjs';
import { tryNode } from './run.mjs';
import { Missing, say } from './say.mjs';
import { ensureTfjsNode } from './tfjsNode.mjs';

/** Under CI all that a suite needs has to be there; at a desk a suite whose needs are missing is left out. */
export const skipsFail = Boolean(process.env.CI) && process.env.CI !== 'false';

/** Whoever asks while it is under way waits for the same. */
const once = (make) => {
  let made;
  return () => (made ??= make());
};

// Tests find what was made ready for them by these variables.
const withPython = once(async () => {
  const python = await ensurePython();
  return { SEQUENCE_LAB_PYTHON: python, SEQUENCE_LAB_TFJS_NODE: await ensureTfjsNode(python) };
});
const codeServer = once(ensureCodeServer);
const withVsCode = async () => ({
  CHROME_PATH: findChromium(),
  SEQUENCE_LAB_CODE_SERVER: await codeServer(),
  SEQUENCE_LAB_VSIX: await ensurePackaged(),
});

/** Begins to fetch what takes minutes; a suite that needs it waits for it, and tells what is missing. */
export function beginToFetch() {
  for (const fetched of [withPython(), codeServer()]) fetched.catch(() => undefined);
}

// Desktop VS Code is downloaded by the suite itself, where that is possible.
const withDesktopOrServer = async () => (process.env.SEQUENCE_LAB_DESKTOP ? {} : withVsCode());

const minutes = 60_000; // ms

/** `timeout` is one test's, `limit` the whole suite's: a test in an endless loop cannot end itself. Both in ms. */
const suites = {
  unit: {
    needs: async () => ({}),
    tests: vitest(['test/unit/', 'test/golden/', 'test/trainer/'], {
      timeout: minutes,
      limit: 15 * minutes,
      workers: Math.max(2, availableParallelism() - 1),
    }),
  },
  numeric: {
    needs: withPython,
    tests: vitest(['test/numeric/'], { timeout: 10 * minutes, limit: 20 * minutes, workers: 2 }),
  },
  codegen: {
    needs: withPython,
    tests: vitest(['test/codegen/'], { timeout: 10 * minutes, limit: 30 * minutes, workers: 2 }),
  },
  host: { needs: withDesktopOrServer, tests: mocha('test/host/run.ts', { limit: 20 * minutes }) },
  ui: { needs: withVsCode, tests: vitest(['test/ui/'], { timeout: 5 * minutes, limit: 40 * minutes, workers: 2 }) },
};

export const suiteNames = Object.keys(suites);

/**
 * Runs one suite and keeps its counts.
 *
 * @param {string} name one of suiteNames
 * @param {string[]} args further arguments for the test runner, such as a file's name
 * @returns {Promise<import('./results.mjs').Result>}
 */
export async function runSuite(name, args = []) {
  clearResult(name);
  const start = Date.now();
  const counts = await countTests(name, args);
  const result = { name, ...counts, seconds: (Date.now() - start) / 1000 };
  writeResult(result);
  return result;
}

async function countTests(name, args) {
  try {
    await ensureBuilt();
    return await suites[name].tests(name, await suites[name].needs(), args);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    say(`\n${name} is skipped: ${error.message}\n${error.hint ?? ''}`);
    return { passed: 0, failed: 0, skipped: 1, reason: error.message };
  }
}

/** `workers`: files at a time. Those that start Python, a browser or VS Code keep two cores busy with two of them. */
function vitest(folders, { timeout, limit, workers }) {
  return async (name, env, args) => {
    const report = path.join(cacheFolder('results'), `${name}.vitest.json`);
    rmSync(report, { force: true });
    const { code } = await tryNode(
      [
        inRoot('node_modules', 'vitest', 'vitest.mjs'),
        'run',
        ...(args.length > 0 ? args : folders),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        `--testTimeout=${timeout}`,
        `--hookTimeout=${timeout}`,
        `--maxWorkers=${workers}`,
      ],
      { env, limitMs: limit },
    );
    return checked(code, readVitest(report));
  };
}

function readVitest(report) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that does not load has no tests that could fail: it counts as a failure of its own.
    const failed = numFailedTests > 0 ? numFailedTests : numFailedTestSuites;
    const notRun = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status !== 'passed' && status !== 'failed')
        .map(({ fullName }) => `${path.relative(root, name)}: ${fullName}`),
    );
    const skipped = notRun.filter((test) => !isExcused(test));
    for (const test of skipped) say(`skipped: ${test}`);
    return { passed: numPassedTests, failed, skipped: skipped.length, leftOut: notRun.length - skipped.length };
  } catch {
    return null; // it ended before it wrote its report
  }
}

/** Tests that are rightly left out, so that under CI every other skipped test can be a failure. */
function isExcused(test) {
  const platform = process.platform !== 'linux'; // some signals and file systems are Linux' own
  const data =
    /data beside the checkout|published figures of M4/.test(test) && !existsSync(inRoot('..', 'shared', 'data'));
  const onRequest = /record\w*\.test\.ts/.test(test); // they write the page's recorded states anew
  const mount = /needs root|disk is full|full disk/.test(test) && process.getuid?.() !== 0;
  return platform || data || onRequest || mount;
}

function mocha(script, { limit }) {
  return async (name, env, args) => {
    const report = path.join(cacheFolder('results'), `${name}.mocha.json`);
    rmSync(report, { force: true });
    const { code } = await tryNode(['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', inRoot(script), ...args], {
      env: { ...env, SEQUENCE_LAB_REPORT: report },
      limitMs: limit,
    });
    return checked(code, readMocha(report));
  };
}

function readMocha(report) {
  try {
    const { passes, failures, pending } = JSON.parse(readFileSync(report, 'utf8')).stats;
    return { passed: passes, failed: failures, skipped: pending };
  } catch {
    return null;
  }
}

/** A runner that fails without a failed test, or that found no test at all, is a failure too. */
function checked(code, counts) {
  if (!counts)
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      reason: code === 124 ? 'it took too long' : 'it ended without a report',
    };
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, reason: 'no test ran' };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, reason: `it ended with ${code}` };
  return counts;
}

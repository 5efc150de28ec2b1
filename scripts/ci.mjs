// What .ci/run does once the machine is ready: npm test first, then every suite that needs more, then one sum.
import { ready } from './lib/install.mjs';
import { printSummary, readResult, writeResult } from './lib/results.mjs';
import { tryNode } from './lib/run.mjs';
import { main } from './lib/say.mjs';
import { inRoot } from './lib/paths.mjs';
import { beginToFetch, runSuite, suiteNames } from './lib/suites.mjs';

const fast = ['lint', 'format', 'types', 'build', 'unit'];

await main(async () => {
  if (!ready()) return;
  beginToFetch(); // most of it is waiting, which the fast suites need not do
  const { code } = await tryNode([inRoot('scripts', 'test.mjs')]);
  const results = fast.map((name) => readResult(name)).filter(Boolean);
  if (code !== 0 && !results.some(({ failed, skipped }) => failed + skipped > 0)) {
    results.push({ name: 'npm test', passed: 0, failed: 1, skipped: 0, seconds: 0, reason: `it ended with ${code}` });
  }
  for (const name of suiteNames.filter((suite) => suite !== 'unit')) {
    console.log(`\n· ${name}`);
    results.push(await suiteResult(name));
  }
  if (!printSummary(results, { skipsFail: true })) process.exitCode = 1;
});

/** A suite that could not even start is a failure of its own; the others still run. */
async function suiteResult(name) {
  try {
    return await runSuite(name);
  } catch (error) {
    console.error(error);
    const result = { name, passed: 0, failed: 1, skipped: 0, seconds: 0, reason: 'it could not be started' };
    writeResult(result);
    return result;
  }
}

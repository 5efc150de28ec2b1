// npm test: everything that needs npm alone. Lint, types and build count as one check each.
import { build } from './lib/build.mjs';
import { ready } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { printSummary, writeResult } from './lib/results.mjs';
import { tryNode } from './lib/run.mjs';
import { main, say, ScriptError } from './lib/say.mjs';
import { runSuite, skipsFail } from './lib/suites.mjs';

const tool =
  (...args) =>
  async () => {
    const command = [inRoot('node_modules', ...args[0].split('/')), ...args.slice(1)];
    const { code, output } = await tryNode(command, { quiet: true });
    process.stdout.write(output);
    return code;
  };

/** Each of them works on one core: two lanes take half the time. */
const lanes = [
  [['lint', tool('eslint/bin/eslint.js', '.')]],
  [
    ['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')],
    ['types', tool('typescript/bin/tsc', '-b')],
    ['build', buildCode],
  ],
];

async function buildCode() {
  try {
    await build();
    return 0;
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    console.error(error.message, error.hint);
    return 1;
  }
}

/** Runs a check; all of them run, so that one look shows everything that is wrong. */
async function check([name, work]) {
  say(`· ${name}`);
  const start = Date.now();
  const passed = (await work()) === 0;
  const result = {
    name,
    passed: Number(passed),
    failed: Number(!passed),
    skipped: 0,
    seconds: (Date.now() - start) / 1000,
  };
  writeResult(result);
  return result;
}

async function checkAll(checks) {
  const results = [];
  for (const one of checks) results.push(await check(one));
  return results;
}

await main(async () => {
  if (!ready()) return;
  const results = (await Promise.all(lanes.map(checkAll))).flat();
  const built = results.at(-1).failed === 0;
  results.push(
    built
      ? await runSuite('unit')
      : { name: 'unit', passed: 0, failed: 1, skipped: 0, seconds: 0, reason: 'nothing was built' },
  );
  if (!printSummary(results, { skipsFail })) process.exitCode = 1;
});

// npm run test:NAME: one suite. Further arguments go to its runner, such as the name of one test file.
import { ready } from './lib/install.mjs';
import { printSummary } from './lib/results.mjs';
import { main, ScriptError } from './lib/say.mjs';
import { runSuite, skipsFail, suiteNames } from './lib/suites.mjs';

await main(async () => {
  if (!ready()) return;
  const [name, ...args] = process.argv.slice(2);
  if (!suiteNames.includes(name)) throw new ScriptError(`There is no suite "${name}".`, suiteNames.join(', '));
  if (!printSummary([await runSuite(name, args)], { skipsFail })) process.exitCode = 1;
});

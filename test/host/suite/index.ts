import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** webpack's list of the files whose names match; it is resolved when the suite is bundled. */
declare const require: {
  context(
    folder: string,
    deep: boolean,
    name: RegExp,
  ): {
    keys(): string[];
    (file: string): unknown;
  };
};

/** Called in the extension host, by VS Code itself or by the test companion. Rejects when a test failed. */
export async function run(): Promise<void> {
  const log = process.env['SEQUENCE_LAB_LOG'];
  const report = process.env['SEQUENCE_LAB_REPORT'];
  // The extension host's console goes to the window; the file is what the person who started the tests sees.
  if (log) Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => appendFileSync(log, `${format(...parts)}\n`);
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 60_000, color: false });
  const files = require.context('.', true, /\.test\.ts$/);
  // Restricted Mode is a matter of the whole window, so its tests run in a window of their own.
  const restricted = Boolean(process.env['SEQUENCE_LAB_RESTRICTED']);
  for (const file of files.keys().filter((name) => name.startsWith('./restricted/') === restricted)) {
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    mocha.suite.emit('require', files(file), file, mocha);
    mocha.suite.emit('post-require', globalThis, file, mocha);
  }
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  if (!stats) throw new Error('mocha kept no counts');
  if (report) addToReport(report, stats);
  if (stats.tests === 0) throw new Error('no test ran');
  if (stats.failures > 0) throw new Error(`${stats.failures} of ${stats.tests} tests failed`);
}

/** Adds to the counts of an earlier window. */
function addToReport(report: string, { passes, failures, pending }: Mocha.Stats): void {
  const earlier = existsSync(report)
    ? (JSON.parse(readFileSync(report, 'utf8')) as { stats: { passes: number; failures: number; pending: number } })
        .stats
    : { passes: 0, failures: 0, pending: 0 };
  const stats = {
    passes: earlier.passes + passes,
    failures: earlier.failures + failures,
    pending: earlier.pending + pending,
  };
  writeFileSync(report, JSON.stringify({ stats }));
}

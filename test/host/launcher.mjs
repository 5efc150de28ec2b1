#!/usr/bin/env node
// Takes the arguments of desktop VS Code and runs them in code-server with headless Chromium, so that
// @vscode/test-electron starts it as it starts `code`: [FOLDER] --extensionTestsPath=FILE --user-data-dir=DIR …
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { installExtension, startCodeServer } from '../../scripts/lib/vscodeServer.mjs';
import { launchBrowser } from '../../scripts/lib/browser.mjs';

const longestRunMs = 15 * 60_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});
const userDataDir = values['user-data-dir'];
const extensionsDir = values['extensions-dir'];
const entry = process.env.SEQUENCE_LAB_CODE_SERVER;
const exitFile = path.join(userDataDir, 'exit');

for (const vsix of [process.env.SEQUENCE_LAB_VSIX, process.env.SEQUENCE_LAB_COMPANION]) {
  await installExtension({ entry, userDataDir, extensionsDir, vsix });
}
const restricted = Boolean(process.env.SEQUENCE_LAB_RESTRICTED);
const server = await startCodeServer({
  entry,
  userDataDir,
  extensionsDir,
  trusted: !restricted,
  // A folder is not trusted until a person says so; nobody is there to be asked.
  settings: restricted ? { 'security.workspace.trust.startupPrompt': 'never' } : {},
  env: { SEQUENCE_LAB_TESTS_PATH: values.extensionTestsPath, SEQUENCE_LAB_EXIT_FILE: exitFile },
});
let browser;
try {
  browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(server.pageOf(positionals[0]));
  process.exitCode = await testsEnd();
} finally {
  await browser?.close();
  await server.stop();
}

/** The exit code that the companion leaves when the tests in the extension host have run. */
async function testsEnd() {
  const deadline = Date.now() + longestRunMs;
  while (Date.now() < deadline) {
    if (existsSync(exitFile)) {
      const [code, ...message] = readFileSync(exitFile, 'utf8').split('\n');
      if (message.length > 0) console.error(message.join('\n'));
      if (code) return Number(code);
    }
    await sleep(100);
  }
  console.error(`The extension host said nothing for ${longestRunMs / 60_000} minutes.\n${server.output()}`);
  return 1;
}

// Runs the mocha suite of this folder inside VS Code's extension host: in desktop VS Code (SEQUENCE_LAB_DESKTOP, it is
// downloaded) or in code-server, by the launcher beside this file.
import { cpSync, existsSync, mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { cacheFolder, inRoot, root } from '../../scripts/lib/paths.mjs';
import { runNode } from '../../scripts/lib/run.mjs';

const desktop = Boolean(process.env['SEQUENCE_LAB_DESKTOP']);
await runNode([inRoot('node_modules/webpack/bin/webpack.js'), '--config', inRoot('test/host/webpack.config.cjs')]);
const companion = path.join(cacheFolder(), 'test-companion.vsix');
if (!desktop) {
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', companion];
  const vsce = inRoot('node_modules/@vscode/vsce/vsce');
  await runNode([vsce, 'package', ...options], { cwd: inRoot('test/host/companion'), quiet: true });
}

/** Runs the suite in a new window on a copy of the samples; prints what mocha writes while it writes. */
async function runWindow(restricted: boolean): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'seqlab-'));
  const folder = path.join(work, 'workspace');
  const log = path.join(work, 'mocha.log');
  cpSync(inRoot('samples'), folder, { recursive: true, filter: (file) => path.basename(file) !== 'sequence-lab' });
  let shown = 0;
  const showLog = (): void => {
    if (!existsSync(log)) return;
    const text = readFileSync(log, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
  };
  const timer = setInterval(showLog, 250);
  try {
    await runTests({
      ...(desktop ? {} : { vscodeExecutablePath: inRoot('test/host/launcher.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: inRoot('.cache/host-tests/index.js'),
      launchArgs: [
        folder,
        `--user-data-dir=${path.join(work, 'user')}`,
        `--extensions-dir=${path.join(work, 'extensions')}`,
        ...(desktop ? ['--disable-extensions'] : []),
      ],
      extensionTestsEnv: {
        SEQUENCE_LAB_LOG: log,
        SEQUENCE_LAB_COMPANION: companion,
        SEQUENCE_LAB_RESTRICTED: restricted ? '1' : undefined,
      },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    clearInterval(timer);
    showLog();
    rmSync(work, { recursive: true, force: true });
  }
}

await runWindow(false);
// runTests starts desktop VS Code with workspace trust off, and gives no way to leave it on.
if (!desktop) await runWindow(true);

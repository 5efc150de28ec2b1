import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './paths.mjs';
import { tryRun } from './run.mjs';
import { Missing, step } from './say.mjs';

const version = '4.139.1'; // VS Code 1.139.1

/**
 * code-server, which is VS Code with a real extension host behind a web page, in `.cache/code-server`. Its install
 * builds native modules, so it is no dependency of the project: only whoever runs these tests waits for it.
 *
 * @returns {Promise<string>} the script to start with Node 24
 * @throws Missing
 */
export async function ensureCodeServer() {
  if (process.platform === 'win32') throw new Missing('code-server does not run on Windows.', 'Use Linux or macOS.');
  const folder = cacheFolder('code-server');
  const entry = path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  const stamp = path.join(folder, 'installed');
  if (existsSync(stamp) && existsSync(entry) && readFileSync(stamp, 'utf8') === version) return entry;
  return step(`Installing code-server ${version} into .cache/code-server (two to three minutes, once)`, async () => {
    const manifest = {
      private: true,
      dependencies: { 'code-server': version },
      // npm 11 runs only the install scripts that are named here.
      allowScripts: { 'code-server': true, argon2: true },
    };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await tryRun('npm', args, { cwd: folder, quiet: true });
    if (code !== 0 || !existsSync(entry)) {
      throw new Missing(
        'code-server could not be installed.',
        `It needs a compiler, Python and, on Debian, libkrb5-dev.\n${output.trimEnd().split('\n').slice(-12).join('\n')}`,
      );
    }
    writeFileSync(stamp, version);
    return entry;
  });
}

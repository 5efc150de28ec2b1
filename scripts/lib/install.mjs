import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inRoot, node24, root } from './paths.mjs';
import { ScriptError, say } from './say.mjs';
import { toolEnvironment } from './run.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Whether node_modules holds what package-lock.json names; npm keeps its own list of what it installed there. */
function isInstalled() {
  const installed = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(installed) || !existsSync(node24)) return false;
  const have = readJson(installed).packages;
  return Object.entries(readJson(inRoot('package-lock.json')).packages).every(
    ([place, { version, optional, devOptional, peer }]) =>
      place === '' || have[place]?.version === version || (!have[place] && (optional || devOptional || peer)),
  );
}

/** Installs the project's packages when they are missing or another version is asked for; otherwise does nothing. */
function ensureInstalled() {
  if (isInstalled()) return;
  // npm ci throws away what is there: right for the first time, slow for one changed package.
  const [verb, ...options] = existsSync(inRoot('node_modules')) ? ['install', '--no-save'] : ['ci'];
  say(`· Installing packages with npm ${verb} (a minute or two, once) …`);
  const result = spawnSync('npm', [verb, ...options, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0)
    throw new ScriptError(`npm ${verb} failed.`, 'See its message above; a registry has to be in reach.');
}

/**
 * Makes the tools ready and goes on under Node 24, which is what VS Code runs, when this process is an older one. A
 * script calls it first and does nothing more when it says false: it then ran to its end in another process.
 *
 * @returns {boolean} whether to go on
 */
export function ready() {
  ensureInstalled();
  if (Number(process.versions.node.split('.')[0]) >= 24) return true;
  const result = spawnSync(node24, process.argv.slice(1), { stdio: 'inherit', env: toolEnvironment() });
  if (result.error) throw result.error;
  process.exitCode = result.status ?? 1;
  return false;
}

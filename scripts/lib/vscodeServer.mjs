// A code-server of one's own: started on any free port with settings of its own, and ended with all its children.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { node24 } from './paths.mjs';
import { run, toolEnvironment } from './run.mjs';
import { ScriptError } from './say.mjs';

const startTimeoutMs = 60_000;

/** No welcome page, no chat, no telemetry: nothing that is not the extension's own. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'workbench.tips.enabled': false,
  'files.simpleDialog.enable': true,
};

/** The user's settings for a code-server that has not started yet; it does not see later changes of this file. */
function writeUserSettings(userDataDir, settings = {}) {
  const folder = path.join(userDataDir, 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

const folders = ({ userDataDir, extensionsDir }) => [
  ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
  // Otherwise it reads and writes the configuration of a code-server that the person runs for work.
  ...['--config', path.join(userDataDir, 'code-server.yaml')],
];

function prepareFolders({ userDataDir, extensionsDir }) {
  mkdirSync(userDataDir, { recursive: true });
  mkdirSync(extensionsDir, { recursive: true });
  writeFileSync(path.join(userDataDir, 'code-server.yaml'), '{}\n');
}

/** Installs a .vsix as `code --install-extension` does. */
export async function installExtension({ entry, userDataDir, extensionsDir, vsix }) {
  prepareFolders({ userDataDir, extensionsDir });
  const args = [entry, ...folders({ userDataDir, extensionsDir }), '--install-extension', vsix, '--force'];
  const output = await run(node24, args, { quiet: true });
  if (!/successfully installed/i.test(output)) throw new ScriptError(`VS Code did not take ${vsix}.`, output);
}

/**
 * Starts code-server.
 *
 * @param {object} options
 * @param {string} options.entry its script, from ensureCodeServer
 * @param {string} options.userDataDir
 * @param {string} options.extensionsDir
 * @param {Record<string, unknown>} [options.settings] the user's settings, besides those that keep it quiet
 * @param {boolean} [options.trusted] false leaves Workspace Trust on, as for the tests of Restricted Mode
 * @param {Record<string, string>} [options.env] what the extension host sees besides
 * @param {string} [options.address] host:port; any free port on the loopback interface when left out
 */
export async function startCodeServer(options) {
  const { entry, userDataDir, extensionsDir, settings = {}, trusted = true, env = {}, address } = options;
  prepareFolders({ userDataDir, extensionsDir });
  writeUserSettings(userDataDir, settings);
  const child = spawn(
    node24,
    [
      entry,
      ...folders({ userDataDir, extensionsDir }),
      ...['--bind-addr', address ?? '127.0.0.1:0', '--auth', 'none'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      // A host whose page has gone ends after this many seconds; the default is three hours.
      ...['--reconnection-grace-time', '10'],
      ...(trusted ? ['--disable-workspace-trust'] : []),
      '--ignore-last-opened',
    ],
    // Its own process group, so that extension hosts and their children end with it.
    { env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  const keep = (chunk) => (output += chunk);
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise((resolve) => child.once('close', resolve));

  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    const gone = await Promise.race([ended.then(() => true), sleep(3000, false)]);
    signalGroup(child.pid, 'SIGKILL');
    if (!gone) await ended;
  };
  // An interrupted script leaves nothing behind.
  process.once('exit', () => signalGroup(child.pid, 'SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => process.exit(130));
  }

  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline && child.exitCode === null) {
    const url = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(output)?.[1];
    if (url) {
      return {
        url,
        pid: child.pid,
        stop,
        output: () => output,
        /** The page's address for a folder. */
        pageOf: (folder) => `${url}/?folder=${encodeURIComponent(folder)}`,
      };
    }
    await sleep(100);
  }
  await stop();
  throw new ScriptError('code-server did not start.', output);
}

/** What a VS Code that these scripts were started from left in the environment would be taken for this one's. */
function cleanEnvironment(extra) {
  const env = toolEnvironment(extra);
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_)/.test(name)) delete env[name];
  return env;
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended already
  }
}

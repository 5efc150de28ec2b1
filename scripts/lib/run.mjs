import { spawn } from 'node:child_process';
import path from 'node:path';
import { node24, root, inRoot } from './paths.mjs';
import { ScriptError } from './say.mjs';

/** The environment in which `node`, and every tool of node_modules, is the project's own. */
export const toolEnvironment = (extra = {}) => ({
  ...process.env,
  PATH: [inRoot('node_modules', '.bin'), path.dirname(node24), process.env.PATH].join(path.delimiter),
  ...extra,
});

// On Windows npm is a .cmd file, which only a shell starts.
const isBatchFile = (command) => process.platform === 'win32' && /^(npm|npx)$/.test(command);

/**
 * Runs a command to its end. Its output goes to the terminal, or with `quiet` is kept and shown only on failure.
 *
 * @param {object} [options]
 * @param {number} [options.limitMs] after this time it and all it started are killed, and its code is 124
 * @returns {Promise<{code: number, output: string}>} `output` only with `quiet`
 */
export function tryRun(command, args, { cwd = root, env = {}, quiet = false, limitMs } = {}) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that children of a killed command do not live on.
    const grouped = limitMs !== undefined && process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd,
      env: toolEnvironment(env),
      stdio: ['ignore', ...(quiet ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
      shell: isBatchFile(command),
      detached: grouped,
    });
    const kill = (signal) => (grouped ? killGroup(child.pid, signal) : child.kill(signal));
    let late = false;
    const tooLate = () => {
      late = true;
      kill('SIGKILL');
    };
    const timer = limitMs === undefined ? undefined : setTimeout(tooLate, limitMs);
    const interrupt = () => kill('SIGINT');
    if (grouped) process.once('SIGINT', interrupt);
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      resolve({ code: late ? 124 : (code ?? (signal ? 1 : 0)), output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended already
  }
}

/** Runs a command that has to succeed. @throws ScriptError with the end of its output */
export async function run(command, args, options = {}) {
  const { code, output } = await tryRun(command, args, options);
  if (code !== 0) {
    const tail = output.trimEnd().split('\n').slice(-30).join('\n');
    throw new ScriptError(`${command} ${args.join(' ')} ended with ${code}.`, tail);
  }
  return output;
}

/** Runs a JavaScript file of the project under its own Node. */
export const runNode = (args, options) => run(node24, args, options);
export const tryNode = (args, options) => tryRun(node24, args, options);

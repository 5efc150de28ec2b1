import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, inRoot } from './paths.mjs';
import { tryRun } from './run.mjs';
import { Missing, step } from './say.mjs';

const requirements = inRoot('test', 'requirements.txt');
const folder = () => path.join(cacheFolder(), 'python');
const executable = (venv) =>
  process.platform === 'win32' ? path.join(venv, 'Scripts', 'python.exe') : path.join(venv, 'bin', 'python');

/** The first Python on this machine that can make a virtual environment. */
async function systemPython() {
  for (const name of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
    const { code } = await tryRun(name, ['-c', 'import venv, ensurepip'], { quiet: true }).catch(() => ({ code: 1 }));
    if (code === 0) return name;
  }
  throw new Missing('There is no Python 3 with venv.', 'On Debian: apt-get install python3-venv');
}

/**
 * A Python with the packages that test/requirements.txt pins, in `.cache/python`. Made on first use (two minutes).
 *
 * @returns {Promise<string>} the path of its executable
 * @throws Missing
 */
export async function ensurePython() {
  const venv = folder();
  const python = executable(venv);
  const stamp = path.join(venv, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  return step(
    'Installing the Python packages of test/requirements.txt into .cache/python (minutes, once)',
    async () => {
      rmSync(venv, { recursive: true, force: true });
      const made = await tryRun(await systemPython(), ['-m', 'venv', venv], { quiet: true });
      if (made.code !== 0) throw new Missing('python3 -m venv failed.', made.output);
      const pip = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--retries',
        '1',
        '-r',
        requirements,
      ];
      const installed = await tryRun(python, pip, { quiet: true });
      if (installed.code !== 0)
        throw new Missing('pip could not install test/requirements.txt.', lastLines(installed.output));
      writeFileSync(stamp, wanted);
      return python;
    },
  );
}

const lastLines = (text) => text.trimEnd().split('\n').slice(-8).join('\n');

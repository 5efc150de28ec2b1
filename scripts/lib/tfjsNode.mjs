import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './paths.mjs';
import { run, tryRun } from './run.mjs';
import { Missing, step } from './say.mjs';

const version = '4.22.0';

/**
 * TensorFlow.js on the TensorFlow that the tests' Python has, in `.cache/tfjs-node`. The package's own install downloads
 * a library from elsewhere; the one that pip installed is the same code, so the binding is built against it.
 *
 * @param {string} python the Python that has TensorFlow
 * @returns {Promise<string>} the package's folder, for SEQUENCE_LAB_TFJS_NODE
 * @throws Missing
 */
export async function ensureTfjsNode(python) {
  if (process.platform !== 'linux') throw new Missing('tfjs-node is built on Linux only here.');
  const folder = cacheFolder('tfjs-node');
  const package_ = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const stamp = path.join(folder, 'built');
  const tensorflow = (
    await run(python, ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'], { quiet: true })
  ).trim();
  const library = path.join(tensorflow, 'tensorflow');
  const wanted = `${version} ${library} ${process.versions.modules}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return package_;
  return step(
    'Building tfjs-node against the Python TensorFlow in .cache/tfjs-node (half a minute, once)',
    async () => {
      rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
      const manifest = { private: true, dependencies: { '@tensorflow/tfjs-node': version } };
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
      await must('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
      linkTensorFlow(package_, library);
      // Through npx, because npm puts its own node-gyp into the path of what it starts.
      const build = ['node-pre-gyp', 'install', '--build-from-source'];
      await must('npx', build, package_, { CXXFLAGS: '-std=c++17' });
      writeFileSync(stamp, wanted);
      return package_;
    },
  );
}

function linkTensorFlow(package_, library) {
  const lib = path.join(package_, 'deps', 'lib');
  mkdirSync(lib, { recursive: true });
  symlinkSync(path.join(library, 'include'), path.join(package_, 'deps', 'include'));
  for (const [name, file] of [
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
  ]) {
    symlinkSync(path.join(library, file), path.join(lib, name));
  }
}

async function must(command, args, cwd, env = {}) {
  const { code, output } = await tryRun(command, args, { cwd, env, quiet: true });
  if (code !== 0) {
    const end = output.trimEnd().split('\n').slice(-15).join('\n');
    throw new Missing('tfjs-node could not be built.', end);
  }
}

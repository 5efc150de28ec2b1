import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildKernels, kernelFiles } from './kernels.mjs';
import { inRoot, root, vsix } from './paths.mjs';
import { runNode } from './run.mjs';
import { ScriptError, say, step } from './say.mjs';

const bundleSources = [
  'src',
  'webview-ui',
  'webpack.config.cjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const packageSources = ['media', 'samples', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'package.nls.json', 'l10n'];
const bundles = ['extension.js', 'trainer.js', 'cli.js', 'webview/panel.js', 'webview/sidebar.js', ...kernelFiles];
const builtStamp = inRoot('dist', '.built');
const largestVsix = 5 * 1024 * 1024; // bytes

/** The newest modification time, in ms, of a file or of all files below a folder; 0 where there is none. */
function newest(place) {
  if (!existsSync(place)) return 0;
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(place).reduce((time, name) => Math.max(time, newest(path.join(place, name))), stat.mtimeMs);
}

const isNewer = (target, sources) =>
  existsSync(target) && sources.every((source) => newest(inRoot(source)) <= statSync(target).mtimeMs);

/** Builds the kernels and the bundles into dist, and the JSON schema of experiments from its definition. */
export async function build() {
  const started = new Date();
  await runNode([inRoot('scripts', 'experiment-schema.mjs')], { quiet: true });
  await step('Compiling the kernels', () => buildKernels());
  await step('Building dist with webpack', () =>
    runNode([inRoot('node_modules', 'webpack', 'bin', 'webpack.js'), '--mode', 'production'], { quiet: true }),
  );
  writeFileSync(builtStamp, '');
  utimesSync(builtStamp, started, started); // what was edited during the build is newer than it
}

/** Builds the bundles, unless they are newer than every source. */
export async function ensureBuilt() {
  if (!bundles.every((file) => existsSync(inRoot('dist', file))) || !isNewer(builtStamp, bundleSources)) await build();
}

/**
 * Packs dist and what belongs to it into one .vsix for all platforms, unless it is newer than all that goes in.
 *
 * @returns {Promise<string>} the file
 * @throws ScriptError when it is larger than 5 MB
 */
export async function ensurePackaged() {
  await ensureBuilt();
  if (!isNewer(vsix, [...bundleSources, ...packageSources])) {
    const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
    const args = [
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--skip-license',
      '--no-rewrite-relative-links',
      '--out',
      vsix,
    ];
    await step('Packing dist/sequence-lab.vsix with vsce', () => runNode([vsce, ...args], { quiet: true }));
  }
  const bytes = statSync(vsix).size;
  const size = `${path.relative(root, vsix)}: ${(bytes / 1024 / 1024).toFixed(2)} MB`;
  if (bytes > largestVsix) throw new ScriptError(`${size}, and 5 MB is the most.`, 'See what is in it: npx vsce ls');
  say(`  ${size}`);
  return vsix;
}

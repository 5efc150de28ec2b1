import path from 'node:path';
import { inRoot } from './paths.mjs';
import { runNode } from './run.mjs';

/** The fused engine's kernels: the same source once with relaxed SIMD's multiply-add and once without. */
const files = [
  { name: 'fused-relaxed.wasm', features: ['simd', 'threads', 'relaxed-simd'] },
  { name: 'fused-simd.wasm', features: ['simd', 'threads'] },
];

export const kernelFiles = files.map(({ name }) => name);

/** Compiles the AssemblyScript kernels into `folder`. */
export async function buildKernels(folder = inRoot('dist')) {
  const asc = inRoot('node_modules', 'assemblyscript', 'bin', 'asc.js');
  const source = inRoot('src', 'engine', 'fused', 'kernels', 'index.ts');
  await Promise.all(
    files.map(({ name, features }) =>
      runNode(
        [
          asc,
          path.relative(inRoot(), source),
          ...['--outFile', path.join(folder, name)],
          ...['-O3', '--noAssert', '--runtime', 'stub'],
          ...features.flatMap((feature) => ['--enable', feature]),
          // One memory for all threads, made by the engine; 65,536 pages are the 4 GB that 32 bits can address.
          ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
          ...['--disableWarning', '112'], // v128 between the kernels' own files
        ],
        { quiet: true },
      ),
    ),
  );
}

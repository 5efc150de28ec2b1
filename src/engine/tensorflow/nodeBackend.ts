import { existsSync } from 'node:fs';
import path from 'node:path';

import { engine } from '@tensorflow/tfjs-core';

/** Taken from the running Node: an import of it webpack would replace, and bundle what is looked up at run time. */
const { createRequire } = process.getBuiltinModule('node:module');

/** What of `@tensorflow/tfjs-node` is used here. Loading it registers the backend "tensorflow" with TensorFlow.js. */
interface TfjsNode {
  readonly version: Readonly<Record<string, string>>;
}

/**
 * Loads tfjs-node, if it is installed: from the folder that SEQUENCE_LAB_TFJS_NODE names (the package itself, or a folder
 * with `node_modules`), or from beside this program.
 *
 * It is a native add-on and not part of the bundle. Its own copy of TensorFlow.js and the bundled one share engine and
 * kernels through a global object, so that the backend serves both.
 * @returns the versions of tfjs-node and TensorFlow, or null when it is not installed
 * @throws Error when it is installed and does not load
 */
export function loadTfjsNode(threads: number): { tfjsNode: string; tensorflow: string } | null {
  const file = findTfjsNode();
  if (!file) return null;
  const load = createRequire(file);
  restoreUtil(load);
  // Read by libtensorflow when it starts; a value that the user has set stands.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const { version } = load(file) as TfjsNode;
  const backend = engine().findBackend('tensorflow') as unknown as { binding?: { TF_Version?: string } } | undefined;
  if (!backend) throw new Error('tfjs-node has not registered its backend.');
  return { tfjsNode: version['tfjs-node'] ?? 'unknown', tensorflow: backend.binding?.TF_Version ?? 'unknown' };
}

/** The folder in which the user has tfjs-node, or undefined. */
export function namedTfjsNode(): string | undefined {
  return process.env['SEQUENCE_LAB_TFJS_NODE'] || undefined;
}

/**
 * The main file of tfjs-node, or null when it is not installed.
 * @throws Error when the user has named a folder and it is not there
 */
export function findTfjsNode(): string | null {
  const named = namedTfjsNode();
  if (named) {
    const isPackage = existsSync(path.join(named, 'binding.gyp'));
    return createRequire(path.join(named, 'index.js')).resolve(
      isPackage ? path.resolve(named) : '@tensorflow/tfjs-node',
    );
  }
  const beside = typeof __dirname === 'string' ? __dirname : '.';
  try {
    return createRequire(path.resolve(beside, 'index.js')).resolve('@tensorflow/tfjs-node');
  } catch {
    return null;
  }
}

/** tfjs-node 4.22 calls two functions that newer versions of Node have deprecated and removed. */
function restoreUtil(load: NodeJS.Require): void {
  const util = load('util') as { isNullOrUndefined?: unknown; isArray?: unknown };
  util.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  util.isArray = Array.isArray; // where it still is, it prints a deprecation
}

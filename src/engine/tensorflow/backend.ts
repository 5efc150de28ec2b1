import { existsSync } from 'node:fs';
import path from 'node:path';

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import type { EngineInfo } from '../engine';
import { loadTfjsNode } from './nodeBackend';

export type Backend = Pick<EngineInfo, 'backend' | 'threads' | 'versions' | 'notes'>;

/** Best first. */
export const backendNames = ['tfjs-node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/**
 * Makes the first of `candidates` that loads the backend of all TensorFlow.js operations in this process.
 * @param threads upper limit; only tfjs-node uses more than one
 */
export async function chooseBackend(
  threads: number,
  candidates: readonly BackendName[] = backendNames,
): Promise<Backend> {
  tf.enableProdMode(); // no checks of every tensor, and no banner on standard error
  const notes: string[] = [];
  for (const name of candidates) {
    try {
      const backend = await start[name](threads);
      if (backend) return { ...backend, notes };
    } catch (error) {
      notes.push(`${name} did not load: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`No backend of TensorFlow.js could be started. ${notes.join(' ')}`);
}

const core = { 'tfjs-core': tf.version_core };

/** Each gives null when its package is not installed. */
const start: Record<BackendName, (threads: number) => Promise<Omit<Backend, 'notes'> | null>> = {
  'tfjs-node': async (threads) => {
    const loaded = loadTfjsNode(threads);
    if (!loaded) return null;
    const { tfjsNode, tensorflow } = loaded;
    await activate('tensorflow');
    return {
      backend: `tfjs-node ${tfjsNode} (TensorFlow ${tensorflow})`,
      threads,
      versions: { ...core, 'tfjs-node': tfjsNode, tensorflow },
    };
  },
  wasm: async () => {
    // The bundle has the .wasm files beside it; from source, the package finds its own.
    const beside = typeof __dirname === 'string' ? __dirname : '';
    if (existsSync(path.join(beside, 'tfjs-backend-wasm-simd.wasm'))) setWasmPaths(beside + path.sep);
    await withoutNewListeners(() => activate('wasm'));
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const backend = `TensorFlow.js ${tf.version_core} (WebAssembly${simd ? ', SIMD' : ''})`;
    return { backend, threads: 1, versions: core };
  },
  cpu: async () => {
    await activate('cpu');
    return { backend: `TensorFlow.js ${tf.version_core} (JavaScript)`, threads: 1, versions: core };
  },
};

async function activate(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its backend "${name}".`);
  await tf.ready();
}

/**
 * Emscripten, with which the WebAssembly backend is built, adds listeners that throw every uncaught error once more. That
 * would end the process before its own listeners have written down what happened.
 */
async function withoutNewListeners(action: () => Promise<void>): Promise<void> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  await action();
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]?.includes(listener)) process.off(event, listener as () => void);
    }
  });
}

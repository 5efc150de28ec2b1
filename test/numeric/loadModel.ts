import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import * as tf from '@tensorflow/tfjs';

import type { ModelFile } from '../../src/engine/modelFiles/modelFile';

/** Loads the files as `tf.loadLayersModel(url)` does, with a fetch that finds them in memory. */
export function loadModel(files: readonly ModelFile[]): Promise<tf.LayersModel> {
  const fetchFunc = (url: string): Promise<Response> => {
    const file = files.find(({ path: name }) => url.endsWith(name));
    return Promise.resolve(file ? new Response(Uint8Array.from(file.data)) : new Response(null, { status: 404 }));
  };
  return tf.loadLayersModel(tf.io.http('http://localhost/model.json', { fetchFunc: fetchFunc as typeof fetch }));
}

/** Does what `custom-layers.mjs` beside a model tells its reader to do, if there is one. @param folder where to write it */
export async function registerCustomLayers(files: readonly ModelFile[], folder: string): Promise<void> {
  const source = files.find((file) => file.path === 'custom-layers.mjs')?.data;
  if (!source) return;
  const module = path.join(folder, 'custom-layers.mjs');
  writeFileSync(module, source);
  const { registerCustomLayers: register } = (await import(pathToFileURL(module).href)) as {
    registerCustomLayers(library: typeof tf): void;
  };
  register(tf);
}

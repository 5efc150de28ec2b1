import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

import { chooseBackend } from '../../src/engine/tensorflow/backend';

// In a file of its own: it needs a process in which the WebAssembly backend has not started yet.
test('uncaught errors stay with the listeners of the process when the WebAssembly backend starts', async () => {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  await chooseBackend(1, ['wasm']);
  expect(tf.getBackend()).toBe('wasm');
  expect(events.map((event) => process.rawListeners(event))).toEqual(before);
});

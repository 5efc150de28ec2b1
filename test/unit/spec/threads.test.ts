import { expect, it } from 'vitest';

import { defaultThreads } from '../../../src/spec/threads';

it.each([
  [1, 1],
  [2, 2],
  [8, 8],
  [64, 8],
])('%i cores give %i threads where nothing is chosen', (cores, threads) => {
  expect(defaultThreads(cores)).toBe(threads);
});

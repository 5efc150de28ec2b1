import { expect, it } from 'vitest';

import { duration } from '../../../src/cli/format';

it.each([
  [0, '0 s'],
  [-1, '0 s'],
  [0.004, '0.1 s'],
  [0.44, '0.4 s'],
  [3, '3 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [10.4, '10 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7510, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

import { describe, expect, it } from 'vitest';

import { engineWords, speedWords } from '../../../webview-ui/shared/engineWords';

describe('the engine of a run', () => {
  it('is named with what computes and its threads', () => {
    expect(engineWords({ name: 'fused', backend: 'WebAssembly, relaxed SIMD', threads: 2 })).toBe(
      'the fused engine (WebAssembly, relaxed SIMD), 2 threads',
    );
    expect(engineWords({ name: 'tensorflow', backend: 'tfjs-node 4.22.0 (TensorFlow 2.9.1)', threads: 1 })).toBe(
      'tfjs-node 4.22.0 (TensorFlow 2.9.1), 1 thread',
    );
  });

  it.each([
    [12.3456, '12.3\u00a0GFLOP/s'],
    [0.004321, '0.00432\u00a0GFLOP/s'],
    [104.9, '105\u00a0GFLOP/s'],
    [null, null],
    [undefined, null],
  ])('of %s GFLOP/s is told as %s', (gflops, words) => {
    expect(speedWords({ name: 'fused', backend: '', threads: 1, gflops })).toBe(words);
  });
});

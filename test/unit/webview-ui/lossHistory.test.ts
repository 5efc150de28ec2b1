import { describe, expect, it } from 'vitest';

import type { EpochMetrics } from '../../../src/spec/run';
import { LossHistory } from '../../../webview-ui/shared/lossHistory';

const epochs = (from: number, to: number): EpochMetrics[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    epoch: from + i,
    loss: 1 / (from + i),
    valLoss: null,
    learningRate: 0.001,
    gradientNorm: null,
    seconds: 0.1,
  }));

describe('LossHistory', () => {
  it('grows past its first size and leaves out what it has', () => {
    const history = new LossHistory();
    history.append(epochs(1, 200));
    history.append(epochs(150, 1000));
    expect([history.length, history.lastEpoch, history.epochs[999], history.hasValidation]).toEqual([
      1000,
      1000,
      1000,
      false,
    ]);
    expect(history.losses[499]).toBe(1 / 500);
  });

  it('ignores an older state of the same run, and takes that of another run', () => {
    const history = new LossHistory();
    history.append(epochs(1, 30));
    history.replace(epochs(1, 12), false);
    expect(history.length).toBe(30);
    history.replace(epochs(1, 12), true);
    expect(history.length).toBe(12);
    history.replace([], false);
    expect(history.length).toBe(0);
  });
});

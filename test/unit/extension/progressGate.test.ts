import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ProgressGate } from '../../../src/extension/session/progressGate';
import type { TrainProgress } from '../../../src/protocol/trainer';

const message = (epoch: number): TrainProgress => ({
  phase: 'training',
  rows: 100,
  epochs: [{ epoch, loss: 1 / epoch, valLoss: null, learningRate: 0.001, gradientNorm: null, seconds: 0.001 }],
  epoch: epoch + 1,
  epochShare: 0,
  runningLoss: null,
  windowsPerSecond: null,
  secondsLeft: null,
  engine: null,
});

describe('ProgressGate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets at most 20 messages a second through and loses no epoch', () => {
    const sent: TrainProgress[] = [];
    const gate = new ProgressGate((progress) => sent.push(progress));
    for (let epoch = 1; epoch <= 1000; epoch++) {
      gate.push(message(epoch));
      vi.advanceTimersByTime(1);
    }
    gate.flush();
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.length).toBeLessThanOrEqual(22);
    expect(sent.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual(
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    expect(sent.at(-1)?.epoch).toBe(1001);
  });

  it('sends the first message at once and a lone late one after the interval', () => {
    const sent: TrainProgress[] = [];
    const gate = new ProgressGate((progress) => sent.push(progress));
    gate.push(message(1));
    expect(sent).toHaveLength(1);
    gate.push(message(2));
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(50);
    expect(sent).toHaveLength(2);
  });

  it('sends nothing when nothing waits', () => {
    const sent: TrainProgress[] = [];
    new ProgressGate((progress) => sent.push(progress)).flush();
    expect(sent).toEqual([]);
  });
});

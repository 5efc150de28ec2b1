import { describe, expect, it } from 'vitest';

import { decodeCheckpoint, encodeCheckpoint } from '../../../src/runs/checkpoint';
import { UserError } from '../../../src/spec/errors';
import { inBatches } from '../../../src/engine/windows';
import { BatchBuffer } from '../../../src/training/batchBuffer';
import { CosineSchedule, Patience, PlateauSchedule } from '../../../src/training/monitor';
import { ProgressReporter, type TrainProgress } from '../../../src/training/progress';
import { Shuffler } from '../../../src/training/shuffle';

describe('inBatches', () => {
  it('covers all windows, the last batch ragged', () => {
    const batches = [...inBatches(Int32Array.from([1, 2, 3, 4, 5]), 2)].map((batch) => [...batch]);
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });
});

describe('BatchBuffer', () => {
  const batchesOf = (windows: number, size: number) => {
    const order = Int32Array.from({ length: windows }, (_, i) => 10 * i);
    const buffer = new BatchBuffer(windows, size);
    const batches: number[][] = [];
    for (let from = 0; from < windows; from += size) batches.push([...buffer.take(order, from)]);
    return batches;
  };

  it.each([
    [5, 2],
    [4, 2],
    [3, 3],
    [3, 1],
    [3, 100],
    [1, 1],
  ])('takes %i windows by %i as inBatches does', (windows, size) => {
    const order = Int32Array.from({ length: windows }, (_, i) => 10 * i);
    expect(batchesOf(windows, size)).toEqual([...inBatches(order, size)].map((batch) => [...batch]));
  });

  it('makes no room for more windows than there are', () => {
    expect(new BatchBuffer(3, 2 ** 40).take(Int32Array.of(7, 8, 9), 0)).toEqual(Int32Array.of(7, 8, 9));
  });
});

describe('Shuffler', () => {
  const numbers = () => Int32Array.from({ length: 100 }, (_, i) => i);
  const shuffled = (shuffler: Shuffler) => {
    const order = numbers();
    shuffler.shuffle(order);
    return [...order];
  };

  it('keeps every window, and gives each epoch another order', () => {
    const shuffler = Shuffler.fromSeed(42);
    const [first, second] = [shuffled(shuffler), shuffled(shuffler)];
    expect([...first].sort((a, b) => a - b)).toEqual([...numbers()]);
    expect(first).not.toEqual(second);
  });

  it('is decided by the seed, also by the largest', () => {
    expect(shuffled(Shuffler.fromSeed(0xffffffff))).toEqual(shuffled(Shuffler.fromSeed(0xffffffff)));
    expect(shuffled(Shuffler.fromSeed(1))).not.toEqual(shuffled(Shuffler.fromSeed(2)));
  });

  it('goes on from its state', () => {
    const shuffler = Shuffler.fromSeed(7);
    shuffled(shuffler);
    const copy = Shuffler.fromState(shuffler.state());
    expect(shuffled(copy)).toEqual(shuffled(shuffler));
  });
});

describe('Patience', () => {
  it('runs out after so many epochs without an improvement', () => {
    const patience = new Patience(2, 0.1);
    // 0.95 is not better than 1 by more than 0.1.
    expect([1, 0.95, 0.8, 0.75, 0.71].map((value) => patience.add(value))).toEqual([false, false, false, false, true]);
  });
});

describe('PlateauSchedule', () => {
  it('reduces the rate down to its limit, and starts to wait anew', () => {
    const schedule = new PlateauSchedule({ name: 'plateau', factor: 0.1, patience: 2, minLearningRate: 0.002 });
    const rates: number[] = [];
    let rate = 0.1;
    for (const loss of [1, 1, 1, 1, 1, 1, 1]) rates.push((rate = schedule.next(loss, rate)));
    expect(rates.map((value) => Number(value.toPrecision(6)))).toEqual([0.1, 0.1, 0.01, 0.01, 0.002, 0.002, 0.002]);
  });
});

describe('CosineSchedule', () => {
  it('goes from the first rate to the last one along half a cosine', () => {
    const schedule = new CosineSchedule(0.01, 0.001, 4);
    // keras.optimizers.schedules.CosineDecay(0.01, 4, alpha=0.1) of 1 to 6.
    const keras = [0.0086819805, 0.0055, 0.0023180195, 0.001, 0.001, 0.001];
    keras.forEach((rate, i) => {
      expect(schedule.next(NaN, NaN, i + 1)).toBeCloseTo(rate, 9);
    });
  });
});

describe('checkpoint.bin', () => {
  const array = (name: string, ...values: number[]) => ({
    name,
    shape: [values.length],
    values: Float32Array.from(values),
  });
  const checkpoint = {
    state: {
      epochsDone: 3,
      batchesDone: 2,
      windowsDone: 64,
      countDone: 640,
      lossSum: 0.1,
      gradientSum: 1.5,
      learningRate: 0.001,
      shuffler: [1, -2, 3, -4],
      dropout: [5, 6, 7, 8],
      optimizerStep: 17,
      best: { epoch: 2, value: 0.25 },
      earlyStopping: { best: null, waited: 0 },
      schedule: null,
      sha256: 'é',
    },
    weights: [array('lstm/kernel', 1, -0, 3.5), array('dense/bias', 0.1)],
    optimizer: [array('m/lstm/kernel', 1e-38, Infinity, NaN)],
    best: [array('lstm/kernel', 1, 2, 3)],
  };

  it('comes back bit for bit', () => {
    const bytes = encodeCheckpoint(checkpoint);
    const back = decodeCheckpoint(bytes, 'checkpoint.bin');
    expect(back).toEqual(checkpoint);
    expect(encodeCheckpoint(back)).toEqual(bytes);
  });

  it.each([
    ['torn', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
    ['empty', (bytes: Buffer) => bytes.subarray(0, 0)],
    [
      'of another kind',
      () => Buffer.from('{"version": 1, "what": "something that is no checkpoint at all, but long"}'),
    ],
    ['of another version', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.of(9), bytes.subarray(5)])],
    ['flipped', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 400), Buffer.of(1), bytes.subarray(401)])],
  ])('is refused when %s', (_name, spoil) => {
    const bytes = spoil(Buffer.from(encodeCheckpoint(checkpoint)));
    expect(() => decodeCheckpoint(bytes, 'checkpoint.bin')).toThrow(UserError);
  });
});

describe('checkpoint.bin of another version', () => {
  const header = (version: number) => Buffer.from([...Buffer.from('SLCK'), version, 0, 0, 0, ...Buffer.alloc(200)]);

  it('says of an earlier one that it is whole, but old, and what can still be used', () => {
    const reading = () => decodeCheckpoint(header(1), 'run/checkpoint.bin');
    expect(reading).toThrow('run/checkpoint.bin was written by an earlier Sequence Lab: its version is 1, not 2.');
    expect(reading).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^Train again/) as string }) as Error,
    );
  });

  it('says of a later one that it cannot be read', () => {
    expect(() => decodeCheckpoint(header(3), 'c')).toThrow('its version is 3, not 2');
  });
});

describe('ProgressReporter', () => {
  it('tells texts once, the newest ones, also after the last epoch', () => {
    const told: unknown[] = [];
    const reporter = new ProgressReporter(
      ({ phase }) => told.push(phase),
      (samples) => told.push(samples),
    );
    reporter.updateNow({ phase: 'training' });
    reporter.addSamples({ epoch: 1, texts: ['a'] });
    reporter.addSamples({ epoch: 2, texts: ['b', 'c'] });
    reporter.finish();
    reporter.finish();
    expect(told).toEqual(['training', 'training', { epoch: 2, texts: ['b', 'c'] }]);
  });

  it('tells 10,000 short epochs in at most 20 messages a second, and none of them is lost', async () => {
    const messages: { at: number; progress: TrainProgress }[] = [];
    const reporter = new ProgressReporter((progress) => messages.push({ at: performance.now(), progress }));
    for (let epoch = 1; epoch <= 10_000; epoch++) {
      reporter.update({ phase: 'training', epoch });
      reporter.addEpoch({ epoch, loss: 1, valLoss: null, learningRate: 1, gradientNorm: 1, seconds: 0 });
      if (epoch % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
    }
    reporter.finish();
    expect(messages[0]?.progress.epoch).toBe(1);
    expect(messages.flatMap(({ progress }) => progress.epochs.map(({ epoch }) => epoch))).toEqual(
      Array.from({ length: 10_000 }, (_, i) => i + 1),
    );
    expect(messages.length).toBeGreaterThan(10);
    for (const { at } of messages) {
      expect(messages.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(20);
    }
  });
});

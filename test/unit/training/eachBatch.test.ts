import { describe, expect, it } from 'vitest';

import { Interrupted } from '../../../src/engine/engine';
import { eachBatch } from '../../../src/training/tasks/eachBatch';

const batches = [Int32Array.of(1), Int32Array.of(2), Int32Array.of(3)];

async function run(stopAfter: number, fails: Error | null = null) {
  const done: number[] = [];
  let told = 0;
  const control = { onBatch: () => void told++, shouldStop: () => done.length >= stopAfter };
  const finished = await eachBatch(batches, control, async (batch) => {
    await Promise.resolve();
    if (fails && done.length === 1) throw fails;
    done.push(batch[0] ?? -1);
  });
  return { finished, done, told };
}

describe('work batch by batch', () => {
  it('is done when all batches are, also where it is told to stop after the last', async () => {
    expect(await run(Infinity)).toEqual({ finished: true, done: [1, 2, 3], told: 3 });
    expect(await run(3)).toEqual({ finished: true, done: [1, 2, 3], told: 3 });
  });

  it('ends where it is told to stop, and where the engine is interrupted', async () => {
    expect(await run(2)).toEqual({ finished: false, done: [1, 2], told: 2 });
    expect(await run(Infinity, new Interrupted())).toEqual({ finished: false, done: [1], told: 1 });
  });

  it('passes other errors on', async () => {
    await expect(run(Infinity, new Error('broken'))).rejects.toThrow('broken');
  });
});

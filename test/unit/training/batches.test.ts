import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type BatchPlan, evaluationBatches, planBatches } from '../../../src/training/batches';
import { Shuffler } from '../../../src/training/shuffle';
import { chainsOf } from '../../../src/training/streams';
import { smallExperiment } from './series';

const numbers = (n: number, first = 0) => Int32Array.from({ length: n }, (_, i) => first + i);
const experimentWith = (batchSize: number, changes: Record<string, unknown> = {}) =>
  smallExperiment({ 'training.batchSize': batchSize, ...changes });
const epoch = (plan: BatchPlan, shuffler: Shuffler | null = null) => {
  plan.begin(shuffler);
  const batches: { batch: number[]; fresh: boolean }[] = [];
  for (let batch = plan.next(); batch; batch = plan.next()) batches.push({ batch: [...batch], fresh: plan.fresh });
  return batches;
};
const all = (batches: { batch: number[] }[]) => batches.flatMap(({ batch }) => batch).sort((a, b) => a - b);

describe('batches of windows', () => {
  it('hold each window once, in the order that the seed gives', () => {
    const plan = planBatches(numbers(11, 5), experimentWith(4), {});
    const batches = epoch(plan, Shuffler.fromSeed(3));
    expect(batches.map(({ batch }) => batch.length)).toEqual([4, 4, 3]);
    expect(all(batches)).toEqual([...numbers(11, 5)]);
    const order = numbers(11, 5);
    Shuffler.fromSeed(3).shuffle(order);
    expect(batches.flatMap(({ batch }) => batch)).toEqual([...order]);
  });

  it('stand in the order of time where nothing is shuffled, in every epoch', () => {
    const plan = planBatches(numbers(5), experimentWith(2), {});
    epoch(plan, Shuffler.fromSeed(1));
    expect(epoch(plan).map(({ batch }) => batch)).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('are none of no windows', () => {
    expect(epoch(planBatches(numbers(0), experimentWith(2), {}), Shuffler.fromSeed(1))).toEqual([]);
  });
});

describe('batches of sequences of different length', () => {
  const lengthsOf = (n: number) => Uint16Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 97));
  const waste = (batches: { batch: number[] }[], lengths: Uint16Array) =>
    batches.reduce((sum, { batch }) => {
      const longest = Math.max(...batch.map((i) => lengths[i] ?? 0));
      return sum + batch.reduce((steps, i) => steps + longest - (lengths[i] ?? 0), 0);
    }, 0);

  it('hold each sequence once, whatever their number, their lengths and the batch size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 400 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 0xffffffff }),
        (lengths, batchSize, seed) => {
          const plan = planBatches(numbers(lengths.length), experimentWith(batchSize), {
            lengths: Uint16Array.from(lengths),
          });
          const shuffler = Shuffler.fromSeed(seed);
          for (let i = 0; i < 2; i++) {
            const batches = epoch(plan, shuffler);
            expect(all(batches)).toEqual([...numbers(lengths.length)]);
            const ragged = batches.filter(({ batch }) => batch.length !== batchSize);
            expect(ragged.length).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are decided by the seed, and others in the next epoch', () => {
    const lengths = lengthsOf(3000);
    const plan = () => planBatches(numbers(3000), experimentWith(16), { lengths });
    const [first, again] = [Shuffler.fromSeed(9), Shuffler.fromSeed(9)];
    const [a, b] = [plan(), plan()];
    const [one, two] = [epoch(a, first), epoch(a, first)];
    expect(epoch(b, again)).toEqual(one);
    expect(epoch(b, again)).toEqual(two);
    expect(two).not.toEqual(one);
    // The state at the start of an epoch is all that its order needs.
    const shuffler = Shuffler.fromSeed(9);
    epoch(plan(), shuffler);
    expect(epoch(plan(), Shuffler.fromState(shuffler.state()))).toEqual(two);
  });

  it('have little padding, and do not go from short to long', () => {
    const lengths = lengthsOf(3000);
    const sorted = epoch(planBatches(numbers(3000), experimentWith(16), { lengths }), Shuffler.fromSeed(1));
    const random = epoch(planBatches(numbers(3000), experimentWith(16), {}), Shuffler.fromSeed(1));
    expect(waste(sorted, lengths)).toBeLessThan(0.1 * waste(random, lengths));
    const longest = sorted.map(({ batch }) => Math.max(...batch.map((i) => lengths[i] ?? 0)));
    expect(longest.slice(1).some((value, i) => value < (longest[i] ?? 0))).toBe(true);
  });

  it('stand in the order of the file where nothing is shuffled', () => {
    const plan = planBatches(numbers(5), experimentWith(2), { lengths: Uint16Array.of(9, 1, 5, 2, 3) });
    epoch(plan, Shuffler.fromSeed(1));
    expect(epoch(plan).map(({ batch }) => batch)).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('are evaluated by length, each once', () => {
    const lengths = Uint16Array.of(9, 1, 5, 2, 3);
    expect([...evaluationBatches(numbers(5), 2, lengths)].map((batch) => [...batch])).toEqual([[1, 3], [4, 2], [0]]);
    expect([...evaluationBatches(numbers(5), 2, null)].map((batch) => [...batch])).toEqual([[0, 1], [2, 3], [4]]);
  });
});

describe('batches of streams', () => {
  const stateful = (batchSize: number) => experimentWith(batchSize, { 'training.stateful': true });
  const starts = (n: number, first = 0) => Int32Array.from({ length: n }, (_, i) => first + 4 * i); // 4 steps a window

  it('go on in each row with the window after the one before', () => {
    const batches = epoch(planBatches(starts(10), stateful(3), {}), Shuffler.fromSeed(1));
    expect(batches).toEqual([
      { batch: [0, 16, 32], fresh: true },
      { batch: [4, 20, 36], fresh: false },
      { batch: [8, 24], fresh: false },
      { batch: [12, 28], fresh: false },
    ]);
  });

  it('begin anew after a hole, and where a series ends', () => {
    const windows = Int32Array.of(...starts(3), ...starts(2, 100), ...starts(4, 201));
    const batches = epoch(planBatches(windows, stateful(1), {}));
    expect(batches.map(({ batch: [start] }) => start)).toEqual([201, 205, 209, 213, 0, 4, 8, 100, 104]);
    expect(batches.filter(({ fresh }) => fresh).map(({ batch: [start] }) => start)).toEqual([201, 0, 100]);
  });

  it('hold each example once, and every row goes on unless all begin anew', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 120 }),
        fc.integer({ min: 1, max: 20 }),
        (chosen, batchSize) => {
          const windows = Int32Array.from(chosen).sort();
          const batches = epoch(planBatches(windows, stateful(batchSize), {}));
          expect(all(batches)).toEqual([...windows]);
          batches.forEach(({ batch, fresh }, i) => {
            expect(batch.length).toBeLessThanOrEqual(batchSize);
            const before = batches[i - 1]?.batch ?? [];
            if (!fresh) batch.forEach((start, row) => expect(start).toBe((before[row] ?? NaN) + 4));
          });
          expect(batches[0]?.fresh ?? true).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('follow what the data say of pieces of texts', () => {
    // Texts of pieces 0, 1, 2 and 3, 4.
    const follows = Int32Array.of(-1, 0, 1, -1, 3);
    expect(epoch(planBatches(numbers(5), stateful(2), { follows }))).toEqual([
      { batch: [0, 3], fresh: true },
      { batch: [1, 4], fresh: false },
      { batch: [2], fresh: false },
    ]);
  });

  it('take a chain up where it ends, however often something follows it', () => {
    const chains = chainsOf(Int32Array.of(0, 1, 2), () => 0);
    expect(chains.map((chain) => [...chain])).toEqual([[0, 1], [2]]);
  });
});

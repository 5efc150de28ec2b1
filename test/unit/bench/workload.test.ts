import { describe, expect, it } from 'vitest';

import { fromMessage, toMessage } from '../../bench/speed/messages';
import { operationsPerStep } from '../../bench/speed/operations';
import { workBetween } from '../../bench/speed/machineLoad';
import { type Row, rows } from '../../bench/speed/shapes';
import { makeWorkload } from '../../bench/speed/workload';

/** A decoder's labels begin with the start. */
const labelsOf = ({ shape }: Row, steps: number): number => (shape.sequence === 'addition' ? steps + 1 : steps);

describe.each(rows)('workload of $purpose $shape', (row) => {
  const work = makeWorkload(row);
  const [ofWindows, ofSequences] = row.shape.sequence ? [null, it] : [it, null];

  it('reaches another process unchanged', () => {
    const arrived = fromMessage(JSON.parse(JSON.stringify(toMessage(work))) as ReturnType<typeof toMessage>);
    expect(arrived).toEqual(work);
  });

  ofWindows?.('has windows within the data, with the value after each', () => {
    const { timeSteps, features, batchSize } = row.shape;
    for (const starts of work.batches) {
      expect(starts).toHaveLength(batchSize);
      expect(Math.min(...starts)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...starts) + timeSteps).toBeLessThan(work.targets.length);
    }
    expect(work.inputs).toHaveLength(work.targets.length * features);
    expect(work.inputs.every(Number.isFinite)).toBe(true);
  });

  ofSequences?.('has examples within the data, of the lengths that the row says', () => {
    if (!work.sequences) throw new Error('The row is of sequences.');
    const { index, tokens, labels, shapes, buckets } = work.sequences;
    expect(shapes.timeSteps).toBe(row.shape.timeSteps);
    expect(buckets.at(-1)).toEqual({ timeSteps: shapes.timeSteps, horizon: shapes.horizon });
    const last = index.subarray(-4);
    expect([(last[0] ?? 0) + (last[1] ?? 0), (last[2] ?? 0) + labelsOf(row, last[3] ?? 0)]).toEqual([
      tokens.length,
      labels.length,
    ]);
    for (const batch of work.batches) {
      expect(batch).toHaveLength(row.shape.batchSize);
      expect(Math.max(...batch) * 4).toBeLessThan(index.length);
    }
    expect(new Set(work.batches.flatMap((batch) => [...batch])).size).toBe(work.batches.length * row.shape.batchSize);
    expect(Math.max(...tokens)).toBeLessThan(shapes.vocabulary ?? 0);
    expect(Math.max(...labels)).toBeLessThan(shapes.classes ?? 0);
  });

  it('is the same every time', () => {
    expect(makeWorkload(row)).toEqual(work);
  });
});

describe('operationsPerStep', () => {
  const shape = { cell: 'lstm', units: 2, timeSteps: 3, features: 5, batchSize: 7 } as const;
  const lstmColumns = 4 * 2;
  const dense = 2 * 2;
  const input = 2 * lstmColumns * 3 * 5;
  const recurrent = 2 * lstmColumns * 2 * 2; // T − 1 steps

  it('counts a prediction forward, and a training backward twice but for the first inputs', () => {
    const training = { shape, purpose: 'train', floors: [] } as const;
    const prediction = { ...training, purpose: 'predict' } as const;
    expect(operationsPerStep(prediction, makeWorkload(prediction))).toBe(7 * (input + recurrent + dense));
    expect(operationsPerStep(training, makeWorkload(training))).toBe(7 * (2 * input + 3 * recurrent + 3 * dense));
  });
});

describe('workBetween', () => {
  it('is what nobody asked for has used', () => {
    const before = { busy: 10, processes: [1, 2] };
    const after = { busy: 15, processes: [2, 4] };
    expect(workBetween(before, after)).toEqual({ foreign: 2, processes: [1, 2] });
  });

  it('is never below zero, as ticks are coarse', () => {
    expect(workBetween({ busy: 10, processes: [1] }, { busy: 10.9, processes: [2] }).foreign).toBe(0);
  });
});

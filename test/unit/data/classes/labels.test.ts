import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, it } from 'vitest';

import type { Dataset } from '../../../../src/data/dataset';
import type { Examples } from '../../../../src/data/classes/labelledData';
import { prepareLabels } from '../../../../src/data/classes/prepareLabels';
import { prepareMeasures } from '../../../../src/data/classes/prepareMeasures';
import { seededGenerator } from '../../../../src/engine/random';
import type { ExperimentInput } from '../../../../src/spec/experiment';
import { preprocessingSchema } from '../../../../src/spec/run';
import { userError } from '../files';
import { filled, halves, labelEach, labelNames, prepared } from './helpers';

const alone = (change: Partial<ExperimentInput['data']> = {}, timeSteps = 12) =>
  labelEach({ data: { series: null, ...change }, window: { timeSteps } });

/** Rows [from, to) of each example. */
const stretches = ({ examples }: Dataset & { examples: Examples }): [number, number][] =>
  Array.from({ length: examples.count }, (_, i) => {
    const [from = 0, steps = 0, target, targetSteps] = examples.index.subarray(4 * i, 4 * i + 4);
    expect([target, targetSteps]).toEqual([from, steps]);
    return [from, from + steps];
  });

describe('a label for each row', () => {
  it('of one series is told in pieces, which end where a part ends', async () => {
    const csv = `x,label\n${Array.from({ length: 10 }, (_, i) => `${i},${i % 3 === 0 ? 'p' : 'q'}`).join('\n')}\n`;
    const data = await prepared(csv, alone({ split: halves }, 3), prepareLabels);
    expect(stretches(data)).toEqual([
      [0, 3],
      [3, 5],
      [5, 8],
      [8, 10],
    ]);
    expect([...data.windows.train, ...data.windows.test]).toEqual([0, 1, 2, 3]);
    expect(data.shapes).toEqual({ timeSteps: 3, features: 1, horizon: 3, targets: 0, classes: 2 });
    expect(labelNames(data).join('')).toBe('pqqpqqpqqp');
    expect([...filled(data).labels]).toEqual([0, 1, 1, 0, 1, 1, 0, 1, 1, 0]);
    expect(data.options.targetRows).toBe(10);
    expect(data.examples.placeOf(7)).toEqual({ series: '', time: '8' });
    expect(preprocessingSchema.parse(data.preprocessing)).toEqual(data.preprocessing);
  });

  it('of several series stays within its series, and parts are whole series', async () => {
    const csv = 'series,x,label\na,1,p\na,2,q\nb,3,p\na,4,p\nb,5,q\nc,6,q\n';
    const data = await prepared(
      csv,
      labelEach({ data: { split: { train: 0.7, validation: 0, test: 0.3 } }, window: { timeSteps: 2 } }),
      prepareLabels,
    );
    expect(stretches(data)).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
      [5, 6],
    ]);
    expect([...filled(data).inputs]).toEqual([1, 2, 4, 3, 5, 6]);
    expect([...data.windows.train]).toEqual([0, 1, 2]);
    expect([...data.windows.test]).toEqual([3]);
    expect(data.examples.placeOf(4)).toEqual({ series: 'b', time: '5' });
  });

  it('leaves out rows without one, and no sequence reaches across them', async () => {
    const data = await prepared('x,label\n1,p\n2,\n3,q\n4,p\n5,\n', alone(), prepareLabels);
    expect(stretches(data)).toEqual([
      [0, 1],
      [2, 4],
    ]);
    expect([data.rows, data.dropped]).toEqual([3, 2]);
    expect(data.excluded).toEqual([
      { reason: 'rows without a label in "label"', count: 2, examples: ['line 3', 'line 6'] },
    ]);
  });

  it('that the training part does not have is judged, but no loss is taken of its sequence', async () => {
    const csv = 'x,label\n1,p\n2,q\n3,p\n4,q\n5,p\n6,new\n7,p\n8,q\n';
    const data = await prepared(csv, alone({ split: halves }, 2), prepareLabels);
    expect([data.classes, data.unseen]).toEqual([['p', 'q'], ['new']]);
    expect([...data.examples.judged.test]).toEqual([2, 3]);
    expect([...data.windows.test]).toEqual([3]);
    expect(data.warnings.map(({ code }) => code)).toEqual(['data/unseen-labels']);
  });

  it('must not be one and the same', async () => {
    const error = await userError(prepared('x,label\n1,p\n2,p\n', alone(), prepareLabels));
    expect(error.details.code).toBe('data/one-class');
  });

  it('is balanced over the training rows', async () => {
    const experiment = labelEach({
      data: { series: null, split: { train: 0.8, validation: 0, test: 0.2 } },
      training: { loss: 'categorical_crossentropy', classWeights: 'balanced' },
    });
    const data = await prepared('x,label\n1,p\n2,p\n3,p\n4,q\n5,q\n', experiment, prepareLabels);
    const { classWeights } = filled(data);
    expect(classWeights[0]).toBeCloseTo(4 / 6, 6);
    expect(classWeights[1]).toBe(2);
  });

  it('stands in exactly one piece, with neighbours of its series and part (a thousand rows at random)', async () => {
    const random = seededGenerator(11);
    const rows = Array.from({ length: 1000 }, () => {
      const label = ['p', 'q', 'r', ''][uniformInt(random, 0, 3)] ?? '';
      return [`s${uniformInt(random, 0, 9)}`, uniformInt(random, 0, 9) === 0 ? '' : '1', label] as const;
    });
    for (const by of ['time', 'random', 'series'] as const) {
      const experiment = labelEach({
        data: { missing: 'drop', split: { train: 0.6, validation: 0.2, test: 0.2, by } },
        window: { timeSteps: 7 },
      });
      const csv = `series,x,label\n${rows.map((row) => row.join(',')).join('\n')}\n`;
      const data = await prepared(csv, experiment, prepareLabels);
      const told = rows.filter(([, x, label]) => x !== '' && label !== '').length;
      expect(data.rows).toBe(told);
      const ranges = stretches(data);
      const names = labelNames(data);
      const part = new Map<string, string>();
      const seen = new Set<number>();
      for (const split of ['train', 'validation', 'test'] as const) {
        for (const example of data.windows[split]) {
          const [from, to] = ranges[example] ?? [0, 0];
          expect(to - from).toBeGreaterThan(0);
          expect(to - from).toBeLessThanOrEqual(7);
          const { series } = data.examples.placeOf(from);
          expect(part.get(series) ?? split).toBe(split);
          part.set(series, split);
          const own = rows.flatMap((row, i) => (row[0] === series ? [i] : []));
          for (let row = from; row < to; row++) {
            expect(seen.has(row)).toBe(false);
            seen.add(row);
            const { series: name, time } = data.examples.placeOf(row);
            expect(name).toBe(series);
            expect(names[row]).toBe(rows[Number(time) - 1]?.[2]);
            // The next row of the file that is of the series: nothing was left out between them.
            const next = row + 1 < to ? Number(data.examples.placeOf(row + 1).time) - 1 : null;
            if (next !== null) expect(next).toBe(own[own.indexOf(Number(time) - 1) + 1]);
          }
        }
      }
      expect(seen.size).toBe(told);
    }
  });
});

describe('numbers for each row', () => {
  const measures = (data: Partial<ExperimentInput['data']>, timeSteps = 12) =>
    labelEach({
      data: { series: null, targets: ['y'], ...data },
      training: { loss: 'mse' },
      window: { timeSteps },
    });

  it('are scaled as the training rows say', async () => {
    const csv = 'x,y\n1,10\n2,30\n3,50\n4,90\n';
    const data = await prepared(csv, measures({ scale: 'minmax', split: halves }), prepareMeasures);
    expect(data.shapes).toEqual({ timeSteps: 2, features: 1, horizon: 2, targets: 1 });
    expect(data.targetScalers).toEqual([{ column: 'y', shift: 10, scale: 20 }]);
    expect([...filled(data).targets]).toEqual([0, 1, 2, 4]);
    expect([...filled(data).inputs]).toEqual([0, 1, 2, 3]);
    expect(data.preprocessing.targets).toEqual([{ column: 'y', shift: 10, scale: 20 }]);
    expect(preprocessingSchema.parse(data.preprocessing)).toEqual(data.preprocessing);
  });

  it('that are missing are an error, drop their rows, or leave them out: never are they filled in', async () => {
    const csv = 'x,y\n1,1\n,2\n3,\n4,4\n5,5\n';
    const error = await userError(prepared(csv, measures({}), prepareMeasures));
    expect(error.details).toMatchObject({ code: 'data/missing-value', line: 3 });

    const dropped = await prepared(csv, measures({ missing: 'drop' }), prepareMeasures);
    expect(stretches(dropped)).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect([...(dropped.targetValues[0] ?? [])]).toEqual([1, 4, 5]);

    const full = await prepared(csv, measures({ missing: 'forward-fill' }), prepareMeasures);
    expect(stretches(full)).toEqual([
      [0, 2],
      [3, 5],
    ]);
    expect([...filled(full).inputs]).toEqual([1, 1, 3, 4, 5]);
    expect([...filled(full).targets].every(Number.isFinite)).toBe(true);
    expect(full.excluded).toEqual([{ reason: 'rows without a number in "y"', count: 1, examples: ['line 4'] }]);
  });

  it('must be numbers', async () => {
    const error = await userError(prepared('x,y\n1,a\n2,b\n', measures({}), prepareMeasures));
    expect(error.details.code).toBe('data/not-numeric');
  });
});

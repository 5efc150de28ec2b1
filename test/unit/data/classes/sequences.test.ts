import { describe, expect, it } from 'vitest';

import { prepareSequences } from '../../../../src/data/classes/prepareSequences';
import { preprocessingSchema } from '../../../../src/spec/run';
import { userError } from '../files';
import { classifySeries, filled, halves, labelNames, prepared } from './helpers';

const two = 'series,x,label\nb,1,yes\na,10,no\nb,2,yes\na,20,no\nb,3,yes\n';

describe('series with a label', () => {
  it('are gathered, in the order of the file or of time', async () => {
    const data = await prepared(two, classifySeries(), prepareSequences);
    expect(data.shapes).toEqual({ timeSteps: 3, features: 1, horizon: 1, targets: 0, classes: 2 });
    expect(labelNames(data)).toEqual(['yes', 'no']);
    const { inputs, index } = filled(data);
    expect([...inputs]).toEqual([1, 2, 3, 10, 20]);
    expect([...index]).toEqual([0, 3, 0, 1, 3, 2, 1, 1]);
    expect(data.examples.placeOf(0)).toEqual({ series: 'b', time: '5' });
    expect(data.examples.placeOf(1)).toEqual({ series: 'a', time: '4' });
    expect(preprocessingSchema.parse(data.preprocessing)).toEqual(data.preprocessing);

    const timed = 'series,x,label,t\nb,3,yes,2020-01-03\nb,1,yes,2020-01-01\na,5,no,2020-01-01\nb,2,yes,2020-01-02\n';
    const sorted = await prepared(timed, classifySeries({ data: { time: 't' } }), prepareSequences);
    expect([...filled(sorted).inputs]).toEqual([1, 2, 3, 5]);
    expect(sorted.examples.placeOf(0).time).toBe('2020-01-03');
    expect(sorted.preprocessing.time?.format).toBe('iso');
  });

  it('longer than the time steps are read from behind, which is said', async () => {
    const data = await prepared(two, classifySeries({ window: { timeSteps: 2 } }), prepareSequences);
    expect(data.shapes.timeSteps).toBe(2);
    expect([...filled(data).index]).toEqual([1, 2, 0, 1, 3, 2, 1, 1]);
    expect(data.warnings.find(({ code }) => code === 'data/cut-series')).toMatchObject({
      message: 'Of 1 of 2 series only the last 2 rows are read.',
      hint: 'Raise window.timeSteps, to 3 for all of them.',
    });
  });

  it('are scaled by the training rows, or each by itself', async () => {
    const csv = 'series,x,label\na,0,p\na,2,p\nb,4,q\nb,8,q\nc,100,p\nc,300,p\nd,7,q\nd,7,q\n';
    const scaled = (scaleBy: 'all' | 'series') =>
      prepared(csv, classifySeries({ data: { scale: 'minmax', scaleBy, split: halves } }), prepareSequences);
    const all = await scaled('all');
    expect([...filled(all).inputs]).toEqual([0, 0.25, 0.5, 1, 12.5, 37.5, 0.875, 0.875]);
    expect(all.preprocessing.inputs).toEqual([{ column: 'x', shift: 0, scale: 8 }]);
    expect([...filled(await scaled('series')).inputs]).toEqual([0, 1, 0, 1, 0, 1, 0, 0]);
  });

  it('may hold categories, those of the training rows', async () => {
    const csv = 'series,x,kind,label\na,1,up,p\na,2,down,p\nb,3,up,q\nc,4,side,p\nd,5,down,q\n'.replaceAll(
      'none',
      'side',
    );
    const rows = `${csv}${Array.from({ length: 20 }, (_, i) => `e${i},0,${i % 2 ? 'up' : 'down'},p\n`).join('')}`;
    const data = await prepared(
      rows,
      classifySeries({ data: { inputs: ['x', 'kind'], split: { train: 0.1, validation: 0, test: 0.9 } } }),
      prepareSequences,
    );
    expect(data.preprocessing.categories).toEqual({ kind: ['up', 'down'] });
    expect(data.preprocessing.inputs.map(({ column }) => column)).toEqual(['x', 'kind = up', 'kind = down']);
    expect([...filled(data).inputs.subarray(0, 15)]).toEqual([1, 1, 0, 2, 0, 1, 3, 1, 0, 4, 0, 0, 5, 0, 1]);
    expect(data.warnings.map(({ code }) => code)).toContain('data/unseen-categories');
  });

  it('need the label in one row, and the same in all that have it', async () => {
    const data = await prepared('series,x,label\na,1,\na,2,p\nb,3,q\nb,4,\n', classifySeries(), prepareSequences);
    expect(labelNames(data)).toEqual(['p', 'q']);
    const differ = 'series,x,label\na,1,p\nb,2,q\na,3,p\na,4,r\n';
    const error = await userError(prepared(differ, classifySeries(), prepareSequences));
    expect(error.details).toMatchObject({ code: 'data/labels-differ', line: 5, column: 'label' });
    expect(error.message).toContain('label "r"');
    expect(error.message).toContain('line 2 of the same series "a" has "p"');
  });

  it('of one row each are said to be so: there are as many series as rows', async () => {
    const codes = async (csv: string) =>
      (await prepared(csv, classifySeries(), prepareSequences)).warnings.map(({ code }) => code);
    expect(await codes('series,x,label\na,1,p\nb,2,q\nc,3,q\n')).toEqual(['data/single-rows']);
    expect(await codes('series,x,label\na,1,p\nb,2,q\nb,3,q\n')).toEqual([]);
  });

  it('without a label, or without a row left, are left out and named', async () => {
    const csv = 'series,x,label\na,1,p\nb,2,q\nc,3,\nd,,p\n__proto__,4,p\n';
    const data = await prepared(csv, classifySeries({ data: { missing: 'drop' } }), prepareSequences);
    expect(labelNames(data)).toEqual(['p', 'q', 'p']);
    expect(data.examples.placeOf(2).series).toBe('__proto__');
    expect(data.excluded).toEqual([
      { reason: 'series without a label in "label"', count: 1, examples: ['c'] },
      { reason: 'series without a row that has all values', count: 1, examples: ['d'] },
    ]);
    expect([data.rows, data.dropped]).toEqual([3, 2]);
  });

  it('are filled as the experiment says, none from another', async () => {
    const csv = 'series,x,label\na,1,p\na,,p\na,3,p\nb,,q\nb,7,q\n';
    const error = await userError(prepared(csv, classifySeries(), prepareSequences));
    expect(error.details).toMatchObject({ code: 'data/missing-value', line: 3 });
    const filledIn = await prepared(csv, classifySeries({ data: { missing: 'interpolate' } }), prepareSequences);
    expect([...filled(filledIn).inputs]).toEqual([1, 2, 3, 7]);
    const forward = await prepared(csv, classifySeries({ data: { missing: 'forward-fill' } }), prepareSequences);
    expect([...filled(forward).inputs]).toEqual([1, 1, 3, 7]);
  });

  it('keep their names as they are written', async () => {
    const csv = 'series,x,label\n007,1,p\n7,2,q\nNone,3,p\n?,4,q\n';
    const data = await prepared(csv, classifySeries(), prepareSequences);
    expect([0, 1, 2, 3].map((example) => data.examples.placeOf(example).series)).toEqual(['007', '7', 'None', '?']);
  });

  it('are split whole', async () => {
    const csv = `series,x,label\n${Array.from({ length: 200 }, (_, i) => `s${i % 20},${i},${i % 2 ? 'p' : 'q'}`).join('\n')}\n`;
    for (const by of ['series', 'random', 'time'] as const) {
      const data = await prepared(
        csv,
        classifySeries({ data: { split: { train: 0.7, validation: 0.1, test: 0.2, by } } }),
        prepareSequences,
      );
      const { train, validation, test } = data.windows;
      expect([train.length, validation.length, test.length]).toEqual([14, 2, 4]);
      expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
      if (by === 'time') expect([...test]).toEqual([16, 17, 18, 19]);
    }
  });
});

describe('single rows with a label', () => {
  it('have at most 1,000 of them', async () => {
    const csv = (labels: number) =>
      `x,label\n${Array.from({ length: 3 * labels }, (_, i) => `${i},L${i % labels}`).join('\n')}\n`;
    const experiment = classifySeries({ data: { series: null } });
    const most = await prepared(csv(1000), experiment, prepareSequences);
    expect(most.classes).toHaveLength(1000);
    const error = await userError(prepared(csv(1001), experiment, prepareSequences));
    expect(error.message).toContain('has 1001 different labels for 3003 training examples');
    expect(error.details).toMatchObject({ code: 'data/too-many-classes', column: 'label' });
  });

  it('are sequences of one step', async () => {
    const data = await prepared(
      'x,y,label\n1,2,p\n3,4,q\n5,6,\n',
      classifySeries({ data: { series: null, inputs: ['x', 'y'] }, window: { timeSteps: 1 } }),
      prepareSequences,
    );
    expect(data.shapes).toEqual({ timeSteps: 1, features: 2, horizon: 1, targets: 0, classes: 2 });
    expect([...filled(data).index]).toEqual([0, 1, 0, 1, 1, 1, 1, 1]);
    expect(data.examples.placeOf(1)).toEqual({ series: '', time: '2' });
    expect(data.excluded).toEqual([{ reason: 'rows without a label in "label"', count: 1, examples: ['line 4'] }]);
  });
});

import { describe, expect, it } from 'vitest';

import { prepareLabels } from '../../../src/data/classes/prepareLabels';
import { prepareSequences } from '../../../src/data/classes/prepareSequences';
import { prepare } from '../../../src/data/prepare';
import { checkExperiment } from '../../../src/spec/checks';
import { experimentSchema } from '../../../src/spec/experiment';
import { networkOf } from '../../../src/spec/network';
import { classifySeries, filled, halves, labelEach, prepared } from './classes/helpers';

const model = { embedding: { units: 3 } };

describe('categories as learned vectors', () => {
  it('are tokens of the training rows, 0 for any other, beside the numbers', async () => {
    const csv = 'series,x,kind,turn,label\na,1,up,l,p\na,2,down,l,p\nb,3,up,r,q\nc,4,__proto__,r,p\nd,5,down,l,q\n';
    const experiment = classifySeries({ model, data: { inputs: ['x', 'kind', 'turn'], split: halves } });
    const data = await prepared(csv, experiment, prepareSequences);
    expect(data.shapes).toMatchObject({ features: 1, categories: [3, 3] });
    expect(data.preprocessing.categories).toEqual({ kind: ['up', 'down'], turn: ['l', 'r'] });
    const { inputs, tokens } = filled(data);
    expect([...inputs]).toEqual([1, 2, 3, 4, 5]);
    expect([...tokens]).toEqual([1, 2, 1, 0, 2, ...[1, 1, 2, 2, 1]]);
    expect(data.warnings.map(({ code }) => code)).toContain('data/unseen-categories');
    expect(networkOf(experiment, data.shapes).inputs).toEqual([
      { kind: 'numbers', width: 1 },
      { kind: 'embedding', name: 'embedding', column: 0, vocabulary: 3, width: 3 },
      { kind: 'embedding', name: 'embedding_1', column: 1, vocabulary: 3, width: 3 },
    ]);
  });

  it('label rows without any number', async () => {
    const csv = 'series,kind,label\na,up,p\na,down,q\nb,up,p\nb,,q\nb,down,q\n';
    const experiment = labelEach({
      model: { ...labelEach().model, ...model },
      data: { inputs: ['kind'], missing: 'drop' },
    });
    const data = await prepared(csv, experiment, prepareLabels);
    expect(data.shapes).toMatchObject({ features: 0, categories: [3] });
    expect([...filled(data).tokens]).toEqual([1, 2, 1, 2]);
  });

  it('stand in the rows after the end that a forecast reads, and as ones and zeros beside its last state', async () => {
    const past = ['a,1,10,x,in', 'a,2,20,y,in', 'a,3,30,x,in', 'b,1,5,y,out', 'b,2,6,x,out', 'b,3,7,y,out'];
    const csv = `s,t,v,k,side\n${[...past, 'a,4,,y,', 'a,5,,z,', 'b,4,,x,', 'b,5,,y,'].join('\n')}\n`;
    const experiment = experimentSchema.parse({
      version: 1,
      task: 'forecast',
      data: {
        ...{
          file: 'a.csv',
          series: 's',
          time: 't',
          targets: ['v'],
          inputs: ['v', 'k'],
          known: ['k'],
          static: ['side'],
        },
        ...{ scale: 'none', split: { train: 1, validation: 0, test: 0 } },
      },
      window: { timeSteps: 1, horizon: 2 },
      model,
    });
    const data = await prepared(csv, experiment, prepare);
    expect(data.shapes).toMatchObject({ features: 1, known: 2, categories: [3, 3] });
    const { tokens, known } = filled(data);
    // Six rows; then of each series the last window and the two rows to come.
    expect([...tokens.subarray(0, 12)]).toEqual([1, 2, 1, 2, 1, 2, ...[1, 2, 0], ...[2, 1, 2]]);
    expect([...tokens.subarray(12)]).toEqual([1, 1, 1, 2, 2, 2, ...[1, 1, 1], ...[2, 2, 2]]);
    expect([...known.subarray(12)]).toEqual([1, 0, 0, 1, 0, 0, ...[0, 1, 1, 0, 0, 1]]);
  });
});

it('vectors of nothing are refused when the data were read, also where nobody has looked at the columns', async () => {
  const experiment = classifySeries({ model, data: { inputs: ['x'] } });
  const data = await prepared('series,x,label\na,1,p\na,2,p\nb,3,q\n', experiment, prepareSequences);
  expect(checkExperiment(experiment).map((problem) => problem.path)).not.toContain('model.embedding');
  expect(checkExperiment(experiment, null, data.shapes)).toEqual([
    {
      path: 'model.embedding',
      message: 'is a vector for each value of a categorical column, and none of the inputs is one',
      hint: 'Set it to null, or add a column of categories to the inputs.',
    },
  ]);
});

import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';

import { classPredictionsCsv, probabilityColumns } from '../../../src/runs/classPredictionsFile';

describe('predictions of classes', () => {
  it('have a column for each class, none of which is called as another', () => {
    const classes = ['actual', 'actual (2)', '=1+1', "'=1+1", '__proto__', 'a,"b"', 'split', ' '];
    const names = probabilityColumns(classes);
    expect(names).toEqual([
      ...['actual (3)', 'actual (2)', "'=1+1", "'=1+1 (2)", '__proto__', 'a,"b"', 'split (2)', ' '],
    ]);
    const probabilities = classes.map((_, i) => i / 8);
    const row = {
      split: 'test',
      series: '=x',
      time: '7',
      actual: '<b>',
      predicted: '__proto__',
      probabilities,
    } as const;
    const text = [...classPredictionsCsv([row], classes)].join('');
    const [header = [], cells = []] = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
    expect(header).toEqual(['split', 'series', 'time', 'step', 'actual', 'predicted', ...names]);
    expect(new Set(header).size).toBe(header.length);
    expect(cells).toEqual(['test', "'=x", '7', '1', '<b>', '__proto__', ...probabilities.map(String)]);
  });

  it('have the text that was read between the row and the classes, as a text and never as a formula', () => {
    const source = '=HYPERLINK("x")\n<img src=x>, "quoted" ';
    const row = {
      ...({ split: 'test', series: '', time: '3', source, actual: 'source', predicted: 'no' } as const),
      probabilities: [0.25, 0.75],
    };
    const text = [...classPredictionsCsv([row], ['source', 'no'], true)].join('');
    const [header, cells] = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
    expect(header).toEqual(['split', 'series', 'time', 'step', 'source', 'actual', 'predicted', 'source (2)', 'no']);
    expect(cells).toEqual(['test', '', '3', '1', `'${source}`, 'source', 'no', '0.25', '0.75']);
  });

  it('leave a cell empty where there is no probability', () => {
    const row = {
      split: 'train',
      series: '',
      time: '1',
      actual: 'a',
      predicted: 'a',
      probabilities: [NaN, 1],
    } as const;
    expect([...classPredictionsCsv([row], ['a', 'b'])].join('').split('\n')[1]).toBe('train,,1,1,a,a,,1');
  });
});

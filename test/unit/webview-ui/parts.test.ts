import { describe, expect, test } from 'vitest';

import { splitRows } from '../../../src/spec/splitRows';
import { partsOf } from '../../../webview-ui/shared/charts/parts';

const split = {
  by: 'time',
  train: 0.7,
  validation: 0.1,
  test: 0.2,
  context: true,
  seed: 0,
  testRows: null,
  validationRows: null,
} as const;

describe('the shaded parts of a series', () => {
  test('are the shares as typed', () => {
    expect(partsOf(split, 1000).map(({ name, share }) => [name, share])).toEqual([
      ['train', 0.7],
      ['validation', 0.1],
      ['test', 0.2],
    ]);
    expect(partsOf({ ...split, validation: 0, train: 0.8 }, 1000).map(({ name }) => name)).toEqual(['train', 'test']);
  });

  test('begin at the rows that are trained and tested on where rows are counted', () => {
    for (const counted of [
      { ...split, testRows: 48 },
      { ...split, testRows: 48, validationRows: 24 },
      { ...split, validationRows: 24 },
      { ...split, testRows: 748, validationRows: null },
    ]) {
      const rows = 748;
      const expected = splitRows(rows, counted);
      for (const { name, from, to } of partsOf(counted, rows)) {
        expect([from * rows, to * rows].map(Math.round)).toEqual(expected[name]);
      }
    }
    expect(partsOf({ ...split, testRows: 48 }, 748).at(-1)).toMatchObject({ name: 'test', to: 1 });
    expect(partsOf({ ...split, testRows: 748 }, 748).map(({ name }) => name)).toEqual(['test']);
  });

  test('are none where series or single rows are shared out, or nothing is drawn', () => {
    expect(partsOf({ ...split, by: 'series' }, 100)).toEqual([]);
    expect(partsOf({ ...split, by: 'random' }, 100)).toEqual([]);
    expect(partsOf(split, 0)).toEqual([]);
  });
});

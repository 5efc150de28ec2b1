import { describe, expect, it } from 'vitest';

import { age, shortNumber } from '../../../src/extension/runs/format';
import { groupByFile } from '../../../src/extension/runs/nodes';
import type { RunItem } from '../../../src/protocol/webview';

const now = new Date('2026-01-31T12:00:00Z');

describe('age of a run', () => {
  it.each([
    ['2026-01-31T11:59:30Z', 'now'],
    ['2026-01-31T11:57:00Z', '3m ago'],
    ['2026-01-31T09:30:00Z', '2h ago'],
    ['2026-01-29T11:00:00Z', '2d ago'],
    ['2026-01-31T12:00:05Z', 'now'],
  ])('%s is %s', (started, text) => {
    expect(age(started, now, 'en')).toBe(text);
  });

  it('says nothing of a time that is none', () => {
    expect(age('yesterday', now, 'en')).toBe('');
  });
});

it('writes scores with three digits in the editor’s language', () => {
  expect(shortNumber(21.4321, 'en')).toBe('21.4');
  expect(shortNumber(0.083512, 'de')).toBe('0,0835');
});

describe('the tree of runs', () => {
  const run = (folder: string, file: string, started: string): RunItem =>
    ({ folder, file, name: folder, summary: { started } }) as RunItem;

  it('groups by CSV, newest first in both levels, and marks the runs of this window', () => {
    const groups = groupByFile(
      [run('a1', 'a.csv', '2026-01-01'), run('b1', 'b.csv', '2026-01-02'), run('a2', 'a.csv', '2026-01-03')],
      new Set(['a2']),
    );
    expect(groups.map(({ file, runs }) => [file, runs.map(({ item, own }) => [item.folder, own])])).toEqual([
      [
        'a.csv',
        [
          ['a2', true],
          ['a1', false],
        ],
      ],
      ['b.csv', [['b1', false]]],
    ]);
  });

  it('is empty without runs', () => {
    expect(groupByFile([], new Set())).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';

import type { Pairs } from '../../../src/data/pairs/pairData';
import { SourceMemory } from '../../../src/training/tasks/translate/sourceMemory';

/** Pairs whose words are numbered by their letters. */
function made(rows: readonly (readonly [string, string])[]): Pairs {
  const tokens = (text: string): Int32Array => Int32Array.from(text.split(' '), (word) => word.charCodeAt(0));
  return {
    count: rows.length,
    rows: Int32Array.from(rows.keys()),
    sourceText: (example) => rows[example]?.[0] ?? '',
    targetText: (example) => rows[example]?.[1] ?? '',
    sourceTokens: (example) => tokens(rows[example]?.[0] ?? ''),
    targetTokens: (example) => tokens(rows[example]?.[1] ?? ''),
  };
}

describe('the answer of the most alike training row', () => {
  const pairs = made([
    ['a b c', 'one'],
    ['a b d', 'two'],
    ['x y z', 'three'],
    ['a b c', 'uno'],
    ['a b c', 'uno'],
    // Asking:
    ['a b c', '?'],
    ['b a x', '?'],
    ['q', '?'],
    ['a b d d', '?'],
  ]);
  const memory = new SourceMemory(pairs, Int32Array.of(0, 1, 2, 3, 4));

  it('is the most frequent one of the same source', () => {
    expect(memory.recall(5)).toBe('uno');
  });

  it('is that of the source that shares most tokens and neighbours, the first of equals', () => {
    // "b a x" shares a, b with the first source (of 7 features, as its own 7), and x alone with the third.
    expect(memory.recall(6)).toBe('uno');
    expect(memory.recall(8)).toBe('two');
  });

  it('is none where nothing is shared', () => {
    expect(memory.recall(7)).toBeNull();
  });

  it('is not found by a training row in itself', () => {
    expect(memory.recall(2)).toBeNull();
    expect(memory.recall(1)).toBe('uno');
    // Without itself, the row has one "one" and one "uno" beside it: the first in the file.
    expect(memory.recall(3)).toBe('one');
  });

  it('asks again with the same answer', () => {
    expect([memory.recall(6), memory.recall(6)]).toEqual(['uno', 'uno']);
  });

  it('takes a limited number of sources', () => {
    const few = new SourceMemory(pairs, Int32Array.of(0, 1, 2, 3, 4), 1);
    expect(few.recall(8)).toBe('uno');
  });
});

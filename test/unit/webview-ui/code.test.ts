import fs from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { changedLines } from '../../../webview-ui/code/changedLines';
import { highlight } from '../../../webview-ui/code/highlight';

const golden = path.join(import.meta.dirname, '../../golden/files');
const programs = fs
  .readdirSync(golden, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(py|ts)\.txt$/.test(name))
  .map((name) => [name, fs.readFileSync(path.join(golden, name), 'utf8')] as const);

const textOf = (lines: readonly (readonly { readonly text: string }[])[]): string =>
  lines.map((tokens) => tokens.map(({ text }) => text).join('')).join('\n');

describe('coloured code', () => {
  it.each(programs)('is the code, letter by letter: %s', (name, text) => {
    const lines = highlight(name.endsWith('.py.txt') ? 'python' : 'typescript', text);
    expect(textOf(lines)).toBe(text);
    expect(new Set(lines.flat().map(({ kind }) => kind)).size).toBeGreaterThan(4);
  });

  it('is any text, letter by letter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('python' as const, 'typescript' as const, 'markdown' as const),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom('"', "'", '`', '$', '{', '}', '\n', '#', '<', '&', '\\', 'f', ' ') }),
        ),
        (language, text) => {
          expect(textOf(highlight(language, text))).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('knows what a person looks for', () => {
    const kindOf = (code: string, text: string): string | null | undefined =>
      highlight('python', code)
        .flat()
        .find((token) => token.text === text)?.kind;
    expect(kindOf('def train(model):\n    return 3', 'def')).toBe('keyword');
    expect(kindOf('def train(model):\n    return 3', 'train')).toBe('title');
    expect(kindOf('def train(model):\n    return 3', '3')).toBe('number');
    expect(kindOf('x = None', 'None')).toBe('literal');
    expect(kindOf('x = "<b>"  # why', '"<b>"')).toBe('string');
    expect(kindOf('x = "<b>"  # why', '# why')).toBe('comment');
  });
});

describe('lines that changed', () => {
  it('are those that were not there', () => {
    expect(changedLines(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([1]);
    expect(changedLines(['a', 'c'], ['a', 'b', 'c', 'd'])).toEqual([1, 3]);
    expect(changedLines(['a', 'b', 'c'], ['a', 'c'])).toEqual([]);
    expect(changedLines([], ['a', 'b'])).toEqual([0, 1]);
    expect(changedLines(['a'], [])).toEqual([]);
  });

  it('leave the old text behind when they are taken out', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changed = new Set(changedLines(before, after));
        const kept = after.filter((_, i) => !changed.has(i));
        let at = 0;
        for (const line of before) if (line === kept[at]) at += 1;
        expect(at).toBe(kept.length);
      }),
    );
  });

  it('are not looked for in another program altogether, and quickly', () => {
    const begun = performance.now();
    const lines = (prefix: string): string[] => Array.from({ length: 2000 }, (_, i) => `${prefix}${i}`);
    expect(changedLines(lines('a'), lines('b'))).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

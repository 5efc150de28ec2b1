import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, it } from 'vitest';

import { seededGenerator } from '../../../../src/engine/random';
import { Tokenizer } from '../../../../src/data/text/tokenizer';

const words = new Tokenizer('word');
const characters = new Tokenizer('character');

describe('words', () => {
  it('are cut at blanks, and punctuation marks are tokens of their own', () => {
    expect(words.tokens("Don't buy it!  It broke (twice), 3.5 stars…\nNever-again")).toEqual([
      ...["Don't", 'buy', 'it', '!', 'It', 'broke', '(', 'twice', ')', ',', '3.5', 'stars', '…'],
      ...['Never', '-', 'again'],
    ]);
  });

  it('are kept together in scripts without blanks, from right to left, and with marks', () => {
    expect(words.tokens('שלום, עולם')).toEqual(['שלום', ',', 'עולם']);
    expect(words.tokens('مرحبا بالعالم')).toEqual(['مرحبا', 'بالعالم']);
    // A family of four code points joined by zero-width joiners, a flag of two, a thumb with a skin colour.
    expect(words.tokens('👨‍👩‍👧‍👦 🇮🇪👍🏽 ok')).toEqual(['👨‍👩‍👧‍👦', '🇮🇪', '👍🏽', 'ok']);
  });

  it('take HTML and names of the language apart like any other text', () => {
    expect(words.tokens('<b onclick="x()">__proto__</b>')).toEqual([
      ...['<', 'b', 'onclick', '=', '"', 'x', '(', ')', '"', '>', '__proto__', '<', '/', 'b', '>'],
    ]);
    expect(words.tokens('<pad> <unknown>')).toEqual(['<', 'pad', '>', '<', 'unknown', '>']);
  });

  it('are none in empty and blank texts', () => {
    for (const text of ['', ' ', '\t\n\r\n', '\u00a0\u2003', '\ufeff']) expect(words.tokens(text)).toEqual([]);
  });

  it('are the same in upper and lower case only where that is asked for', () => {
    expect(new Tokenizer('word', true).tokens('GOOD İstanbul ΣΊΣΥΦΟΣ')).toEqual(['good', 'i̇stanbul', 'σίσυφος']);
    expect(words.tokens('Good good')).toEqual(['Good', 'good']);
  });

  it('are put together again as they are written', () => {
    for (const text of ["Don't buy it! It broke (twice), 3.5 stars…", '¿Qué? «Non».', 'a']) {
      expect(words.join(words.tokens(text))).toBe(text);
    }
    expect(words.join(words.tokens('Arrête-toi, vas-y !'))).toBe('Arrête-toi, vas-y!');
    // The blank of French typography is none of the word.
    expect(words.tokens('Courez\u202f! 12\u202f%')).toEqual(['Courez', '!', '12', '%']);
    expect(words.join([])).toBe('');
  });

  it('are read no further than asked for', () => {
    const text = 'word '.repeat(2_000_000);
    const started = performance.now();
    expect(words.tokens(text, 5)).toHaveLength(5);
    expect(performance.now() - started).toBeLessThan(1000); // all of it would take several seconds
    expect(words.tokens(text, 0)).toEqual([]);
  });
});

describe('long texts', () => {
  const parts = [
    "can't ",
    'e\u0301a\u0308',
    '👨‍👩‍👧‍👦',
    '🇮🇪🇫🇷',
    '3,141.5 ',
    'שלום ',
    '天気がいいから散歩しましょう。',
    '\r\n',
    ' \u00a0 ',
    'x'.repeat(70),
    `${'z'.repeat(2500)} `,
    '(…)',
    '“no”',
  ];

  it.each(['word', 'character'] as const)('are cut by %s as short ones are, wherever the pieces meet', (level) => {
    const granularity = level === 'word' ? 'word' : 'grapheme';
    const random = seededGenerator(7);
    for (let turn = 0; turn < 20; turn++) {
      const text = Array.from({ length: 300 }, () => parts[uniformInt(random, 0, parts.length - 1)]).join('');
      const all = [...new Intl.Segmenter('en', { granularity }).segment(text.normalize('NFC'))].map((s) => s.segment);
      const expected = level === 'word' ? all.filter((segment) => segment.trim() !== '') : all;
      expect(new Tokenizer(level).tokens(text)).toEqual(expected);
    }
  });

  it('of 100,000 words take a moment', () => {
    const text = 'Some words, and more. '.repeat(25_000);
    const started = performance.now();
    expect(words.tokens(text)).toHaveLength(150_000);
    expect(characters.tokens('x'.repeat(300_000))).toHaveLength(300_000);
    expect(words.tokens('x'.repeat(1_000_000))).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(10_000); // in one go: several minutes
  });
});

describe('characters', () => {
  it('are what a reader counts as one', () => {
    expect(characters.tokens('aé👨‍👩‍👧‍👦🇮🇪\r\nक्षि')).toEqual(['a', 'é', '👨‍👩‍👧‍👦', '🇮🇪', '\r\n', 'क्षि']);
    expect(characters.tokens('a  b')).toEqual(['a', ' ', ' ', 'b']);
  });

  it('are the same however an accent is written', () => {
    expect(characters.tokens('e\u0301')).toEqual(['\u00e9']);
    expect(characters.tokens('\u00e9')).toEqual(['\u00e9']);
    // No composed form: letter and marks stay one token of several code points.
    expect(characters.tokens('x\u0301\u0302y')).toEqual(['x\u0301\u0302', 'y']);
  });

  it('are put together again without anything between', () => {
    const text = 'X:1\nK:D\n|:A,2 B/ c\'d" :|';
    expect(characters.join(characters.tokens(text))).toBe(text);
  });
});

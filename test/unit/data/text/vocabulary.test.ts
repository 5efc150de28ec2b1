import { describe, expect, it } from 'vitest';

import { Tokenizer } from '../../../../src/data/text/tokenizer';
import { Vocabulary, endToken, padToken, startToken, unknownToken } from '../../../../src/data/text/vocabulary';

const words = new Tokenizer('word');

describe('a vocabulary', () => {
  it('has the special entries first, then tokens by frequency, then by first appearance', () => {
    const { tokens, size } = Vocabulary.fromTexts(['b a a c', 'c b d'], words, 10);
    expect(tokens).toEqual(['<pad>', '<unknown>', '<start>', '<end>', 'b', 'a', 'c', 'd']);
    expect(size).toBe(8);
  });

  it('is capped, and what does not fit is unknown', () => {
    const vocabulary = Vocabulary.fromTexts(['b a a c', 'c b d'], words, 2);
    expect(vocabulary.tokens.slice(4)).toEqual(['b', 'a']);
    expect([...vocabulary.encode('a b c')]).toEqual([5, 4, unknownToken]);
  });

  it('reads no further in a text than the network does', () => {
    expect(Vocabulary.fromTexts(['a b c d'], words, 10, 2).tokens.slice(4)).toEqual(['a', 'b']);
    expect([...Vocabulary.fromTexts(['a b'], words, 10).encode('b a b', 2)]).toEqual([5, 4]);
  });

  it('knows names that objects have', () => {
    const vocabulary = Vocabulary.fromTexts(['__proto__ constructor', 'toString'], words, 10);
    expect([...vocabulary.encode('constructor __proto__ toString hasOwnProperty')]).toEqual([5, 4, 6, unknownToken]);
    expect(vocabulary.decode([4, 5])).toBe('__proto__ constructor');
  });

  it('may hold one token, or none', () => {
    expect([...Vocabulary.fromTexts(['x', 'x x'], words, 5).encode('x y')]).toEqual([4, unknownToken]);
    expect([...Vocabulary.fromTexts([], words, 5).encode('x')]).toEqual([unknownToken]);
  });

  it('never gives a special number for a text', () => {
    const vocabulary = Vocabulary.fromTexts(['<pad> <start>'], words, 10);
    expect(Math.min(...vocabulary.encode('<pad> <unknown> <start> <end>'))).toBe(unknownToken);
    expect([...vocabulary.encode('<start>')].every((number) => number > endToken)).toBe(true);
  });

  it('writes a text up to its end', () => {
    const vocabulary = Vocabulary.fromTexts(['Good , bad !'], words, 10);
    const good = vocabulary.encode('Good, bad!');
    expect(vocabulary.decode([startToken, ...good, endToken, 4, padToken])).toBe('Good, bad!');
    expect(vocabulary.decode([4, unknownToken, 9999])).toBe('Good <unknown> <unknown>');
  });

  it('is the same when made of its own tokens again', () => {
    const made = Vocabulary.fromTexts(['c a b a'], new Tokenizer('character', true), 10);
    const again = new Vocabulary([...made.tokens], made.tokenizer);
    expect([...again.encode('ABC d')]).toEqual([...made.encode('ABC d')]);
  });
});

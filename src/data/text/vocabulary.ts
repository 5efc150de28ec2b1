import type { Tokenizer } from './tokenizer';

/**
 * Entries that stand before all tokens. No text holds them: cut into words or characters, their brackets are tokens of
 * their own.
 */
export const specialTokens = ['<pad>', '<unknown>', '<start>', '<end>'] as const;
export const padToken = 0;
export const unknownToken = 1;
export const startToken = 2;
export const endToken = 3;

/** The tokens that a network knows, by number. */
export class Vocabulary {
  private readonly numbers: ReadonlyMap<string, number>;

  /** @param tokens in the order of their numbers, the special ones first, as `preprocessing.json` has them */
  constructor(
    readonly tokens: readonly string[],
    readonly tokenizer: Tokenizer,
  ) {
    const special = specialTokens.length;
    this.numbers = new Map(tokens.slice(special).map((token, place) => [token, place + special]));
  }

  /**
   * The most frequent tokens of texts; of those that are as frequent, the one that appears first.
   * @param texts of the training part alone: what is judged must not be known beforehand
   * @param most tokens kept, the special ones not counted
   * @param maxLength tokens of each text that are read
   */
  static fromTexts(texts: Iterable<string>, tokenizer: Tokenizer, most: number, maxLength = Infinity): Vocabulary {
    const cut = function* (): Generator<string[]> {
      for (const text of texts) yield tokenizer.tokens(text, maxLength);
    };
    return Vocabulary.fromTokens(cut(), tokenizer, most);
  }

  /** The same of texts that were cut already. */
  static fromTokens(texts: Iterable<Iterable<string>>, tokenizer: Tokenizer, most: number): Vocabulary {
    const counts = new Map<string, number>();
    for (const tokens of texts) {
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    // A map keeps the order of appearance, and sorting is stable.
    const ranked = [...counts].sort(([, a], [, b]) => b - a).slice(0, most);
    return new Vocabulary([...specialTokens, ...ranked.map(([token]) => token)], tokenizer);
  }

  /** Number of tokens with the special ones: rows of an embedding. */
  get size(): number {
    return this.tokens.length;
  }

  /**
   * Numbers of a text's tokens, without start and end.
   * @param maxLength tokens that are read
   */
  encode(text: string, maxLength = Infinity): Int32Array {
    return this.encodeTokens(this.tokenizer.tokens(text, maxLength));
  }

  encodeTokens(tokens: readonly string[]): Int32Array {
    return Int32Array.from(tokens, (token) => this.numbers.get(token) ?? unknownToken);
  }

  /** The text of tokens up to the first end; padding and start are left out, an unknown token is written `<unknown>`. */
  decode(numbers: Iterable<number>): string {
    const tokens: string[] = [];
    for (const number of numbers) {
      if (number === endToken) break;
      if (number === padToken || number === startToken) continue;
      tokens.push(this.tokens[number] ?? specialTokens[unknownToken]);
    }
    return this.tokenizer.join(tokens);
  }
}

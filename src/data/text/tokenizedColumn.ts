import type { TextCells } from './textColumn';
import type { Tokenizer } from './tokenizer';
import type { Vocabulary } from './vocabulary';

/**
 * The texts of a column cut into tokens: each different text once, each different token kept once, so that a large file
 * takes 4 bytes a token.
 */
export class TokenizedColumn {
  private readonly tokens: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly texts: Int32Array[] = [];

  /** @param most tokens of a text that are read */
  constructor(
    private readonly cells: TextCells,
    private readonly tokenizer: Tokenizer,
    private readonly most = Infinity,
  ) {}

  get name(): string {
    return this.cells.name;
  }

  /** Tokens of a row's text; 0 where the cell is empty or blank, at most one more than are read. */
  countAt(row: number): number {
    return this.cut(row).length;
  }

  tokensAt(row: number): string[] {
    return Array.from(this.read(row), (number) => this.tokens[number] ?? '');
  }

  /** The text as it was read: tokens put together again. */
  textAt(row: number): string {
    return this.tokenizer.join(this.tokensAt(row));
  }

  /** Gives the numbers that a vocabulary has for a row's tokens. The same array for the same text. */
  encoder(vocabulary: Vocabulary): (row: number) => Int32Array {
    const encoded: Int32Array[] = [];
    return (row) => (encoded[this.cells.codeAt(row)] ??= vocabulary.encodeTokens(this.tokensAt(row)));
  }

  private read(row: number): Int32Array {
    const tokens = this.cut(row);
    return tokens.length > this.most ? tokens.subarray(0, this.most) : tokens;
  }

  /** Tokens of a row's text by their numbers here, with one more than are read where there are more. */
  private cut(row: number): Int32Array {
    const code = this.cells.codeAt(row);
    if (code < 0) return nothing;
    return (this.texts[code] ??= Int32Array.from(
      this.tokenizer.tokens(this.cells.texts[code] ?? '', this.most + 1),
      (token) => this.numberOf(token),
    ));
  }

  private numberOf(token: string): number {
    const known = this.numbers.get(token);
    if (known !== undefined) return known;
    const number = this.tokens.length;
    this.tokens.push(token);
    this.numbers.set(token, number);
    return number;
  }
}

const nothing = new Int32Array(0);

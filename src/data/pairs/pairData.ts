import type { Dataset } from '../dataset';
import type { Vocabulary } from '../text/vocabulary';

/** Source and target texts. An example's number is its place among the rows that are kept, in file order. */
export interface PairData extends Dataset {
  readonly source: Vocabulary;
  readonly target: Vocabulary;
  readonly pairs: Pairs;
}

export interface Pairs {
  readonly count: number;
  /** 0-based row of the file. */
  readonly rows: Int32Array;
  /**
   * Both texts as they were read: cut into tokens (the source at most `model.tokens.maxLength`) and put together again,
   * so that texts that differ in blanks alone are the same.
   */
  sourceText(example: number): string;
  targetText(example: number): string;
  /** Source tokens by the vocabulary: what the network sees. */
  sourceTokens(example: number): Int32Array;
  /** Target tokens by the vocabulary, without start and end. */
  targetTokens(example: number): Int32Array;
}

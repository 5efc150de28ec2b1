import type { SplitName } from '../../spec/run';
import type { Dataset } from '../dataset';
import type { Vocabulary } from '../text/vocabulary';
import type { Condition, Conditions } from './conditions';

/** Texts to be written on, token after token. An example is a text, or a piece of one that is long. */
export interface TextData extends Dataset {
  readonly vocabulary: Vocabulary;
  readonly conditions: Conditions;
  readonly texts: Texts;
  /** Number of the text that each example is of. */
  readonly textOf: Int32Array;
}

/** Whole texts by number: their place among the rows that are kept, in file order. */
export interface Texts {
  readonly count: number;
  readonly partOf: readonly SplitName[];
  /** By the vocabulary, without start and end. */
  tokens(text: number): Int32Array;
  /** Characters of a text as a reader counts them, with what stands between words. */
  characters(text: number): number;
  condition(text: number): Condition;
}

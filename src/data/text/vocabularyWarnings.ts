import type { DataWarning } from '../../spec/profile';
import { specialTokens, unknownToken, type Vocabulary } from './vocabulary';

/** What a person should know of the tokens of a column. */
export function vocabularyWarnings(
  column: string,
  vocabulary: Vocabulary,
  /** Tokens of the texts of the test part. */
  test: Iterable<Int32Array>,
): DataWarning[] {
  return [...oneToken(column, vocabulary), ...unknownTokens(column, test)];
}

function oneToken(column: string, { size, tokens }: Vocabulary): DataWarning[] {
  if (size > specialTokens.length + 1) return [];
  const [only = ''] = tokens.slice(specialTokens.length);
  return [
    {
      code: 'data/one-token',
      message: `All texts of column "${column}" in the training part are made of one token, "${only.slice(0, 40)}".`,
      hint: 'There is little in it to learn; cut the texts into characters instead of words, or choose another column.',
      column,
    },
  ];
}

function unknownTokens(column: string, texts: Iterable<Int32Array>): DataWarning[] {
  let all = 0;
  let unknown = 0;
  for (const text of texts) {
    all += text.length;
    for (const token of text) if (token === unknownToken) unknown++;
  }
  if (unknown === 0) return [];
  const share = Number(((100 * unknown) / all).toPrecision(2));
  return [
    {
      code: 'data/unknown-tokens',
      message: `${share} % of the tokens of column "${column}" in the test part are unknown: the training part does not have them, or they are too rare for the vocabulary.`,
      hint: 'A larger model.tokens.vocabulary, more rows for training, or characters instead of words leave fewer.',
      column,
    },
  ];
}

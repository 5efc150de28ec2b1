import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';

type Tokens = NonNullable<Pipeline['experiment']['model']['tokens']>;

export const tokensOf = ({ experiment }: Pipeline): Tokens => {
  if (!experiment.model.tokens) throw new Error('texts are read as tokens');
  return experiment.model.tokens;
};

/** `tokenize(text)`, `findVocabulary(texts)` and what they need. */
export function tokenFunctions(pipeline: Pipeline): string[] {
  return some(tokenize(tokensOf(pipeline)), findVocabulary);
}

export function tokenConstants(pipeline: Pipeline): string[] {
  const { level, vocabulary, maxLength } = tokensOf(pipeline);
  return [
    `const VOCABULARY = ${vocabulary};`,
    `const MAX_LENGTH = ${maxLength};`,
    '// The same cuts on every machine, whatever its language.',
    'const segmenter = new Intl.Segmenter("en", {',
    `  granularity: "${level === 'word' ? 'word' : 'grapheme'}",`,
    '});',
    '// Numbers 0 to 3 of every vocabulary.',
    'const SPECIAL = ["<pad>", "<unknown>", "<start>", "<end>"];',
  ];
}

function tokenize({ level, lowercase }: Tokens): string {
  const words = level === 'word';
  return lines(
    words
      ? '/** Words and punctuation marks of a text, without the blanks between them. */'
      : '/** Characters of a text, as a reader counts them. */',
    'function tokenize(text: string): string[] {',
    words
      ? '  const composed = text.replaceAll("\\u202f", " ").normalize("NFC");'
      : '  const composed = text.normalize("NFC");',
    `  const segments = segmenter.segment(composed${lowercase ? '.toLowerCase()' : ''});`,
    words
      ? [
          '  const tokens = Array.from(segments, ({ segment }) => segment);',
          '  return tokens.filter((token) => token.trim() !== "");',
        ]
      : '  return Array.from(segments, ({ segment }) => segment);',
    '}',
  );
}

const findVocabulary = `/** The most frequent tokens of texts; of those alike, the one that comes first. */
function findVocabulary(texts: string[][]): string[] {
  const counts = new Map<string, number>();
  for (const token of texts.flat()) {
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  return [...SPECIAL, ...ranked.slice(0, VOCABULARY).map(([token]) => token)];
}`;

/** `encoder(vocabulary)`: gives the numbers of tokens. */
export const encoder = `/** Gives the numbers of tokens; 1 for those that are not known. */
function encoder(vocabulary: string[]): (tokens: string[]) => number[] {
  const known = vocabulary.slice(SPECIAL.length);
  const numbers = new Map(known.map((token, i) => [token, SPECIAL.length + i]));
  return (tokens) => tokens.map((token) => numbers.get(token) ?? 1);
}`;

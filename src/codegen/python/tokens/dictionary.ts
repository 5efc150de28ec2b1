import type { CodegenInput } from '../../input';
import type { Pipeline } from '../../pipeline';
import type { Unsupported } from '../../supported';

/** Scripts that are written without blanks between words: where these are, a dictionary tells, and each program has its own. */
export const unspaced = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'] as const;

const found = new RegExp(`[${unspaced.map((script) => `\\p{scx=${script}}`).join('')}]`, 'u');

/** Words that Python's rules do not find: those of texts whose scripts have no blanks. */
export function needDictionary({ experiment, preprocessing }: CodegenInput): Unsupported[] {
  if (experiment.model.tokens?.level !== 'word') return [];
  const { source = [], target = [] } = preprocessing.vocabularies ?? {};
  if (![...source, ...target].some((token) => found.test(token))) return [];
  return [
    {
      path: 'model.tokens.level',
      what: 'words of Chinese, Japanese, Thai, Lao, Khmer or Burmese, which a dictionary tells apart',
    },
  ];
}

/** Said of what may be given to the program afterwards. */
export const dictionaryNote = ({ experiment: { model } }: Pipeline): string[] =>
  model.tokens?.level === 'word'
    ? ['Words:  by Unicode rules; Chinese, Japanese, Thai and the like would need a dictionary']
    : [];

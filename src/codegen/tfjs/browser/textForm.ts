import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';
import { tokensOf } from '../texts/tokens';
import type { PageForm } from './form';
import { likeliest, show } from './show';

/** A text that is told something. */
export function textForm(pipeline: Pipeline): PageForm {
  const { maxLength } = tokensOf(pipeline);
  const second = pipeline.network.head.kind === 'sigmoid';
  return {
    asked: 'A text:',
    height: 5,
    needs: ['vocabularies', 'classes'],
    script: some(
      encoding(pipeline, 'source'),
      show,
      '',
      likeliest,
      '',
      'function predict(text) {',
      `  const tokens = encode(text).slice(0, ${maxLength});`,
      '  if (tokens.length === 0) throw new Error("A text is needed.");',
      '  const read = tf.tensor2d([tokens], undefined, "int32");',
      '  const [said] = model.predict(read).arraySync();',
      second ? '  return likeliest([1 - said[0], said[0]]);' : '  return likeliest(said);',
      '}',
    ),
  };
}

/** Lines that declare `encode(text)`: numbers of tokens, cut as the run cut them. */
export function encoding(pipeline: Pipeline, side: 'source' | 'target'): string[] {
  const { level, lowercase } = tokensOf(pipeline);
  const words = level === 'word';
  return lines(
    `const vocabulary = vocabularies.${side};`,
    '// The first four are no tokens of texts: padding, unknown, start and end.',
    'const numbered = vocabulary.map((token, i) => [token, i]);',
    'const numbers = new Map(numbered.slice(4));',
    `const granularity = "${words ? 'word' : 'grapheme'}";`,
    '// The same cuts on every machine, whatever its language.',
    'const segmenter = new Intl.Segmenter("en", { granularity });',
    '',
    '/** Numbers of the tokens of a text; 1 for those that are not known. */',
    'function encode(text) {',
    words
      ? '  const composed = text.replaceAll("\\u202f", " ").normalize("NFC");'
      : '  const composed = text.normalize("NFC");',
    `  const segments = [...segmenter.segment(composed${lowercase ? '.toLowerCase()' : ''})];`,
    words
      ? [
          '  const tokens = segments.map(({ segment }) => segment);',
          '  const words = tokens.filter((token) => token.trim() !== "");',
          '  return words.map((word) => numbers.get(word) ?? 1);',
        ]
      : '  return segments.map(({ segment }) => numbers.get(segment) ?? 1);',
    '}',
    '',
  ).split('\n');
}

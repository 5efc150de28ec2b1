import type { Pipeline } from '../../pipeline';
import { some } from '../lines';
import { joinFunction } from '../texts/join';
import { tokensOf } from '../texts/tokens';
import type { PageForm } from './form';
import { encoding } from './textForm';

/** The beginning of a text that is written on. */
export function writingForm(pipeline: Pipeline): PageForm {
  const { length, temperature, topK } = pipeline.experiment.sampling;
  const join = joinFunction(tokensOf(pipeline)).replaceAll(/: string(\[\])?(?=[,) ])/g, '');
  return {
    asked: 'How a text begins, or nothing:',
    height: 5,
    needs: ['vocabularies'],
    script: some(
      encoding(pipeline, 'target'),
      join.split('\n'),
      '',
      'const [START, END] = [2, 3];',
      '',
      'function predict(text) {',
      '  const tokens = [START, ...encode(text)];',
      `  while (tokens.length <= ${length}) {`,
      '    const next = tf.tidy(() => {',
      '      const read = tf.tensor2d([tokens], undefined, "int32");',
      '      const [said] = model.predict(read).arraySync();',
      '      // Padding, unknown and start are never written.',
      temperature === 0
        ? ['      const own = said.at(-1).slice(END);', '      return END + own.indexOf(Math.max(...own));']
        : [
            topK === null
              ? '      const likely = tf.tensor1d(said.at(-1).slice(END));'
              : [
                  '      const own = tf.tensor1d(said.at(-1).slice(END));',
                  `      const few = tf.topk(own, Math.min(own.size, ${topK}));`,
                  '      const likely = few.values;',
                ].join('\n'),
            `      const logits = tf.log(likely)${temperature === 1 ? '' : `.div(${temperature})`};`,
            '      const [drawn] = tf.multinomial(logits, 1).dataSync();',
            topK === null ? '      return END + drawn;' : '      return END + few.indices.dataSync()[drawn];',
          ],
      '    });',
      '    if (next === END) break;',
      '    tokens.push(next);',
      '  }',
      '  return joinTokens(tokens.slice(1).map((token) => vocabulary[token]));',
      '}',
    ).flatMap((line) => line.split('\n')),
  };
}

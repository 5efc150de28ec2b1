import { call, layOut, prettier } from '../../layout';
import { typescriptString } from '../../literals';
import type { Pipeline } from '../../pipeline';
import { lines, some } from '../lines';

/** `writeText(model, vocabulary)`: a new text, token after token. */
export function sampling({ experiment }: Pipeline, conditions: boolean): string {
  const { length, temperature, topK, start } = experiment.sampling;
  const parameters = some('model: tf.LayersModel', 'vocabulary: string[]', conditions && 'conditions: number[]');
  return lines(
    '/** A new text, token after token. */',
    layOut(prettier, 0, 'function ', call('writeText', ...parameters), ': string {'),
    start === ''
      ? '  const tokens = [START];'
      : `  const tokens = [START, ...encoder(vocabulary)(tokenize(${typescriptString(start)}))];`,
    `  while (tokens.length <= ${length}) {`,
    '    const probabilities = tf.tidy(() => {',
    conditions
      ? [
          '      const read = tf.tensor3d([tokens.map(() => conditions)]);',
          '      const said = model.predict([read, integers([tokens])]) as tf.Tensor3D;',
        ]
      : '      const said = model.predict(integers([tokens])) as tf.Tensor3D;',
    '      return said.arraySync()[0][tokens.length - 1];',
    '    });',
    '    // Padding, unknown and start are never written.',
    temperature === 0
      ? ['    const own = probabilities.slice(END);', '    const next = END + own.indexOf(Math.max(...own));']
      : [
          '    const scores = probabilities.slice(END).map((p, i) => ({',
          '      token: END + i,',
          `      weight: p${temperature === 1 ? '' : ` ** (1 / ${temperature})`},`,
          '    }));',
          ...some(
            topK !== null && [
              '    scores.sort((a, b) => b.weight - a.weight);',
              `    scores.length = Math.min(scores.length, ${topK});`,
            ],
          ),
          '    let left =',
          '      Math.random() * scores.reduce((sum, { weight }) => sum + weight, 0);',
          '    const drawn = scores.find(({ weight }) => (left -= weight) < 0);',
          '    const next = drawn?.token ?? END;',
        ],
    '    if (next === END) break;',
    '    tokens.push(next);',
    '  }',
    '  return joinTokens(tokens.slice(1).map((token) => vocabulary[token]));',
    '}',
  );
}

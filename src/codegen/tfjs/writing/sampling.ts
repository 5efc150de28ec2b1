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
    '  let read = tokens;',
    '  let states: tf.Tensor[] = [];',
    `  while (tokens.length <= ${length}) {`,
    '    let probabilities: number[] = [];',
    '    states = tf.tidy(() => {',
    conditions && '      const known = tf.tensor3d([read.map(() => conditions)]);',
    layOut(
      prettier,
      3,
      'const [outputs, ...next] = ',
      call('runStep', 'model', ...(conditions ? ['known'] : []), 'integers([read])', 'states'),
      ';',
    ),
    '      const [steps] = (outputs as tf.Tensor3D).arraySync();',
    '      probabilities = steps[steps.length - 1];',
    '      return next;',
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
    '    read = [next];',
    '  }',
    '  return joinTokens(tokens.slice(1).map((token) => vocabulary[token]));',
    '}',
  );
}

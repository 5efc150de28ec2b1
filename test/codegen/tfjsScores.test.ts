import { stripTypeScriptTypes } from 'node:module';
import { runInThisContext } from 'node:vm';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, it } from 'vitest';

import { macroF1, rocAuc } from '../../src/codegen/tfjs/classes/report';
import { corpusBleu } from '../../src/codegen/tfjs/pairs/bleu';
import { seededGenerator } from '../../src/engine/random';
import { corpusBleu as ownBleu } from '../../src/training/scores/bleu';
import { classScores } from '../../src/training/scores/classes';

/** A function as programs have it. */
function compiled<F>(name: string, text: string): F {
  return runInThisContext(`(() => {${stripTypeScriptTypes(text)}; return ${name}; })()`) as F;
}

/** Our own scores are compared with sacrebleu's and scikit-learn's in tests of their own. */
describe('scores of TensorFlow.js programs', () => {
  const bleu = compiled<(texts: string[], references: string[][]) => number>('corpusBleu', corpusBleu);

  it.each<[string, string[], string[][]]>([
    ['the same', ['the cat sat on the mat'], [['the cat sat on the mat']]],
    ['several references', ['the cat is on a mat'], [['a cat sat on the mat', 'there is a cat on a mat']]],
    ['shorter', ['the cat sat on'], [['the cat sat on the mat', 'the cat']]],
    ['nothing right', ['a b c d'], [['e f g h']]],
    ['no four in a row right', ['a b x d e', 'a y'], [['a b c d e'], ['a z']]],
    ['no text of four', ['a b c', ''], [['a b c'], ['a']]],
    ['repeated', ['the the the the the'], [['the cat the mat']]],
    ['punctuation', ['It costs $1,000.50 (or 3-4%)!', "don't"], [['It costs $1,000.5, or 3-4 %.'], ["don't ."]]],
    ['what HTML writes otherwise', ['a &amp; b &lt; c &quot;d&quot;'], [['a & b < c "d"']]],
    ['other writing', ['猫は マット の 上 。', 'é à ü ñ'], [['猫は マット の 上 に いる 。'], ['é à u ñ']]],
    ['special names', ['__proto__ constructor a b toString'], [['constructor __proto__ a b toString']]],
  ])('BLEU: %s', (_, texts, references) => {
    expect(bleu(texts, references)).toBeCloseTo(ownBleu(texts, references)!, 9);
  });

  it('F1 and AUC of labels drawn at random, with ties and labels that were never learned', () => {
    const f1 = compiled<(actual: string[], predicted: string[]) => number>('macroF1', macroF1);
    type Prediction = { actual: string; probabilities: number[] };
    const auc = compiled<(predictions: Prediction[], classes: string[]) => number>('rocAuc', rocAuc);
    const random = seededGenerator(1);
    for (let round = 0; round < 50; round++) {
      const names = ['constructor', '__proto__', 'never learned'];
      const count = uniformInt(random, 5, 60);
      const draw = (from: number, to: number) => Int32Array.from({ length: count }, () => uniformInt(random, from, to));
      const [actual, predicted, tenths] = [draw(0, 2), draw(0, 1), draw(0, 10)];
      const probabilities = Float32Array.from([...tenths].flatMap((p) => [1 - p / 10, p / 10]));
      const own = classScores({ names, classes: 2, actual, predicted, probabilities });
      const labels = (numbers: Int32Array) => Array.from(numbers, (k) => names[k]!);
      expect(f1(labels(actual), labels(predicted))).toBeCloseTo(own.f1!, 12);
      const predictions = labels(actual).map((label, i) => ({
        actual: label,
        probabilities: [...probabilities.slice(2 * i, 2 * i + 2)],
      }));
      if (own.auc !== null) expect(auc(predictions, names.slice(0, 2))).toBeCloseTo(own.auc!, 12);
    }
  });
});

import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { balancedWeights } from '../../../src/data/classes/balancedWeights';
import {
  auc,
  classDetails,
  classScores,
  type ClassPredictions,
  confusionCounts,
  rocCurve,
  scoresByClass,
} from '../../../src/training/scores/classes';

interface Vectors {
  cases: {
    name: string;
    classes: number;
    actual: number[];
    probabilities: number[][];
    confusion: number[][];
    accuracy: number;
    f1: number;
    precision: (number | null)[];
    recall: (number | null)[];
    f1ByClass: (number | null)[];
    support: number[];
    auc: number | null;
    roc: { falsePositiveRate: number[]; truePositiveRate: number[] } | null;
  }[];
  weights: { labels: number[]; classes: number; weights: number[] }[];
}

/** Made by make_class_vectors.py with scikit-learn. */
const vectors = JSON.parse(readFileSync(new URL('vectors/classes.json', import.meta.url), 'utf8')) as Vectors;

function predictionsOf({ classes, actual, probabilities }: Vectors['cases'][number]): ClassPredictions {
  const labels = Math.max(classes, ...actual.map((label) => label + 1));
  return {
    names: Array.from({ length: labels }, (_, k) => `class ${k}`),
    classes,
    actual: Int32Array.from(actual),
    predicted: Int32Array.from(probabilities, (row) => row.indexOf(Math.max(...row))),
    probabilities: Float32Array.from(probabilities.flat()),
  };
}

/** Both sides compute in doubles: what differs is the order of a few sums. */
const digits = 12;

describe.each(vectors.cases)('scores of $name', (expected) => {
  const predictions = predictionsOf(expected);

  it('are those of scikit-learn', () => {
    expect(confusionCounts(predictions)).toEqual(expected.confusion);
    const scores = classScores(predictions);
    expect(scores.accuracy).toBeCloseTo(expected.accuracy, digits);
    expect(scores.f1).toBeCloseTo(expected.f1, digits);
    const byClass = scoresByClass(predictions.names, expected.confusion);
    expect(byClass.map(({ support }) => support)).toEqual(expected.support);
    for (const [name, values] of [
      ['precision', expected.precision],
      ['recall', expected.recall],
      ['f1', expected.f1ByClass],
    ] as const) {
      byClass.forEach((one, k) => {
        const value = values[k] ?? null;
        if (value === null) expect(one[name]).toBeNull();
        else expect(one[name]).toBeCloseTo(value, digits);
      });
    }
  });

  it('count ties half in the area under the curve', () => {
    const area = auc(predictions);
    if (expected.auc === null) expect(area).toBeNull();
    else expect(area).toBeCloseTo(expected.auc, digits);
    expect('auc' in classScores(predictions)).toBe(expected.classes === 2);
    const curve = rocCurve(predictions);
    if (expected.roc === null || curve === null) {
      expect(curve).toBe(expected.roc);
      return;
    }
    const { falsePositiveRate, truePositiveRate } = expected.roc;
    expect(curve.falsePositiveRate).toHaveLength(falsePositiveRate.length);
    curve.falsePositiveRate.forEach((value, i) => {
      expect(value).toBeCloseTo(falsePositiveRate[i] ?? NaN, digits);
      expect(curve.truePositiveRate[i]).toBeCloseTo(truePositiveRate[i] ?? NaN, digits);
    });
  });
});

describe('details', () => {
  it('hold a curve that a page can draw, with both ends', () => {
    const n = 5000;
    const actual = Int32Array.from({ length: n }, (_, i) => i % 2);
    const probabilities = Float32Array.from({ length: 2 * n }, (_, i) => {
      const p = ((i >> 1) * 7919) % n;
      return i % 2 === 1 ? p / n : 1 - p / n;
    });
    const { roc } = classDetails({ names: ['no', 'yes'], classes: 2, actual, predicted: actual, probabilities });
    expect(roc?.positive).toBe('yes');
    expect(roc?.falsePositiveRate).toHaveLength(200);
    expect([roc?.falsePositiveRate[0], roc?.falsePositiveRate.at(-1)]).toEqual([0, 1]);
    expect([roc?.truePositiveRate[0], roc?.truePositiveRate.at(-1)]).toEqual([0, 1]);
  });

  it('are null, not a number out of nothing, without an example', () => {
    const none = new Int32Array(0);
    const scores = classScores({ names: ['a', 'b'], classes: 2, actual: none, predicted: none, probabilities: null });
    expect(scores).toEqual({ accuracy: null, f1: null, auc: null });
  });
});

describe('balanced weights', () => {
  it.each(vectors.weights)('are those of scikit-learn for $classes classes', ({ labels, classes, weights }) => {
    const own = balancedWeights(Int32Array.from(labels), classes);
    expect(own).toHaveLength(classes);
    own.forEach((weight, k) => {
      expect(weight).toBeCloseTo(weights[k] ?? NaN, digits);
    });
  });
});

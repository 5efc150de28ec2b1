import { describe, expect, it } from 'vitest';

import { countRightTokens, exactMatch } from '../../../../src/training/scores/tokens';

describe('right tokens', () => {
  // [2 examples, 3 steps, 4 classes]; the second example has two steps. Keras 3.15.1: SparseCategoricalAccuracy over the
  // same arrays with the mask [[1, 1, 1], [1, 1, 0]] as sample weights gives 0.6.
  const probabilities = Float32Array.of(
    ...[0.1, 0.2, 0.3, 0.4],
    ...[0.4, 0.4, 0.1, 0.1], // as likely as the second: the first is taken
    ...[0.25, 0.25, 0.25, 0.25],
    ...[0.1, 0.6, 0.2, 0.1],
    ...[0.0, 0.0, 1.0, 0.0],
    ...[NaN, NaN, NaN, NaN],
  );

  it('are counted over the real steps alone, the first of equally likely ones', () => {
    const labels = [Int32Array.of(3, 1, 0), Int32Array.of(0, 2)];
    expect(countRightTokens(probabilities, labels, { steps: 3, classes: 4 })).toEqual({ right: 3, tokens: 5 });
  });

  it('are none of no texts', () => {
    expect(countRightTokens(new Float32Array(0), [], { steps: 3, classes: 4 })).toEqual({ right: 0, tokens: 0 });
  });
});

describe('exact match', () => {
  it('is the share of texts that are one of their references', () => {
    expect(exactMatch(['a', 'b', 'c', ''], [['x', 'a'], ['B'], [], ['']])).toBe(0.5);
    expect(exactMatch([], [])).toBeNull();
  });
});

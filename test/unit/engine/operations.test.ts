import { describe, expect, it } from 'vitest';

import { trainingOperations } from '../../../src/engine/operations';
import { smallExperiment } from '../training/series';

const operations = (layers: object[], timeSteps: number, inputs = 1): number =>
  trainingOperations(
    smallExperiment({
      'model.layers': layers,
      'window.timeSteps': timeSteps,
      'data.inputs': Array.from({ length: inputs }, (_, i) => `column ${i}`),
    }),
  );

describe('operations of a training step', () => {
  // Forward and the weights' gradient of the inputs' product, all three of the state's, and those of the dense layer.
  it.each([
    ['SimpleRNN', 'simple_rnn', 1],
    ['GRU', 'gru', 3],
    ['LSTM', 'lstm', 4],
  ])('are those of the matrix products of a %s', (_name, cell, gates) => {
    const [units, steps, inputs] = [5, 7, 3];
    const multiplications =
      steps * 2 * (inputs * gates * units) + (steps - 1) * 3 * (units * gates * units) + 3 * units;
    expect(operations([{ cell, units }], steps, inputs)).toBe(2 * multiplications);
  });

  it('count the gradient of the inputs from the second layer on, and both directions', () => {
    const first = 2 * (10 * 2 * 1 * 4 * 8 + 9 * 3 * 8 * 4 * 8);
    const second = 10 * 3 * 16 * 4 * 2 + 9 * 3 * 2 * 4 * 2;
    const layers = [
      { cell: 'lstm', units: 8, bidirectional: true },
      { cell: 'lstm', units: 2 },
    ];
    expect(operations(layers, 10)).toBe(2 * (first + second + 3 * 2));
  });

  it('of one time step have no product with a state, which is zero', () => {
    expect(operations([{ cell: 'simple_rnn', units: 4 }], 1)).toBe(2 * (2 * 4 + 3 * 4));
  });
});

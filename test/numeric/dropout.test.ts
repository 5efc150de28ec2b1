import { describe, expect, test } from 'vitest';

import { DropoutSource } from '../../src/engine/dropout';
import type { RecurrentLayer } from '../../src/spec/experiment';
import { recurrentLayerSchema } from '../../src/spec/experiment';

const layer = (options: Partial<RecurrentLayer>): RecurrentLayer =>
  recurrentLayerSchema.parse({ units: 5, ...options });

describe('dropout masks', () => {
  test('scale up what is kept, so that the mean stays', () => {
    const [mask = new Float32Array(0)] = new DropoutSource(1).masks(layer({ dropout: 0.25 }), 1000, 40).inputs;
    expect([...new Set(mask)].toSorted()).toEqual([0, Math.fround(1 / 0.75)]);
    const kept = mask.filter((value) => value > 0).length / mask.length;
    expect(Math.abs(kept - 0.75)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / mask.length));
  });

  // keras/src/layers/rnn: recurrent_dropout switches LSTM and GRU to implementation 1, with masks a gate.
  test.each([
    ['simple_rnn', { dropout: 0.5 }, 1, 0],
    ['lstm', { dropout: 0.5 }, 1, 0],
    ['gru', { dropout: 0.5 }, 1, 0],
    ['simple_rnn', { dropout: 0.5, recurrentDropout: 0.5 }, 1, 1],
    ['lstm', { dropout: 0.5, recurrentDropout: 0.5 }, 4, 4],
    ['gru', { dropout: 0.5, recurrentDropout: 0.5 }, 3, 3],
    ['lstm', { recurrentDropout: 0.5 }, 0, 4],
    ['lstm', {}, 0, 0],
  ] as const)('%s with %o: %i for the inputs, %i for the state, as many as Keras', (cell, rates, inputs, recurrent) => {
    const masks = new DropoutSource(1).masks(layer({ cell, ...rates }), 7, 3);
    expect(masks.inputs.map((mask) => mask.length)).toEqual(new Array(inputs).fill(7 * 3));
    expect(masks.recurrent.map((mask) => mask.length)).toEqual(new Array(recurrent).fill(7 * 5));
  });

  test('come from the seed, and go on from a saved state', () => {
    const dropped = layer({ dropout: 0.5, recurrentDropout: 0.5 });
    const [first, second] = [new DropoutSource(3), new DropoutSource(3)];
    expect(first.masks(dropped, 7, 3)).toEqual(second.masks(dropped, 7, 3));
    const state = first.state();
    const next = first.masks(dropped, 7, 3);
    expect(next).not.toEqual(new DropoutSource(3).masks(dropped, 7, 3));
    const resumed = new DropoutSource(99);
    resumed.setState(state);
    expect(resumed.masks(dropped, 7, 3)).toEqual(next);
  });
});

import { describe, expect, it, vi } from 'vitest';

import { initializeParameters } from '../../../src/engine/initializers';
import { refuseParameters } from '../../../src/engine/memory';
import { trainingOperations } from '../../../src/engine/operations';
import { Parameters } from '../../../src/engine/parameters';
import type { Experiment, ExperimentInput } from '../../../src/spec/experiment';
import { experimentSchema } from '../../../src/spec/experiment';
import { weightShapes } from '../../../src/spec/layers';

function experimentOf(task: ExperimentInput['task'], model: ExperimentInput['model']): Experiment {
  return experimentSchema.parse({
    version: 1,
    task,
    data: { file: 'none.csv', targets: ['a'] },
    model,
    training: { loss: 'categorical_crossentropy' },
  });
}

const tokens = { features: 0, targets: 0, vocabulary: 50, classes: 7 };

describe('operations of a training step over sequences', () => {
  // Multiplications: forward, and back by weights and by inputs; a learned vector is read, but its gradient is a product.
  it('have the gradient by learned vectors, and none by ones', () => {
    const shapes = { ...tokens, timeSteps: 6, horizon: 1 };
    const layers = [{ cell: 'simple_rnn' as const, units: 5 }];
    const recurrent = 5 * 3 * 5 * 5;
    const head = 3 * 5 * 7;
    const learned = experimentOf('classify', { layers, embedding: { units: 3 } });
    expect(trainingOperations(learned, shapes)).toBe(2 * (6 * 3 * 3 * 5 + recurrent + head));
    expect(trainingOperations(experimentOf('classify', { layers }), shapes)).toBe(
      2 * (6 * 2 * 50 * 5 + recurrent + head),
    );
  });

  it('have a head at every step, and no gradient by known columns', () => {
    const layers = [{ cell: 'simple_rnn' as const, units: 5 }];
    const each = { ...tokens, timeSteps: 6, horizon: 6 };
    const last = { ...tokens, timeSteps: 6, horizon: 1 };
    const label = trainingOperations(experimentOf('label', { layers }), each);
    const classify = trainingOperations(experimentOf('classify', { layers }), last);
    expect(label - classify).toBe(2 * 5 * 3 * 5 * 7);
    const numbers = { timeSteps: 6, features: 1, targets: 1, horizon: 1 };
    const forecast = {
      ...experimentOf('forecast', { layers }),
      training: { ...experimentOf('forecast', {}).training },
    };
    const plain = trainingOperations({ ...forecast, training: { ...forecast.training, loss: 'mse' } }, numbers);
    const known = { ...numbers, known: 2 };
    expect(trainingOperations({ ...forecast, training: { ...forecast.training, loss: 'mse' } }, known) - plain).toBe(
      2 * 2 * 2,
    );
  });

  it('of a decoder with attention: its own steps, both products with the encoder, and the layer on top', () => {
    const shapes = { ...tokens, timeSteps: 4, horizon: 3 };
    const model = {
      layers: [{ cell: 'simple_rnn' as const, units: 2 }],
      decoder: {
        layers: [{ cell: 'simple_rnn' as const, units: 2 }],
        mode: 'autoregressive' as const,
        attention: 'luong' as const,
      },
    };
    const encoder = 4 * 2 * 50 * 2 + 3 * 3 * 2 * 2;
    const decoder = 3 * 2 * 7 * 2 + 3 * 3 * 2 * 2; // begins with the encoder's state: three products
    const attention = 3 * 3 * (2 * 4 * 2 + 2 * 2 * 2);
    const head = 3 * 3 * 2 * 7;
    expect(trainingOperations(experimentOf('translate', model), shapes)).toBe(
      2 * (encoder + decoder + attention + head),
    );
  });
});

describe('a network too large for the machine', () => {
  const largest: [string, ExperimentInput['model'], object, string][] = [
    ['embedding', { embedding: { units: 1_000_000 } }, { vocabulary: 100_000 }, 'model.embedding.units'],
    ['classes', {}, { classes: 2_000_000_000 }, 'model.dense.0.units'],
    ['recurrent', { layers: [{ units: 4 }, { units: 1_000_000 }] }, {}, 'model.layers.1.units'],
    [
      'decoder',
      { decoder: { layers: [{ units: 900_000 }], mode: 'autoregressive' } },
      { horizon: 3 },
      'model.decoder.layers.0.units',
    ],
  ];
  it.each(largest)('is refused before it is built, naming the field: %s', (_name, model, shapes, path) => {
    const all = { ...tokens, timeSteps: 4, horizon: 1, ...shapes };
    expect(() => refuseParameters(experimentOf('classify', model), all)).toThrow(
      expect.objectContaining({ name: 'UserError', details: { code: 'engine/memory', path } }),
    );
  });

  it('is told from one that fits by the sizes of the data', () => {
    const experiment = experimentOf('classify', { embedding: { units: 64 } });
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(2e9);
    expect(() => refuseParameters(experiment, { ...tokens, timeSteps: 4, horizon: 1 })).not.toThrow();
    expect(() => refuseParameters(experiment, { ...tokens, timeSteps: 4, horizon: 1, vocabulary: 1e7 })).toThrow(
      'Training this network needs',
    );
    vi.restoreAllMocks();
  });
});

describe('initial weights of an embedding', () => {
  it('are uniform between -0.05 and 0.05, as Keras has them', () => {
    const experiment = experimentOf('classify', { embedding: { units: 40 } });
    const parameters = new Parameters(
      weightShapes(experiment, { ...tokens, timeSteps: 4, horizon: 1, vocabulary: 500 }),
    );
    initializeParameters(parameters, 42);
    const [table] = parameters.toNamed();
    expect(table?.name).toBe('embedding/embeddings');
    const values = table?.values ?? new Float32Array(0);
    expect(values.length).toBe(20_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.05));
    expect(Math.max(...values)).toBeGreaterThan(0.0499);
    expect(Math.min(...values)).toBeLessThan(-0.0499);
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan((5 * 0.05) / Math.sqrt(3 * 20_000));
    expect(variance / (0.05 ** 2 / 3)).toBeCloseTo(1, 1);
  });
});

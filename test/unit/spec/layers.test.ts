import { describe, expect, it } from 'vitest';

import { countParameters, describeLayers, layerNames, weightShapes } from '../../../src/spec/layers';
import { parseExperiment } from '../../../src/spec/parse';
import { createRnn, presets } from '../../../src/spec/presets';
import { checkExperiment } from '../../../src/spec/checks';

const experiment = (model: object, targets = ['y'], inputs: string[] = []) =>
  parseExperiment({ version: 1, task: 'forecast', data: { file: 'a.csv', targets, inputs }, model });

describe('parameter counts agree with Keras model.summary()', () => {
  // Counts printed by Keras 3.15.1 for Sequential([Input((12, F)), layer, Dense(1)]).
  it.each([
    ['LSTM 32, 1 feature', { cell: 'lstm', units: 32 }, 1, 4352 + 33],
    ['GRU 64, 4 features', { cell: 'gru', units: 64 }, 4, 13_440 + 65],
    ['GRU 64, reset before', { cell: 'gru', units: 64, resetAfter: false }, 4, 13_248 + 65],
    ['SimpleRNN 3', { cell: 'simple_rnn', units: 3 }, 1, 15 + 4],
    ['bidirectional LSTM 64, 4 features', { cell: 'lstm', units: 64, bidirectional: true }, 4, 35_328 + 129],
  ])('%s', (_name, layer, features, expected) => {
    const inputs = Array.from({ length: features }, (_, i) => `c${i}`);
    expect(countParameters(experiment({ layers: [layer] }, ['c0'], inputs))).toBe(expected);
  });
});

describe('describeLayers', () => {
  it('gives shapes from input to head', () => {
    const layers = describeLayers(
      experiment(
        {
          layers: [
            { units: 8, bidirectional: true },
            { cell: 'gru', units: 5 },
          ],
          dense: [{ units: 4 }, { units: 2 }],
        },
        ['a', 'b'],
      ),
    );
    expect(layers.map((layer) => layer.outputShape)).toEqual([[12, 2], [12, 16], [5], [4], [2]]);
    expect(layers.map((layer) => layer.label)).toEqual([
      'Input',
      'Bidirectional LSTM 8',
      'GRU 5',
      'Dense 4',
      'Dense 2',
    ]);
  });

  it('numbers layers of one kind as Keras does', () => {
    const stacked = experiment({
      layers: [{ cell: 'lstm' }, { cell: 'gru' }, { cell: 'lstm' }],
      dense: [{ units: 3 }, { units: 1 }],
    });
    expect(layerNames(stacked)).toEqual({ recurrent: ['lstm', 'gru', 'lstm_1'], dense: ['dense', 'dense_1'] });
    expect(weightShapes(stacked).map((w) => w.name)).toEqual([
      ...['kernel', 'recurrent_kernel', 'bias'].map((w) => `lstm/${w}`),
      ...['kernel', 'recurrent_kernel', 'bias'].map((w) => `gru/${w}`),
      ...['kernel', 'recurrent_kernel', 'bias'].map((w) => `lstm_1/${w}`),
      'dense/kernel',
      'dense/bias',
      'dense_1/kernel',
      'dense_1/bias',
    ]);
  });
});

describe('presets', () => {
  it('createRnn builds the model of the tutorials', () => {
    const { model, timeSteps } = createRnn({
      hiddenUnits: 2,
      denseUnits: 1,
      inputShape: [3, 1],
      activation: ['linear', 'linear'],
    });
    expect(timeSteps).toBe(3);
    expect(model.layers[0]).toMatchObject({ cell: 'simple_rnn', units: 2, activation: 'linear' });
    expect(model.dense).toEqual([{ units: 1, activation: 'linear' }]);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s gives an experiment without problems',
    (_id, preset) => {
      for (const targets of [['y'], ['y', 'z']]) {
        const applied = parseExperiment(preset.apply(experiment({}, targets)));
        expect(checkExperiment(applied)).toEqual([]);
      }
    },
  );

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s gives one without problems whatever kind of forecast it is put on',
    (_id, preset) => {
      const lstm = { cell: 'lstm', units: 7 };
      const model = {
        topology: 'encoder-decoder',
        layers: [{ ...lstm, bidirectional: true }],
        decoder: { layers: [{ ...lstm, units: 14 }], mode: 'autoregressive', attention: 'luong' },
      };
      for (const change of [
        { window: { horizon: 5 }, model },
        { window: { horizon: 5, strategy: 'recursive' } },
        { training: { loss: 'quantile' }, window: { horizon: 3 } },
        { training: { stateful: true, shuffle: false }, window: { stride: 12 } },
        { data: { file: 'a.csv', targets: ['y'], series: 's', split: { testRows: 48 } } },
      ]) {
        const before = parseExperiment({
          ...{ version: 1, task: 'forecast', data: { file: 'a.csv', targets: ['y'] } },
          ...change,
        });
        expect(checkExperiment(before)).toEqual([]);
        expect(checkExperiment(parseExperiment(preset.apply(before)))).toEqual([]);
      }
    },
  );
});

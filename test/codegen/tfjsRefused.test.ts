import { expect, it } from 'vitest';

import type { DescribedFile } from '../../src/codegen/input';
import { tfjsUnsupported } from '../../src/codegen/tfjs/supported';
import type { ExperimentInput } from '../../src/spec/experiment';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';

const gru = { cell: 'gru', units: 3, dropout: 0.1 } as const;
const lstm = { cell: 'lstm', units: 3, dropout: 0.1 } as const;

/** All that TensorFlow.js programs refuse; what is not here is compared in `proof/proof.test.ts`. */
it.each<
  [
    string,
    Pick<ExperimentInput, 'window' | 'model' | 'training'>,
    readonly string[],
    string,
    Partial<ExperimentInput['data']>?,
  ]
>([
  [
    'stateful training',
    { training: { stateful: true, shuffle: false }, window: { stride: 12 } },
    [],
    'training.stateful',
  ],
  ['categories as ones beside windows scaled by themselves', {}, ['b'], 'data.scale', { scale: 'window' }],
  ['categories as ones that are fed back', { window: { horizon: 2, strategy: 'recursive' } }, ['b'], 'window.strategy'],
  [
    'dropout where a decoder of several layers begins with states',
    {
      window: { horizon: 2 },
      model: {
        topology: 'encoder-decoder',
        layers: [lstm, lstm],
        decoder: { layers: [lstm, lstm], mode: 'autoregressive' },
      },
    },
    [],
    'model.layers',
  ],
  [
    'dropout where a decoder begins with states and looks back',
    {
      window: { horizon: 2 },
      model: {
        topology: 'encoder-decoder',
        layers: [gru],
        decoder: { layers: [gru], mode: 'autoregressive', attention: 'luong' },
      },
    },
    [],
    'model.layers',
  ],
])('TensorFlow.js refuses %s', (_, fields, categories, path, columns = {}) => {
  const data = { file: 'data.csv', inputs: ['a', ...categories], targets: ['a'], ...columns };
  const experiment = resolveExperiment(parseExperiment({ version: 1, task: 'forecast', data, ...fields }));
  const preprocessing: DescribedFile = {
    dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
    columns: ['a', 'b'],
    time: null,
    categories: Object.fromEntries(categories.map((name) => [name, ['x', 'y']])),
  };
  expect(tfjsUnsupported({ experiment, preprocessing }).map((one) => one.path)).toEqual([path]);
});

import { expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { parseExperiment } from '../../../src/spec/parse';
import { trainsTheSame, variantsOf, whyOneDirection } from '../../../src/spec/variants';

const experiment = (model: object, more: object = {}) =>
  parseExperiment({
    ...{ version: 1, name: 'sales', task: 'forecast', data: { file: 'a.csv', targets: ['y'] }, model },
    ...more,
  });
const decoding = experiment(
  {
    topology: 'encoder-decoder',
    layers: [{ cell: 'gru', units: 5 }],
    decoder: { layers: [{ cell: 'gru', units: 5 }], mode: 'autoregressive', attention: 'luong' },
  },
  { window: { horizon: 6 } },
);

it('changes the cells of all layers and nothing else', () => {
  const variants = variantsOf('cells', decoding);
  expect(variants.map(({ label, experiment: { name } }) => [label, name])).toEqual([
    ['SimpleRNN', 'sales-simple_rnn'],
    ['GRU', 'sales-gru'],
    ['LSTM', 'sales-lstm'],
  ]);
  expect(variants.map(({ experiment: one }) => trainsTheSame(one, decoding))).toEqual([false, true, false]);
  for (const { experiment: one } of variants) expect(checkExperiment(one, null)).toEqual([]);
  const [, , lstm] = variants;
  expect([lstm?.experiment.model.layers[0]?.cell, lstm?.experiment.model.decoder?.layers[0]?.cell]).toEqual([
    'lstm',
    'lstm',
  ]);
});

it('keeps decoders as wide as the directions that they take over', () => {
  const variants = variantsOf('directions', decoding);
  expect(
    variants.map(({ label, experiment: { name, model } }) => [
      ...[label, name, model.layers[0]?.bidirectional, model.decoder?.layers[0]?.units],
      model.decoder?.layers[0]?.bidirectional,
    ]),
  ).toEqual([
    ['Forwards', 'sales-one-direction', false, 5, false],
    ['Both directions', 'sales-both-directions', true, 10, false],
  ]);
  for (const { experiment: one } of variants) expect(checkExperiment(one, null)).toEqual([]);
  const back = variantsOf('directions', variants[1]?.experiment ?? decoding)[0];
  expect(trainsTheSame(back?.experiment ?? decoding, decoding)).toBe(true);
});

it('leaves a decoder alone that reads the context only', () => {
  const repeating = experiment(
    { topology: 'encoder-decoder', layers: [{ units: 5 }], decoder: { layers: [{ units: 5 }] } },
    { window: { horizon: 6 } },
  );
  const both = variantsOf('directions', repeating)[1]?.experiment;
  expect(both?.model.decoder?.layers[0]?.units).toBe(5);
  expect(checkExperiment(both ?? repeating, null)).toEqual([]);
});

it('names variants of a variant after the same run', () => {
  const plain = experiment({ layers: [{ cell: 'lstm', units: 4 }] });
  const gru = variantsOf('cells', plain)[1]?.experiment ?? plain;
  expect(variantsOf('cells', gru).map(({ experiment: { name } }) => name)).toEqual([
    'sales-simple_rnn',
    'sales-gru',
    'sales-lstm',
  ]);
  expect(variantsOf('cells', { ...plain, name: '-gru' })[1]?.experiment.name).toBe('-gru-gru');
});

it('says where there is no backward direction', () => {
  expect(whyOneDirection('generate')).toContain('written from its start');
  expect(whyOneDirection('forecast', true)).toContain('carried on');
  for (const task of ['forecast', 'classify', 'label', 'translate'] as const) expect(whyOneDirection(task)).toBeNull();
});

import { describe, expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { topologiesOf } from '../../../src/spec/checks/topology';
import { type ExperimentInput, tasks, topologies } from '../../../src/spec/experiment';
import { parseExperiment } from '../../../src/spec/parse';
import { setPath } from '../../../src/spec/setPath';
import type { ModelShapes } from '../../../src/spec/shapes';
import { numbers, profileOf, times, words } from './profiles';

const lstm = (units: number, change: object = {}) => ({ cell: 'lstm' as const, units, ...change });
const file = profileOf([
  times('day'),
  words('shop', 'categorical', 12),
  numbers('sales'),
  numbers('price'),
  words('review', 'text'),
  words('reply', 'text'),
  words('label', 'categorical', 3),
]);

/** A correct experiment of each task. */
const correct: Record<string, ExperimentInput> = {
  forecast: { version: 1, task: 'forecast', data: { file: 'data.csv', time: 'day', targets: ['sales'] } },
  decoder: {
    version: 1,
    task: 'forecast',
    data: { file: 'data.csv', targets: ['sales'] },
    window: { horizon: 6 },
    model: {
      topology: 'encoder-decoder',
      layers: [lstm(8), lstm(8)],
      decoder: { layers: [lstm(8)], mode: 'autoregressive', attention: 'luong' },
    },
  },
  classify: {
    version: 1,
    task: 'classify',
    data: { file: 'data.csv', inputs: ['review'], targets: ['label'], split: { by: 'random' } },
    model: { tokens: { level: 'word' }, embedding: { units: 8 } },
    training: { loss: 'categorical_crossentropy' },
  },
  series: {
    version: 1,
    task: 'classify',
    data: { file: 'data.csv', series: 'shop', inputs: ['sales'], targets: ['label'], split: { by: 'series' } },
    training: { loss: 'categorical_crossentropy' },
  },
  label: {
    version: 1,
    task: 'label',
    data: { file: 'data.csv', series: 'shop', inputs: ['sales'], targets: ['label'] },
    model: { topology: 'many-to-many' },
    training: { loss: 'categorical_crossentropy', classWeights: 'balanced' },
  },
  translate: {
    version: 1,
    task: 'translate',
    data: { file: 'data.csv', inputs: ['review'], targets: ['reply'] },
    model: {
      topology: 'encoder-decoder',
      tokens: { level: 'word' },
      embedding: { units: 16 },
      layers: [lstm(8, { bidirectional: true })],
      decoder: { layers: [lstm(16)], mode: 'autoregressive', attention: 'luong' },
    },
    training: { loss: 'categorical_crossentropy' },
  },
  generate: {
    version: 1,
    task: 'generate',
    data: { file: 'data.csv', targets: ['review'], static: ['label'] },
    model: { topology: 'one-to-many', tokens: { level: 'character' } },
    training: { loss: 'categorical_crossentropy' },
  },
};

const changed = (base: string, changes: Record<string, unknown>) =>
  parseExperiment(
    Object.entries(changes).reduce<unknown>(
      (json, [path, value]) => setPath(json, path, JSON.stringify(value)),
      correct[base],
    ),
  );
const problems = (base: string, changes: Record<string, unknown>, shapes?: ModelShapes, profile = file) =>
  checkExperiment(changed(base, changes), profile, shapes);

describe('a correct experiment', () => {
  it.each(Object.keys(correct))('of %s has no problems, with its file and without', (base) => {
    expect(problems(base, {})).toEqual([]);
    expect(checkExperiment(changed(base, {}))).toEqual([]);
  });
});

describe('a topology', () => {
  it('fits its tasks alone', () => {
    for (const task of tasks) {
      for (const topology of topologies) {
        const found = problems('forecast', { task, 'model.topology': topology }).filter(
          ({ path }) => path === 'model.topology',
        );
        expect({ task, topology, problems: found.length }).toEqual({
          task,
          topology,
          problems: topologiesOf[task].includes(topology) ? 0 : 1,
        });
      }
    }
  });

  it('is named with those that fit', () => {
    expect(problems('forecast', { 'model.topology': 'many-to-many' })).toEqual([
      {
        path: 'model.topology',
        message: '"many-to-many" does not fit the task "forecast"',
        hint: 'Use many-to-one, encoder-decoder, one-to-one or one-to-many, or another task.',
      },
    ]);
  });
});

/** [base, changes, path, message, hint] */
const mistakes: [string, string, Record<string, unknown>, string, RegExp, RegExp?][] = [
  [
    'one step in',
    'forecast',
    { 'model.topology': 'one-to-one' },
    'window.timeSteps',
    /1 time step, not 12/,
    /many-to-one/,
  ],
  [
    'one step in, many out',
    'decoder',
    { 'model.topology': 'one-to-many' },
    'window.timeSteps',
    /not 12/,
    /encoder-decoder/,
  ],
  [
    'one step out',
    'forecast',
    { 'model.topology': 'one-to-one', 'window.timeSteps': 1, 'window.horizon': 3 },
    'window.horizon',
    /1 step out, not 3/,
    /one-to-many/,
  ],
  ['a horizon of a label', 'label', { 'window.horizon': 2 }, 'window.horizon', /no steps ahead/],
  ['a missing decoder', 'decoder', { 'model.decoder': null }, 'model.decoder', /encoder-decoder needs a decoder/],
  [
    'a missing decoder of one step in',
    'decoder',
    { 'model.topology': 'one-to-many', 'window.timeSteps': 1, 'model.decoder': null },
    'model.decoder',
    /one-to-many needs a decoder/,
  ],
  ['a decoder without a use', 'decoder', { 'model.topology': 'many-to-one' }, 'model.decoder', /has no decoder/],
  ['a decoder of writing', 'generate', { 'model.decoder': { layers: [lstm(32)] } }, 'model.decoder', /no decoder/],
  [
    'more decoder layers than encoder layers',
    'decoder',
    { 'model.decoder.layers': [lstm(8), lstm(8), lstm(8)] },
    'model.decoder.layers',
    /3 decoder layers cannot begin with the states of 2/,
    /at most 2/,
  ],
  [
    'other cells in decoder and encoder',
    'decoder',
    { 'model.decoder.layers.0.cell': 'gru' },
    'model.decoder.layers.0.cell',
    /gru, but it begins with the states of encoder layer 2, a lstm/,
    /Set it to lstm/,
  ],
  [
    'other units in decoder and encoder',
    'decoder',
    { 'model.decoder.layers.0.units': 9 },
    'model.decoder.layers.0.units',
    /has 9 units.*has 8/,
    /^Set it to 8\.$/,
  ],
  [
    'units of one direction of two',
    'translate',
    { 'model.decoder.layers.0.units': 8 },
    'model.decoder.layers.0.units',
    /16 in both directions together/,
    /^Set it to 16\.$/,
  ],
  [
    'states of two directions that are added up',
    'translate',
    { 'model.layers.0.merge': 'sum' },
    'model.layers.0.merge',
    /side by side/,
    /concat/,
  ],
  [
    'a decoder that reads backwards',
    'decoder',
    { 'model.decoder.layers.0.bidirectional': true },
    'model.decoder.layers.0.bidirectional',
    /cannot read what comes after/,
  ],
  [
    'attention between other widths',
    'decoder',
    { 'model.decoder.mode': 'repeat', 'model.decoder.layers.0.units': 5 },
    'model.decoder.layers.0.units',
    /compares its 5 units with the 8/,
    /^Set it to 8\.$/,
  ],
  [
    'an embedding of numbers',
    'forecast',
    { 'model.embedding': { units: 4 } },
    'model.embedding',
    /none of the inputs is one/,
  ],
  ['tokens of numbers', 'forecast', { 'model.tokens': { level: 'word' } }, 'model.tokens', /are for text/],
  [
    'softmax before the last layer',
    'classify',
    {
      'model.dense': [
        { units: 4, activation: 'softmax' },
        { units: 3, activation: 'softmax' },
      ],
    },
    'model.dense.0.activation',
    /last layer only/,
  ],
  [
    'softmax of numbers',
    'forecast',
    { 'model.dense': [{ units: 1, activation: 'softmax' }] },
    'model.dense.0.activation',
    /numbers are predicted/,
    /linear/,
  ],
  [
    'too few outputs for a horizon',
    'forecast',
    { 'window.horizon': 6, 'model.dense': [{ units: 1 }] },
    'model.dense.0.units',
    /1 outputs, but 6 values are/,
    /Set its units to 6/,
  ],
  [
    'too few outputs for quantiles',
    'forecast',
    { 'training.loss': 'quantile', 'model.dense': [{ units: 1 }] },
    'model.dense.0.units',
    /3 values are/,
  ],
  [
    'a loss of classes for numbers',
    'forecast',
    { 'training.loss': 'binary_crossentropy' },
    'training.loss',
    /does not fit/,
  ],
  [
    'a loss of numbers for texts',
    'translate',
    { 'training.loss': 'mse' },
    'training.loss',
    /does not fit/,
    /Use categorical/,
  ],
  ['a loss of numbers for a class', 'classify', { 'training.loss': 'mse' }, 'training.loss', /"classify"/],
  [
    'quantiles that do not ascend',
    'forecast',
    { 'training.loss': 'quantile', 'training.quantiles': [0.5, 0.1] },
    'training.quantiles',
    /ascend/,
  ],
  [
    'a quantile twice',
    'forecast',
    { 'training.loss': 'quantile', 'training.quantiles': [0.5, 0.5] },
    'training.quantiles',
    /each one once/,
  ],
  [
    'quantiles without the median',
    'forecast',
    { 'training.loss': 'quantile', 'training.quantiles': [0.1, 0.9] },
    'training.quantiles',
    /0\.5/,
  ],
  [
    'weights of classes of numbers',
    'forecast',
    { 'training.classWeights': 'balanced' },
    'training.classWeights',
    /for classes/,
  ],
  ['a text task without tokens', 'generate', { 'model.tokens': null }, 'model.tokens', /reads text/],
  [
    'a translation without tokens',
    'translate',
    { 'model.tokens': null, 'model.embedding': null },
    'model.tokens',
    /reads text/,
  ],
  [
    'a translation that repeats',
    'translate',
    { 'model.decoder.mode': 'repeat' },
    'model.decoder.mode',
    /token after token/,
  ],
  ['two sources', 'translate', { 'data.inputs': ['review', 'label'] }, 'data.inputs', /one column/],
  ['nothing that goes in', 'classify', { 'data.inputs': [] }, 'data.inputs', /what goes in/],
  ['the label as an input', 'classify', { 'data.inputs': ['label'] }, 'data.inputs.0', /to be predicted/],
  ['two labels', 'classify', { 'data.targets': ['label', 'shop'] }, 'data.targets', /a label of one column/],
  ['two texts', 'classify', { 'data.inputs': ['review', 'reply'] }, 'data.inputs', /one column/],
  ['a text in each row of a series', 'classify', { 'data.series': 'shop' }, 'data.series', /text of its own/],
  [
    'no series of numbers',
    'series',
    { 'data.series': null, 'data.split.by': 'random' },
    'data.series',
    /what belongs together/,
  ],
  [
    'another text beside the one that is written',
    'generate',
    { 'data.inputs': ['reply'] },
    'data.inputs.0',
    /text itself goes in/,
  ],
  [
    'writing backwards',
    'generate',
    { 'model.layers.0.bidirectional': true },
    'model.layers.0.bidirectional',
    /beforehand/,
  ],
  ['known columns of a label', 'label', { 'data.known': ['price'] }, 'data.known', /forecasts alone/],
  ['static columns of a class', 'classify', { 'data.static': ['shop'] }, 'data.static', /forecasts alone/],
  ['a calendar of a translation', 'translate', { 'data.calendar': ['month'] }, 'data.calendar', /forecasts alone/],
  [
    'a calendar without a time',
    'forecast',
    { 'data.time': null, 'data.calendar': ['month'] },
    'data.calendar',
    /there is none/,
  ],
  [
    'a calendar of numbers',
    'forecast',
    { 'data.time': 'price', 'data.calendar': ['hour'] },
    'data.calendar',
    /no hour/,
  ],
  ['a calendar feature twice', 'forecast', { 'data.calendar': ['hour', 'hour'] }, 'data.calendar.1', /twice/],
  ['a known target', 'forecast', { 'data.known': ['sales'] }, 'data.known.0', /not known beforehand/],
  [
    'a static target',
    'forecast',
    { 'data.series': 'shop', 'data.static': ['sales'] },
    'data.static.0',
    /never changes/,
  ],
  [
    'a recursive forecast of what is not predicted',
    'forecast',
    { 'window.strategy': 'recursive', 'window.horizon': 3, 'data.inputs': ['sales', 'price'] },
    'data.inputs.1',
    /cannot be fed back/,
    /known/,
  ],
  ['a decoder that is fed back', 'decoder', { 'window.strategy': 'recursive' }, 'window.strategy', /all steps itself/],
  [
    'a class that is fed back',
    'classify',
    { 'window.strategy': 'recursive' },
    'window.strategy',
    /nothing is fed back/,
  ],
  ['scaling by window of a label', 'label', { 'data.scale': 'window' }, 'data.scale', /for forecasts/],
  [
    'scaling by a series that is not there',
    'forecast',
    { 'data.scaleBy': 'series' },
    'data.scaleBy',
    /no series column/,
  ],
  ['windows at random', 'forecast', { 'data.split.by': 'random' }, 'data.split.by', /overlap/, /Use time/],
  ['a split by no series', 'forecast', { 'data.split.by': 'series' }, 'data.split.by', /no series column/],
  [
    'rows of whole series',
    'forecast',
    { 'data.series': 'shop', 'data.split.by': 'series', 'data.split.testRows': 48 },
    'data.split.testRows',
    /whole series/,
  ],
  ['last rows of texts', 'classify', { 'data.split.testRows': 48 }, 'data.split.testRows', /for forecasts/],
  ['a series that is an input', 'series', { 'data.inputs': ['shop'] }, 'data.series', /as well/],
  ['a series in each row', 'series', { 'data.series': 'price' }, 'data.series', /another in each row/],
  [
    'states that go on in any order',
    'forecast',
    { 'training.stateful': true, 'window.stride': 12 },
    'training.shuffle',
    /order is fixed/,
  ],
  [
    'states between windows that overlap',
    'forecast',
    { 'training.stateful': true, 'training.shuffle': false },
    'window.stride',
    /windows of 12 rows.*not 1/,
    /Set it to 12/,
  ],
  [
    'states of a layer of both directions',
    'forecast',
    { 'training.stateful': true, 'training.shuffle': false, 'window.stride': 12, 'model.layers.0.bidirectional': true },
    'training.stateful',
    /reads from the end/,
  ],
  [
    'states of texts of their own',
    'classify',
    { 'training.stateful': true },
    'training.stateful',
    /nothing to go on from/,
  ],
  ['times as a label', 'label', { 'data.targets': ['day'] }, 'data.targets.0', /times, not labels/],
  ['labels that are all different', 'classify', { 'data.targets': ['reply'] }, 'data.targets.0', /too many for labels/],
  ['a text that holds numbers', 'classify', { 'data.inputs': ['sales'] }, 'data.inputs.0', /numbers, not text/],
  ['numbers that are a text', 'series', { 'data.inputs': ['review'] }, 'data.inputs.0', /text, not numbers/],
  [
    'a text to write that holds numbers',
    'generate',
    { 'data.targets': ['sales'] },
    'data.targets.0',
    /numbers, not text/,
  ],
  [
    'a condition that is always another',
    'generate',
    { 'data.static': ['reply'] },
    'data.static.0',
    /too many different/,
  ],
  [
    'a source that is not there',
    'translate',
    { 'data.inputs': ['english'] },
    'data.inputs.0',
    /no column "english"/,
    /"day", "shop"/,
  ],
  ['a prototype as a column', 'forecast', { 'data.known': ['__proto__'] }, 'data.known.0', /no column "__proto__"/],
  ['a column twice', 'label', { 'data.inputs': ['price', 'price'] }, 'data.inputs.1', /twice/],
  ['a horizon beyond the data', 'forecast', { 'window.horizon': 900 }, 'window.horizon', /800 rows.*900 steps/],
];

describe('a mistake is named with its field and what to do:', () => {
  const series = profileOf([
    ...file.columns.slice(0, 3),
    numbers('price', { distinct: 1000 }),
    ...file.columns.slice(4),
  ]);

  it.each(mistakes)('%s', (_name, base, changes, path, message, hint = /./) => {
    const found = problems(base, changes, undefined, series);
    const [problem] = found.filter((one) => one.path === path);
    expect(problem?.message, JSON.stringify(found)).toMatch(message);
    expect(problem?.hint).toMatch(hint);
    expect(problem?.hint).toMatch(/\.$/);
  });

  it.each(mistakes)('%s stops nothing that is right beside it', (_name, base, changes, path) => {
    const paths = new Set(problems(base, changes, undefined, series).map((one) => one.path));
    expect(paths.has(path)).toBe(true);
    expect(paths.size).toBeLessThanOrEqual(3);
  });
});

describe('what one label alone means', () => {
  it('is told where the file was read as a whole, not of its beginning', () => {
    const one = profileOf([words('review', 'text'), words('label', 'categorical', 1)]);
    const [problem] = problems('classify', {}, undefined, one);
    expect(problem).toMatchObject({ path: 'data.targets.0', message: '"label" has one label only' });
    expect(problems('classify', {}, undefined, { ...one, complete: false })).toEqual([]);
  });
});

describe('sizes that the data give', () => {
  const shapes: ModelShapes = { timeSteps: 30, features: 0, horizon: 1, targets: 0, vocabulary: 900, classes: 3 };

  it('tell how many outputs there must be', () => {
    const dense = (units: number, activation = 'softmax') => ({ 'model.dense': [{ units, activation }] });
    expect(problems('classify', dense(3), shapes)).toEqual([]);
    expect(problems('classify', dense(4))).toEqual([]); // not yet known
    expect(problems('classify', dense(4), shapes)[0]).toMatchObject({
      path: 'model.dense.0.units',
      message: 'the last dense layer has 4 outputs, but 3 classes are predicted',
      hint: 'Set its units to 3.',
    });
    expect(problems('classify', dense(3, 'relu'), shapes)[0]).toMatchObject({
      path: 'model.dense.0.activation',
      hint: 'Set it to softmax.',
    });
  });

  it('tell whether two classes are two', () => {
    const loss = { 'training.loss': 'binary_crossentropy' };
    expect(problems('classify', loss, { ...shapes, classes: 2 })).toEqual([]);
    expect(problems('classify', loss, shapes)[0]).toMatchObject({ path: 'training.loss' });
  });
});

describe('what may be', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['a horizon at once', 'forecast', { 'window.horizon': 24 }],
    ['quantiles', 'forecast', { 'training.loss': 'quantile' }],
    ['scaling by window', 'forecast', { 'data.scale': 'window', 'window.horizon': 3 }],
    ['a calendar', 'forecast', { 'data.calendar': ['month', 'weekday'] }],
    ['many series', 'forecast', { 'data.series': 'shop', 'data.scaleBy': 'series', 'data.split.by': 'series' }],
    ['last rows as the test part', 'forecast', { 'data.series': 'shop', 'data.split.testRows': 48 }],
    ['categories as inputs', 'forecast', { 'data.inputs': ['sales', 'label'] }],
    [
      'known and static columns',
      'forecast',
      { 'data.series': 'shop', 'data.known': ['price'], 'data.static': ['label'] },
    ],
    [
      'a recursive forecast of all that it reads',
      'forecast',
      {
        'window.strategy': 'recursive',
        'window.horizon': 5,
        'data.inputs': ['sales', 'price'],
        'data.known': ['price'],
      },
    ],
    [
      'one row in, some out',
      'decoder',
      { 'model.topology': 'one-to-many', 'window.timeSteps': 1, 'model.decoder.attention': null },
    ],
    ['a decoder that repeats, of its own size', 'decoder', { 'model.decoder': { layers: [lstm(5)], mode: 'repeat' } }],
    ['two classes by sigmoid', 'classify', { 'training.loss': 'binary_crossentropy' }],
    [
      'single rows',
      'series',
      { 'data.series': null, 'data.split.by': 'random', 'model.topology': 'one-to-one', 'window.timeSteps': 1 },
    ],
    [
      'numbers for each row',
      'label',
      { 'data.targets': ['price'], 'training.loss': 'mse', 'training.classWeights': 'none' },
    ],
    ['numbers as a target text', 'translate', { 'data.targets': ['sales'] }],
    ['dates as a source text', 'translate', { 'data.inputs': ['day'] }],
    ['states that go on', 'forecast', { 'training.stateful': true, 'training.shuffle': false, 'window.stride': 12 }],
  ])('%s', (_name, base, changes) => {
    expect(problems(base, changes)).toEqual([]);
  });
});

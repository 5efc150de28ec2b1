import type { Experiment, ExperimentInput } from '../../../src/spec/experiment';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import { holes, hostileStores, hours, numbered, stores } from './data';

/** Forecasts of every kind that an experiment can say: each at least once, and together what shares code. */
export interface ForecastCase {
  readonly name: string;
  readonly csv: string;
  readonly experiment: Experiment;
}

type Data = Omit<ExperimentInput['data'], 'file'>;
type Window = NonNullable<ExperimentInput['window']>;
type Model = NonNullable<ExperimentInput['model']>;
type Training = NonNullable<ExperimentInput['training']>;

function one(
  name: string,
  csv: string,
  data: Data,
  window: Window = {},
  model: Model = {},
  training: Training = {},
): ForecastCase {
  const written: ExperimentInput = {
    version: 1,
    name,
    task: 'forecast',
    data: { ...data, file: 'data.csv' },
    window: { timeSteps: 4, ...window },
    model: { layers: [{ cell: 'gru', units: 3 }], ...model },
    training: { epochs: 2, batchSize: 32, optimizer: { learningRate: 0.01 }, ...training },
  };
  return { name, csv, experiment: resolveExperiment(parseExperiment(written)) };
}

const all = stores();
const holed = stores({ missing: holes });
const ahead = stores({ ahead: 5 });
const hourly = hours();
const sales: Data = { time: 'day', series: 'store', targets: ['sales'] };
const load: Data = { time: 'time', targets: ['load'] };
const three = { train: 0.6, validation: 0.2, test: 0.2 };
const steps: Window = { horizon: 3 };
const quantile: Training = { loss: 'quantile', quantiles: [0.1, 0.5, 0.9] };
const repeat: Model = { topology: 'encoder-decoder', decoder: { layers: [{ cell: 'gru', units: 3 }], mode: 'repeat' } };
const stepwise: Model = {
  topology: 'encoder-decoder',
  decoder: { layers: [{ cell: 'gru', units: 3 }], mode: 'autoregressive' },
};

const series: ForecastCase[] = [
  one('several series', all, sales),
  one(
    'several series, three parts, stride, no context',
    all,
    { ...sales, split: { ...three, context: false } },
    { horizon: 3, stride: 2 },
  ),
  one('each series scaled by itself', all, { ...sales, scaleBy: 'series', inputs: ['visits', 'sales'] }, steps),
  one('each series standardised, whole series tested', all, {
    ...sales,
    scaleBy: 'series',
    scale: 'standard',
    split: { ...three, by: 'series', seed: 5 },
  }),
  one(
    'whole series tested, robust',
    all,
    { ...sales, scale: 'robust', split: { train: 0.5, validation: 0, test: 0.5, by: 'series' } },
    steps,
  ),
  one('all train', all, { ...sales, split: { train: 1, validation: 0, test: 0, by: 'series' } }),
  one(
    'last rows, more than some series have',
    all,
    { ...sales, scaleBy: 'series', split: { testRows: 30, validationRows: 8 } },
    steps,
  ),
  one('last rows of one series', hourly, { ...load, split: { train: 0.6, validation: 0.2, test: 0.2, testRows: 20 } }),
  one('last validation rows', hourly, { ...load, split: { train: 0.8, test: 0.2, validationRows: 11 } }, steps),
  one('several series without times', all, { series: 'store', targets: ['sales', 'visits'], scale: 'none' }, steps),
];

const missing: ForecastCase[] = [
  one('holes', holed, { ...sales, missing: 'drop', inputs: ['sales', 'visits'] }, steps),
  one('holes, stride, three parts', holed, { ...sales, missing: 'drop', split: three }, { timeSteps: 3, stride: 2 }),
  one('holes in whole series', holed, {
    ...sales,
    missing: 'drop',
    split: { train: 0.6, validation: 0, test: 0.4, by: 'series' },
  }),
  one('holes without times', numbered, { targets: ['a'], inputs: ['a', 'c'], missing: 'drop' }, { horizon: 2 }),
  one('filled forward', holed, { ...sales, missing: 'forward-fill', inputs: ['weather', 'sales'] }, steps),
  one('filled forward, by series', holed, { ...sales, missing: 'forward-fill', scale: 'robust', scaleBy: 'series' }),
  one(
    'interpolated, with categories',
    holed,
    { ...sales, missing: 'interpolate', inputs: ['visits', 'weather', 'sales'] },
    steps,
  ),
  one('interpolated, by series', holed, {
    ...sales,
    missing: 'interpolate',
    scale: 'standard',
    scaleBy: 'series',
    inputs: ['visits'],
  }),
  one(
    'interpolated, ordered by numbers',
    numbered,
    { time: 'number', targets: ['a'], missing: 'interpolate' },
    { horizon: 3 },
  ),
  one(
    'filled forward, ordered by numbers',
    numbered,
    { time: 'number', targets: ['c', 'a'], missing: 'forward-fill' },
    { horizon: 2 },
  ),
  one(
    'filled forward with days to come',
    stores({ ahead: 5, missing: holes }),
    { ...sales, missing: 'forward-fill', known: ['price'] },
    steps,
  ),
];

const inputs: ForecastCase[] = [
  one('categories as ones', all, { ...sales, inputs: ['weather', 'sales', 'visits'], static: ['region', 'size'] }),
  one(
    'categories as vectors',
    ahead,
    { ...sales, inputs: ['sales', 'weather'], static: ['region'], known: ['offer', 'price'] },
    steps,
    {
      embedding: { units: 2 },
    },
  ),
  one(
    'vectors and a calendar alone',
    all,
    { ...sales, inputs: ['weather'], calendar: ['weekday'] },
    {},
    { embedding: { units: 2 } },
  ),
  one(
    'static numbers beside series scaled each',
    all,
    { ...sales, scaleBy: 'series', static: ['size', 'region'] },
    steps,
  ),
  one('known beforehand', ahead, { ...sales, known: ['price', 'offer'] }, steps),
  one('known beforehand, the next step', ahead, {
    ...sales,
    known: ['price'],
    inputs: ['sales', 'price'],
    scale: 'standard',
  }),
  one('hours of the day', hourly, { ...load, calendar: ['hour', 'weekday', 'month'] }, { timeSteps: 6, horizon: 4 }),
  one('hours alone', hourly, { ...load, calendar: ['hour'], inputs: ['heat'] }),
  one('months and several targets', hourly, { ...load, targets: ['load', 'heat'], calendar: ['month'] }, steps),
];

const byWindow: ForecastCase[] = [
  one('by window', hourly, { ...load, scale: 'window' }, { timeSteps: 5, horizon: 3 }),
  one('by window, the next step of two targets', hourly, {
    ...load,
    targets: ['heat', 'load'],
    inputs: ['load', 'heat'],
    scale: 'window',
  }),
  one(
    'by window, with a calendar',
    hourly,
    { ...load, inputs: ['heat', 'load'], calendar: ['hour'], scale: 'window' },
    steps,
  ),
  one(
    'by window, behind categories',
    ahead,
    {
      ...sales,
      scale: 'window',
      inputs: ['weather', 'visits', 'sales'],
      static: ['size'],
      known: ['price'],
    },
    steps,
  ),
  one(
    'by window, fed back',
    hourly,
    { ...load, targets: ['load', 'heat'], scale: 'window', calendar: ['hour'] },
    { horizon: 4, strategy: 'recursive' },
  ),
  one(
    'by window, each series, decoder that says',
    ahead,
    { ...sales, scale: 'window', scaleBy: 'series', known: ['price'] },
    steps,
    stepwise,
  ),
  one('by window, quantiles, decoder that says', hourly, { ...load, scale: 'window' }, steps, stepwise, quantile),
  one(
    'by window, quantiles, fed back',
    hourly,
    { ...load, scale: 'window' },
    { horizon: 3, strategy: 'recursive' },
    {},
    quantile,
  ),
];

const fedBack: ForecastCase[] = [
  one('fed back', hourly, load, { horizon: 4, strategy: 'recursive' }),
  one('fed back, stride', all, sales, { horizon: 2, stride: 3, strategy: 'recursive' }),
  one(
    'fed back, known and a calendar',
    ahead,
    { ...sales, inputs: ['sales'], known: ['price', 'offer'], static: ['region'], calendar: ['weekday'] },
    { horizon: 3, strategy: 'recursive' },
  ),
  one(
    'fed back behind categories',
    ahead,
    { ...sales, inputs: ['sales'], known: ['price'], static: ['region'], split: three },
    { horizon: 3, strategy: 'recursive' },
    {},
    quantile,
  ),
  one(
    'fed back, first categories',
    all,
    { ...sales, inputs: ['region', 'sales'], static: ['region'] },
    { horizon: 2, strategy: 'recursive' },
  ),
  one(
    'fed back, vectors',
    ahead,
    { ...sales, inputs: ['sales'], known: ['offer'], static: ['region'] },
    { horizon: 3, strategy: 'recursive' },
    { embedding: { units: 2 } },
  ),
  one(
    'fed back, a target that is not fed',
    hourly,
    { ...load, targets: ['heat', 'load'], inputs: ['load'] },
    { horizon: 3, strategy: 'recursive' },
  ),
];

const decoders: ForecastCase[] = [
  one('decoder that repeats', hourly, load, steps, repeat),
  one('decoder that repeats, one step', hourly, { ...load, inputs: ['heat', 'load'] }, {}, repeat),
  one(
    'decoder that repeats, known and categories',
    ahead,
    { ...sales, inputs: ['weather', 'sales'], known: ['offer'], calendar: ['weekday'] },
    steps,
    repeat,
  ),
  one('decoder that says, two targets', hourly, { ...load, targets: ['heat', 'load'] }, { horizon: 4 }, stepwise),
  one(
    'decoder that says, known, quantiles',
    ahead,
    { ...sales, known: ['price'], split: three },
    { horizon: 3, stride: 2 },
    stepwise,
    quantile,
  ),
  one('decoder that looks back', ahead, { ...sales, known: ['price'], inputs: ['sales', 'weather'] }, steps, {
    ...stepwise,
    embedding: { units: 2 },
    decoder: { layers: [{ cell: 'gru', units: 3 }], mode: 'autoregressive', attention: 'luong' },
  }),
  one(
    'one to many',
    hourly,
    { ...load, inputs: ['heat', 'load'] },
    { timeSteps: 1, horizon: 4 },
    { ...repeat, topology: 'one-to-many' },
  ),
  one(
    'one to many that says',
    hourly,
    load,
    { timeSteps: 1, horizon: 3, stride: 5 },
    { ...stepwise, topology: 'one-to-many' },
  ),
];

const quantiles: ForecastCase[] = [
  one('quantiles', hourly, load, {}, {}, quantile),
  one(
    'quantiles of two targets',
    hourly,
    { ...load, targets: ['heat', 'load'] },
    steps,
    {},
    { ...quantile, quantiles: [0.5, 0.75] },
  ),
  one('the median alone', all, { ...sales, scaleBy: 'series' }, { horizon: 2 }, {}, { ...quantile, quantiles: [0.5] }),
  one(
    'quantiles fed back',
    hourly,
    load,
    { horizon: 3, strategy: 'recursive' },
    {},
    { ...quantile, quantiles: [0.5, 0.9] },
  ),
];

const goesOn: Training = { stateful: true, shuffle: false };
const gru = { cell: 'gru', units: 3 } as const;

/** Windows that go on with the states of those before, in batches that divide nothing. */
export const statefulCases: readonly ForecastCase[] = [
  one('stateful', hourly, { ...load, split: three }, { stride: 4 }, { layers: [gru] }, { ...goesOn, batchSize: 3 }),
  one(
    'stateful, holes in one series',
    numbered,
    { targets: ['a'], inputs: ['a', 'c'], missing: 'drop', split: three },
    { timeSteps: 2, stride: 2 },
    { layers: [{ cell: 'lstm', units: 3 }], dense: [{ units: 2, activation: 'tanh' }, { units: 1 }] },
    { ...goesOn, batchSize: 4, loss: 'mae' },
  ),
  one(
    'stateful, filled forward, stopped early',
    numbered,
    { time: 'number', targets: ['c', 'a'], missing: 'forward-fill', split: { train: 0.7, validation: 0.3, test: 0 } },
    { timeSteps: 3, stride: 3, horizon: 2 },
    { layers: [{ cell: 'simple_rnn', units: 3 }] },
    { ...goesOn, batchSize: 6, clipNorm: 0.5, earlyStopping: { patience: 8 }, schedule: { patience: 2 } },
  ),
  one(
    'stateful, several series, stacked',
    all,
    { ...sales, split: { train: 0.7, validation: 0.3, test: 0 } },
    { stride: 4 },
    { layers: [{ cell: 'lstm', units: 3 }, gru, { cell: 'simple_rnn', units: 2 }] },
    { ...goesOn, batchSize: 3, loss: 'huber' },
  ),
  one(
    'stateful, holes in several series, without validation',
    holed,
    { ...sales, targets: ['sales', 'visits'], missing: 'drop', scaleBy: 'series' },
    { timeSteps: 2, stride: 2, horizon: 3, strategy: 'recursive' },
    { layers: [gru, { ...gru, units: 2 }] },
    { ...goesOn, batchSize: 7, earlyStopping: { patience: 9, restoreBest: false } },
  ),
  one(
    'stateful, whole series tested',
    all,
    { ...sales, split: { ...three, by: 'series', seed: 2 } },
    { stride: 4, horizon: 2 },
    { layers: [{ cell: 'lstm', units: 3 }] },
    { ...goesOn, batchSize: 4, optimizer: { name: 'sgd', learningRate: 0.1 } },
  ),
  one(
    'stateful, categories as vectors, known beforehand',
    ahead,
    { ...sales, split: three, inputs: ['sales', 'weather'], static: ['region'], known: ['offer', 'price'] },
    { stride: 4, horizon: 3 },
    {
      embedding: { units: 2 },
      layers: [
        { ...gru, resetAfter: false },
        { cell: 'lstm', units: 3, activation: 'softsign', recurrentActivation: 'hard_sigmoid' },
      ],
    },
    // Plain descent: Keras' Adam squares gradients of learned vectors place by place.
    {
      ...goesOn,
      ...quantile,
      batchSize: 5,
      schedule: { name: 'cosine' },
      optimizer: { name: 'sgd', learningRate: 0.1 },
    },
  ),
  one(
    'stateful, row by row',
    hourly,
    { ...load, split: { train: 1, validation: 0, test: 0 } },
    { timeSteps: 1, stride: 1 },
    { topology: 'one-to-one', layers: [{ cell: 'simple_rnn', units: 3, activation: 'elu' }] },
    { ...goesOn, batchSize: 32 },
  ),
];

const names: ForecastCase[] = [
  one(
    'hostile names',
    hostileStores,
    {
      ...{ time: '"; import os#', series: "'''", targets: ['{x}'], inputs: ['\\', '{x}'] },
      ...{ known: ['$x_{1$', 'offer'], static: ['%s', 'class'], calendar: ['weekday'], scaleBy: 'series' },
    },
    steps,
  ),
  one(
    'hostile names as vectors',
    hostileStores,
    {
      ...{ time: '"; import os#', series: "'''", targets: ['{x}'], inputs: ['{x}', '\\'], scale: 'window' },
      ...{ known: ['$x_{1$'], static: ['%s', 'class'] },
    },
    steps,
    { ...stepwise, embedding: { units: 2 } },
  ),
];

export const forecastCases: readonly ForecastCase[] = [
  ...series,
  ...missing,
  ...inputs,
  ...byWindow,
  ...fedBack,
  ...decoders,
  ...quantiles,
  ...statefulCases,
  ...names,
];

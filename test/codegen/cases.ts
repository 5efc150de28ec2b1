import type { ExperimentInput } from '../../src/spec/experiment';

/**
 * A covering set of experiments for generated code: every cell, direction, merge, activation, loss, optimizer, scaler, policy for
 * missing values, dialect and form of time at least once, and the pairs that share code.
 */
export interface Case {
  readonly name: string;
  /** Bytes of the CSV. */
  readonly csv: Uint8Array;
  readonly experiment: ExperimentInput;
  /** What matters is how the rows come to the network, so that training it once more would prove nothing. */
  readonly dataOnly: boolean;
}

type Data = ExperimentInput['data'];
type Model = NonNullable<ExperimentInput['model']>;
type Training = NonNullable<ExperimentInput['training']>;

const rows = 90;
/** Three columns that go up and down out of step, with a slow rise. */
const series = Array.from({ length: rows }, (_, t) => [
  50 + 30 * Math.sin(t / 3) + t / 5,
  200 + 100 * Math.cos(t / 4) - t / 3,
  1200 + 400 * Math.sin(t / 7),
]);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const month = (t: number): string => `${1990 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}`;
const day = (t: number): string => new Date(Date.UTC(2001, 0, 1 + t)).toISOString().slice(0, 10);

interface Format {
  readonly delimiter?: string;
  readonly number?: (value: number) => string;
  readonly time?: (t: number) => string;
  readonly header?: string[] | null;
  /** Cells that are written otherwise. */
  readonly change?: (t: number, column: number) => string | null;
  readonly order?: (t: number) => number;
}

/** A CSV with a time and the three columns a, b, c. */
function table({ delimiter = ',', number = (v) => v.toFixed(2), time = month, ...format }: Format = {}): string {
  const { header = ['time', 'a', 'b', 'c'], change = () => null, order = (t) => t } = format;
  const lines = series.map((_, i) => {
    const t = order(i);
    const cells = (series[t] ?? []).map((value, column) => change(t, column) ?? number(value));
    return [time(t), ...cells].join(delimiter);
  });
  return [...(header ? [header.join(delimiter)] : []), ...lines].join('\n') + '\n';
}

/** Every cell of column a and some of b that is missing, at the borders of parts too. */
const gaps = (t: number, column: number): string | null =>
  (column === 0 && [0, 5, 20, 21, 22, 55, 71, 72, 89].includes(t)) || (column === 1 && [1, 40, 60].includes(t))
    ? (['', 'NA', '?', '-', 'null'][t % 5] ?? '')
    : null;

const plain = utf8(table());
const holed = utf8(table({ change: gaps }));

function experiment(
  name: string,
  csv: Uint8Array,
  data: Partial<Data>,
  model: Model = {},
  training: Training = {},
): Case {
  return {
    name,
    csv,
    dataOnly: false,
    experiment: {
      version: 1,
      task: 'forecast',
      name,
      data: { file: 'data.csv', time: 'time', targets: ['a'], ...data },
      window: { timeSteps: 4 },
      model: { layers: [{ cell: 'simple_rnn', units: 3 }], ...model },
      training: { epochs: 2, batchSize: 16, ...training },
    },
  };
}

const withWindow = (base: Case, window: NonNullable<ExperimentInput['window']>): Case => ({
  ...base,
  experiment: { ...base.experiment, window: { timeSteps: 4, ...window } },
});

const threeParts = { train: 0.6, validation: 0.2, test: 0.2 };

/** Experiments that differ in their model and training. */
const models: readonly Case[] = [
  experiment('tutorial', plain, {}, { dense: [{ units: 1, activation: 'tanh' }] }),
  experiment('lstm', plain, { scale: 'standard' }, { layers: [{ cell: 'lstm', units: 5 }] }),
  experiment('gru', plain, { scale: 'robust' }, { layers: [{ cell: 'gru', units: 5 }] }),
  experiment('gru-reset-before', plain, { scale: 'none' }, { layers: [{ cell: 'gru', units: 5, resetAfter: false }] }),
  experiment(
    'bidirectional-lstm-stacked',
    plain,
    { split: threeParts },
    {
      layers: [
        { cell: 'lstm', units: 4, bidirectional: true },
        { cell: 'lstm', units: 3, bidirectional: true, merge: 'sum', activation: 'softsign' },
      ],
      dense: [{ units: 4, activation: 'relu' }, { units: 1 }],
    },
    { loss: 'mae', optimizer: { name: 'adamw', weightDecay: 0.01 }, clipNorm: 1 },
  ),
  experiment(
    'bidirectional-gru-stacked',
    plain,
    { inputs: ['a', 'b'], targets: ['c', 'a'] },
    {
      layers: [
        { cell: 'gru', units: 4, bidirectional: true, merge: 'mul', recurrentActivation: 'hard_sigmoid' },
        { cell: 'gru', units: 3, bidirectional: true, merge: 'ave', activation: 'elu' },
      ],
    },
    {
      loss: 'huber',
      optimizer: { name: 'rmsprop', learningRate: 0.01 },
      schedule: { patience: 1, factor: 0.5 },
      epochs: 3,
    },
  ),
  experiment(
    'dropout',
    plain,
    { inputs: ['b', 'c'], split: threeParts },
    {
      layers: [
        { cell: 'gru', units: 4, dropout: 0.2, recurrentDropout: 0.1 },
        { cell: 'lstm', units: 4, dropout: 0.1, recurrentDropout: 0.1 },
        { cell: 'simple_rnn', units: 4, recurrentDropout: 0.1, activation: 'selu' },
      ],
    },
    {
      optimizer: { name: 'sgd', learningRate: 0.01, momentum: 0.9 },
      earlyStopping: { patience: 1, minDelta: 0.001 },
      schedule: { patience: 1, minLearningRate: 0.0001 },
      epochs: 5,
    },
  ),
  experiment(
    'activations',
    plain,
    { split: { train: 0.7, validation: 0.3, test: 0 } },
    {
      layers: [
        { cell: 'lstm', units: 3, activation: 'softplus', recurrentActivation: 'hard_sigmoid' },
        { cell: 'gru', units: 3, activation: 'relu', recurrentActivation: 'softsign', resetAfter: false },
      ],
      dense: [{ units: 3, activation: 'hard_sigmoid' }, { units: 1 }],
    },
    { optimizer: { name: 'sgd' }, clipNorm: 0.5, shuffle: false, earlyStopping: { restoreBest: false } },
  ),
  experiment(
    'momentum-and-patience',
    plain,
    { split: threeParts, inputs: ['c'], scale: 'standard' },
    { layers: [{ cell: 'lstm', units: 4 }] },
    {
      optimizer: { name: 'sgd', learningRate: 0.2, momentum: 0.5 },
      earlyStopping: { patience: 3, minDelta: 0.02 },
      epochs: 8,
    },
  ),
  experiment(
    'adam-on-plateau',
    plain,
    { split: threeParts },
    { layers: [{ cell: 'simple_rnn', units: 4, activation: 'elu' }] },
    {
      optimizer: { name: 'adam', learningRate: 0.03 },
      clipNorm: 0.5,
      schedule: { patience: 1, factor: 0.3, minLearningRate: 0.01 },
      earlyStopping: { patience: 4 },
      epochs: 8,
    },
  ),
  experiment(
    'adam-cosine',
    plain,
    { split: threeParts },
    { layers: [{ cell: 'gru', units: 4 }] },
    {
      optimizer: { name: 'adam', learningRate: 0.03 },
      schedule: { name: 'cosine', minLearningRate: 0.001 },
      epochs: 6,
    },
  ),
  experiment('train-only', plain, { split: { train: 1, validation: 0, test: 0 } }, {}, { schedule: {} }),
];

/** Experiments that differ in their data. */
const datasets: readonly Case[] = [
  withWindow(experiment('stride', plain, { split: { ...threeParts, context: false }, time: null }), { stride: 3 }),
  withWindow(experiment('one-to-one', plain, {}, { topology: 'one-to-one' }), { timeSteps: 1 }),
  experiment('missing-drop', holed, { missing: 'drop', split: threeParts }),
  withWindow(experiment('missing-drop-stride', holed, { missing: 'drop', split: threeParts }), { stride: 3 }),
  experiment('missing-forward', holed, { missing: 'forward-fill', scale: 'standard', inputs: ['b', 'a'] }),
  experiment('missing-forward-own', holed, { missing: 'forward-fill', time: null }),
  experiment('missing-interpolate', holed, { missing: 'interpolate', scale: 'robust' }),
  withWindow(
    experiment('missing-interpolate-two', holed, { missing: 'interpolate', inputs: ['b', 'a'], targets: ['a', 'c'] }),
    {
      stride: 2,
    },
  ),
  experiment(
    'semicolons',
    utf8(
      table({
        delimiter: ';',
        time: (t) => day(t).split('-').reverse().join('.'),
        number: (v) =>
          `${v > 1000 ? '1.' : ''}${(v % 1000)
            .toFixed(1)
            .padStart(v > 1000 ? 5 : 1, '0')
            .replace('.', ',')}`,
        order: (i) => rows - 1 - i,
      }),
    ),
    { targets: ['c'] },
  ),
  experiment('constant-column', utf8(table({ change: (_, column) => (column === 2 ? '0.1' : null) })), {
    inputs: ['c', 'a'],
    scale: 'standard',
  }),
  experiment('spaces', utf8(table({ delimiter: ', ', time: day })), { targets: ['b'] }),
  experiment(
    'no-header',
    utf8(
      table({ delimiter: '\t', header: null, time: (t) => `${(t % 28) + 1}/${Math.floor(t / 28) + 1}/1981 10:00 PM` }),
    ),
    { time: 'column 1', targets: ['column 3'] },
  ),
  experiment('utf-16', Buffer.from(`\ufeff${table({ header: ['time', 'a', 'größe', 'c'] })}`, 'utf16le'), {
    targets: ['größe'],
  }),
  experiment(
    'windows-1252',
    Buffer.from(table({ header: ['time', 'a', 'größe', 'c'], time: (t) => `${month(t)}-15 10:00:00` }), 'latin1'),
    { targets: ['größe'] },
  ),
  experiment(
    'thousands',
    utf8(
      table({
        delimiter: ';',
        time: (t) => String(946684800 + 86400 * t),
        number: (v) => (v > 1000 ? `1\u00a0${(v % 1000).toFixed(0).padStart(3, '0')}` : v.toFixed(0)),
      }),
    ),
    { targets: ['c'] },
  ),
  experiment(
    'month-names',
    utf8(table({ time: (t) => `"${new Date(`${day(t)}T00:00:00Z`).toUTCString().slice(5, 16)}"` })),
    {},
  ),
  experiment('years', utf8(table({ time: (t) => String(1900 + t), header: ['year', 'a', 'b', 'c'] })), {
    time: 'year',
  }),
  experiment('duplicate-names', utf8(table({ header: ['time', 'a', 'a', ''] })), { targets: ['a (2)', 'column 4'] }),
];

/** Names that end a literal, a line, a format or a query wherever they are not escaped. */
export const hostileNames: readonly string[] = [
  '"; import os; os.system("x")#',
  "'''",
  '\\',
  'a\nb\r\nc',
  '{x}',
  '${x}',
  '$x_{1$',
  'класс',
  'class',
  '__proto__',
  '</script><!--',
  'a\u2028b\u2029c',
  '`',
  '*/ //',
  '%s %(x)s',
  'a\u001b[31mb',
  '\u202eabc',
  '🙂 two  words',
  'n'.repeat(200),
];

const hostile: Case = {
  name: 'hostile',
  dataOnly: false,
  csv: utf8(
    [
      ['time', ...hostileNames].map((name) => `"${name.replaceAll('"', '""')}"`).join(','),
      ...series.map(([a = 0, b = 0], t) => [month(t), ...hostileNames.map((_, i) => (a + i * b).toFixed(1))].join(',')),
    ].join('\n'),
  ),
  experiment: {
    version: 1,
    task: 'forecast',
    data: {
      file: `it's "mine" \\ $HOME {x} класс & 100%.csv`,
      time: 'time',
      inputs: [...hostileNames],
      targets: hostileNames.slice(0, 7),
    },
    window: { timeSteps: 3 },
    model: { layers: [{ cell: 'gru', units: 2 }] },
    training: { epochs: 1 },
  },
};

export const cases: readonly Case[] = [hostile, ...models, ...datasets.map((one) => ({ ...one, dataOnly: true }))];

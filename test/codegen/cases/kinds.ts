import type { ExperimentInput } from '../../../src/spec/experiment';

/** What the experiments chosen by pairs do not have: the ways of data, each with a small network. */
export interface KindCase {
  readonly name: string;
  readonly csv: string;
  readonly experiment: Omit<ExperimentInput, 'version' | 'model'> & { readonly model?: ExperimentInput['model'] };
}

const lines = (header: string, rows: readonly string[]): string => `${header}\n${rows.join('\n')}\n`;
const day = (t: number): string => new Date(Date.UTC(2021, 4, 1 + t)).toISOString().slice(0, 10);
const wave = (t: number): string => (10 + 3 * Math.sin(t) + (t % 5)).toFixed(2);
const lstm = [{ units: 5 }];
const classes = { loss: 'categorical_crossentropy', epochs: 2 } as const;

const words = ['Good', 'bad', "can't", 'été', 'NA', 'really', '"so so"', '3.14', '…', 'x'];
const text = (i: number, n: number): string =>
  Array.from({ length: n }, (_, k) => words[(i * 7 + k * k + 3 * k) % words.length]!.replaceAll('"', '')).join(' ');

/** Dates backwards, empty texts and labels, a date that is missing, a label in the last part alone. */
const notes = lines(
  'day,note,grade',
  Array.from({ length: 50 }, (_, i) => {
    const date = i === 7 ? '' : day(60 - i);
    const note = i === 11 ? '   ' : `"${text(i, 1 + (i % 6))}"`;
    return `${date},${note},${i === 13 ? '' : i < 3 ? '100' : ['2', '10', '1'][i % 3]}`;
  }),
);

/** Series in turns and backwards, values missing, the label in one row of a series. */
const machines = lines(
  'machine,day,heat,mode,state,wear',
  Array.from({ length: 96 }, (_, i) => {
    const machine = i % 12;
    const t = 8 - Math.floor(i / 12);
    const heat = (i * 5) % 17 === 3 ? '' : wave(i + machine);
    const mode = (i * 3) % 19 === 4 ? 'NA' : ['slow', 'fast', 'off'][(i + machine) % 3];
    const state = t === 3 ? ['007', 'ok', 'None'][machine % 3] : '';
    return `0${machine},${day(t)},${heat},${mode},${state},${(i * 7) % 23 === 5 ? '' : wave(i * 2)}`;
  }),
);

/** One long series whose rows have labels, some none, some no value. */
const sleep = lines(
  'minute,pulse,motion,stage,depth',
  Array.from({ length: 90 }, (_, t) => {
    const pulse = t % 31 === 9 ? '?' : wave(t);
    const stage = t % 23 === 5 ? '' : t > 84 ? 'dream' : ['light', 'deep', 'awake'][Math.floor(t / 7) % 3];
    return `${t},${pulse},${wave(3 * t)},${stage},${t % 29 === 4 ? '' : wave(t / 2)}`;
  }),
);

const pairs = lines(
  'from,to',
  Array.from({ length: 60 }, (_, i) => {
    const to = i === 4 ? '' : i === 6 ? text(i, 30) : text(i + 1, 1 + (i % 5));
    return `"${text(i % 20, 2 + (i % 4))}","${to}"`;
  }),
);

const tunes = lines(
  'tune,key,meter',
  Array.from({ length: 40 }, (_, i) => {
    const tune = i === 3 ? '' : text(i, 4 + ((i * 5) % 40));
    return `"${tune}",${i === 5 ? '' : ['D Major', 'G', 'C|'][i % 3]},${['6/8', '4/4'][i % 2]}`;
  }),
);

const parts = { train: 0.6, validation: 0.2, test: 0.2 };

export const kindCases: readonly KindCase[] = [
  {
    name: 'texts in order of time, numbers as labels, one of them unseen',
    csv: notes,
    experiment: {
      task: 'classify',
      data: { file: 'data.csv', time: 'day', inputs: ['note'], targets: ['grade'], split: { ...parts, by: 'time' } },
      model: { layers: lstm, tokens: { level: 'word', lowercase: true, maxLength: 4, vocabulary: 6 } },
      training: { ...classes, classWeights: 'balanced' },
    },
  },
  ...(['forward-fill', 'interpolate', 'drop'] as const).flatMap((missing): KindCase[] => [
    {
      name: `series with a label: ${missing}`,
      csv: machines,
      experiment: {
        task: 'classify',
        data: {
          ...{
            file: 'data.csv',
            time: 'day',
            series: 'machine',
            inputs: ['heat', 'mode'],
            targets: ['state'],
            missing,
          },
          ...{ scale: missing === 'drop' ? 'minmax' : 'standard', scaleBy: missing === 'drop' ? 'all' : 'series' },
          split: { ...parts, by: 'time' },
        },
        window: { timeSteps: 6 },
        model: { layers: lstm },
        training: classes,
      },
    },
    {
      name: `rows with a label: ${missing}`,
      csv: sleep,
      experiment: {
        task: 'label',
        data: {
          ...{ file: 'data.csv', time: 'minute', inputs: ['pulse', 'motion'], targets: ['stage'], missing },
          ...{ scale: 'robust', split: { ...parts, by: missing === 'drop' ? 'random' : 'time' } },
        },
        window: { timeSteps: 8 },
        model: { topology: 'many-to-many', layers: lstm },
        training: { ...classes, classWeights: missing === 'drop' ? 'balanced' : 'none' },
      },
    },
    {
      name: `single rows: ${missing}`,
      csv: sleep,
      experiment: {
        task: 'classify',
        data: {
          ...{ file: 'data.csv', time: 'minute', inputs: ['pulse', 'motion'], targets: ['stage'], missing },
          ...{ scale: 'standard', split: { ...parts, by: missing === 'drop' ? 'random' : 'time' } },
        },
        window: { timeSteps: 1 },
        model: { topology: 'one-to-one', layers: lstm },
        training: { ...classes, classWeights: missing === 'drop' ? 'balanced' : 'none' },
      },
    },
    {
      name: `numbers of single rows: ${missing}`,
      csv: sleep,
      experiment: {
        task: 'label',
        data: {
          ...{ file: 'data.csv', inputs: ['pulse', 'motion'], targets: ['depth'], missing, scale: 'minmax' },
          split: { ...parts, by: missing === 'drop' ? 'random' : 'time' },
        },
        window: { timeSteps: 1 },
        model: { topology: 'many-to-many', layers: lstm },
        training: { loss: 'mse', epochs: 2 },
      },
    },
    {
      name: `numbers of the rows of series: ${missing}`,
      csv: machines,
      experiment: {
        task: 'label',
        data: {
          ...{ file: 'data.csv', series: 'machine', time: 'day', inputs: ['mode', 'heat'], targets: ['wear'], missing },
          ...{ scale: missing === 'drop' ? 'robust' : 'minmax', scaleBy: missing === 'interpolate' ? 'series' : 'all' },
          split: { ...parts, by: missing === 'drop' ? 'time' : 'series' },
        },
        window: { timeSteps: 5 },
        model: { topology: 'many-to-many', layers: lstm, embedding: missing === 'drop' ? { units: 3 } : null },
        training: { loss: 'mse', epochs: 2 },
      },
    },
  ]),
  {
    name: 'the last row of each series',
    csv: machines,
    experiment: {
      task: 'classify',
      data: {
        ...{ file: 'data.csv', time: 'day', series: 'machine', inputs: ['mode'], targets: ['state'] },
        ...{ missing: 'drop', split: { ...parts, by: 'random' } },
      },
      window: { timeSteps: 1 },
      model: { topology: 'one-to-one', layers: lstm, embedding: { units: 2 } },
      training: classes,
    },
  },
  ...[1, 3].map((beam): KindCase => ({
    name: `pairs, some left out, beam ${beam}`,
    csv: pairs,
    experiment: {
      task: 'translate',
      data: { file: 'data.csv', inputs: ['from'], targets: ['to'], split: { ...parts, by: 'random', seed: 9 } },
      model: {
        topology: 'encoder-decoder',
        layers: lstm,
        tokens: { level: 'word', maxLength: 12 },
        decoder: { layers: lstm, mode: 'autoregressive', beam },
      },
      training: { ...classes, epochs: 6 },
    },
  })),
  {
    name: 'texts in pieces, given two columns',
    csv: tunes,
    experiment: {
      task: 'generate',
      data: { file: 'data.csv', targets: ['tune'], static: ['key', 'meter'], split: { ...parts, by: 'random' } },
      model: { topology: 'one-to-many', layers: lstm, tokens: { level: 'word', maxLength: 10 } },
      training: classes,
      sampling: { count: 2, length: 12, topK: 3, start: 'x' },
    },
  },
];

import type { ExperimentInput } from '../../../src/spec/experiment';
import { days, flowers, gestures, measuredDays, reviews, shopWeeks, shops, spoken, tunes } from './data';

type Data = Omit<ExperimentInput['data'], 'file'>;

/** What is learned and from what: everything of an experiment but its layers. */
export interface Form {
  readonly csv: string;
  readonly task: ExperimentInput['task'];
  readonly data: Data;
  readonly window?: ExperimentInput['window'];
  readonly topology: NonNullable<NonNullable<ExperimentInput['model']>['topology']>;
  readonly model?: Pick<NonNullable<ExperimentInput['model']>, 'embedding' | 'tokens'>;
  /** Of decoders: what they are told, and whether they look back. */
  readonly decoder?: {
    readonly mode: 'repeat' | 'autoregressive';
    readonly attention?: 'luong';
    readonly beam?: number;
  };
  /** Different labels. */
  readonly classes?: number;
  readonly training?: Partial<NonNullable<ExperimentInput['training']>>;
  readonly sampling?: ExperimentInput['sampling'];
}

const day = { csv: measuredDays, task: 'forecast', topology: 'many-to-one' } as const;
const heat: Data = { time: 'day', targets: ['heat'], split: { train: 0.7, validation: 0.1, test: 0.2 } };
const three = { timeSteps: 5, horizon: 3 };
const ahead = { csv: measuredDays, task: 'forecast', topology: 'encoder-decoder', window: three } as const;
const random = { train: 0.6, validation: 0.1, test: 0.3, by: 'random' } as const;
const text = { csv: reviews, task: 'classify', topology: 'many-to-one' } as const;
const translation = { csv: spoken, task: 'translate', topology: 'encoder-decoder' } as const;
const pairs: Data = { inputs: ['digits'], targets: ['words'], split: random };
const gesture = { csv: gestures, window: { timeSteps: 12 } } as const;
const crossEntropy = { loss: 'categorical_crossentropy' } as const;

/** Every task, topology, decoder and kind of input. */
export const forms: Readonly<Record<string, Form>> = {
  'next step': { ...day, data: heat, window: { timeSteps: 4 } },
  'one to one': {
    ...day,
    topology: 'one-to-one',
    data: { ...heat, inputs: ['load', 'heat'] },
    window: { timeSteps: 1 },
  },
  'two targets': { ...day, data: { ...heat, targets: ['heat', 'load'] }, window: { timeSteps: 4, stride: 2 } },
  'direct horizon': { ...day, data: { ...heat, inputs: ['heat', 'load'] }, window: three },
  recursive: { ...day, data: heat, window: { ...three, strategy: 'recursive' } },
  'recursive, calendar': {
    ...day,
    data: { ...heat, calendar: ['weekday'] },
    window: { ...three, strategy: 'recursive' },
  },
  'categories as ones': { ...day, data: { ...heat, inputs: ['heat', 'sky'] }, window: { timeSteps: 4 } },
  'categories as vectors': {
    ...day,
    data: { ...heat, inputs: ['heat', 'sky', 'open'] },
    window: { timeSteps: 4 },
    model: { embedding: { units: 2 } },
  },
  'scaled by window': { ...day, data: { ...heat, scale: 'window' }, window: three },
  quantiles: { ...day, data: heat, window: three, training: { loss: 'quantile', quantiles: [0.1, 0.5, 0.9] } },
  'known, direct': {
    ...day,
    csv: days,
    data: { ...heat, known: ['open'], calendar: ['weekday', 'month'] },
    window: three,
  },
  'known, decoder': {
    ...ahead,
    csv: days,
    data: { ...heat, known: ['open', 'sky'], calendar: ['weekday'] },
    decoder: { mode: 'repeat' },
  },
  'known categories, vectors': {
    ...ahead,
    csv: days,
    data: { ...heat, known: ['sky'], calendar: ['weekday'] },
    model: { embedding: { units: 2 } },
    decoder: { mode: 'repeat' },
  },
  repeat: { ...ahead, data: heat, decoder: { mode: 'repeat' } },
  'repeat, attention': { ...ahead, data: heat, decoder: { mode: 'repeat', attention: 'luong' } },
  autoregressive: { ...ahead, data: { ...heat, targets: ['heat', 'load'] }, decoder: { mode: 'autoregressive' } },
  'autoregressive, attention, known': {
    ...ahead,
    csv: days,
    data: { ...heat, known: ['open'] },
    decoder: { mode: 'autoregressive', attention: 'luong' },
  },
  'one to many': {
    ...ahead,
    topology: 'one-to-many',
    data: { ...heat, inputs: ['heat', 'load'] },
    window: { timeSteps: 1, horizon: 4 },
    decoder: { mode: 'repeat' },
  },
  'one to many, autoregressive': {
    ...ahead,
    topology: 'one-to-many',
    data: heat,
    window: { timeSteps: 1, horizon: 4 },
    decoder: { mode: 'autoregressive' },
  },
  'many series': {
    ...day,
    csv: shops,
    data: { time: 'day', series: 'shop', targets: ['sales'], static: ['town', 'size'], scaleBy: 'series' },
    window: { timeSteps: 4, horizon: 2 },
  },
  'many series, shared out': {
    ...day,
    csv: shops,
    data: {
      ...{ time: 'day', series: 'shop', targets: ['sales'], static: ['size'], scaleBy: 'series' },
      split: { train: 0.5, validation: 0, test: 0.5, by: 'series' },
    },
    window: { timeSteps: 4 },
  },
  'many series, numbered steps, gaps filled': {
    ...day,
    csv: shopWeeks,
    data: { time: 'week', series: 'shop', targets: ['sales'], missing: 'forward-fill' },
    window: { timeSteps: 4, horizon: 2 },
  },
  'last rows': {
    ...day,
    csv: shops,
    data: {
      time: 'day',
      series: 'shop',
      targets: ['sales'],
      split: { train: 0.8, test: 0.2, testRows: 6, validationRows: 3 },
    },
    window: { timeSteps: 4, horizon: 3 },
  },
  'classify words': {
    ...text,
    data: { inputs: ['text'], targets: ['mood'], split: random },
    model: { tokens: { level: 'word', maxLength: 6 }, embedding: { units: 3 } },
    classes: 2,
    training: crossEntropy,
  },
  'classify characters, balanced': {
    ...text,
    data: { inputs: ['text'], targets: ['mood'], split: random },
    model: { tokens: { level: 'character', maxLength: 30, lowercase: true } },
    training: { loss: 'binary_crossentropy', classWeights: 'balanced' },
  },
  'classify series': {
    ...gesture,
    task: 'classify',
    topology: 'many-to-one',
    data: { series: 'id', inputs: ['x', 'y', 'hand'], targets: ['gesture'], split: random },
    classes: 3,
    training: crossEntropy,
  },
  'classify series, vectors': {
    ...gesture,
    task: 'classify',
    topology: 'many-to-one',
    data: { series: 'id', inputs: ['x', 'hand'], targets: ['gesture'], split: random },
    model: { embedding: { units: 2 } },
    classes: 3,
    training: crossEntropy,
  },
  'classify rows': {
    csv: flowers,
    task: 'classify',
    topology: 'one-to-one',
    data: { inputs: ['petal', 'leaf', 'colour'], targets: ['kind'], split: random },
    window: { timeSteps: 1 },
    training: { loss: 'binary_crossentropy' },
  },
  'label classes': {
    ...gesture,
    task: 'label',
    topology: 'many-to-many',
    data: { series: 'id', inputs: ['x', 'y'], targets: ['phase'], split: random },
    classes: 3,
    training: crossEntropy,
  },
  'label numbers': {
    ...gesture,
    task: 'label',
    topology: 'many-to-many',
    data: { series: 'id', inputs: ['x', 'y', 'hand'], targets: ['force'], split: random },
  },
  translate: {
    ...translation,
    data: pairs,
    model: { tokens: { level: 'word', maxLength: 5 }, embedding: { units: 4 } },
    decoder: { mode: 'autoregressive' },
    training: crossEntropy,
  },
  'translate, attention': {
    ...translation,
    data: pairs,
    model: { tokens: { level: 'character', maxLength: 20 } },
    decoder: { mode: 'autoregressive', attention: 'luong' },
    training: crossEntropy,
  },
  'translate, beam': {
    ...translation,
    data: pairs,
    model: { tokens: { level: 'word', maxLength: 5 }, embedding: { units: 3 } },
    decoder: { mode: 'autoregressive', attention: 'luong', beam: 3 },
    training: crossEntropy,
  },
  'write characters': {
    csv: tunes,
    task: 'generate',
    topology: 'one-to-many',
    data: { targets: ['tune'], static: ['key'], split: random },
    model: { tokens: { level: 'character', maxLength: 8 }, embedding: { units: 4 } },
    training: crossEntropy,
    sampling: { every: null, count: 1, length: 10 },
  },
  'write words': {
    csv: spoken,
    task: 'generate',
    topology: 'one-to-many',
    data: { targets: ['words'], split: random },
    model: { tokens: { level: 'word', maxLength: 8 } },
    training: crossEntropy,
    sampling: { every: null, count: 1, length: 10 },
  },
};

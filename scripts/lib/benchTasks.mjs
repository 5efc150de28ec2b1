// The seven data sets that `npm run bench:tasks` trains on: the experiment of each, and what it has to reach.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

const shared = (name) => inRoot('..', 'shared', 'data', name);

/** A file of the shared data, or null where they are not on this machine. */
const present = (name) => () => (existsSync(shared(name)) ? shared(name) : null);

/** Integers below 2^32 from a seed (mulberry32 by Tommy Ettinger). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
}

/** 20,000 different sums of two numbers below 1000. */
function makeAddition(folder) {
  const next = numbers(1);
  const pairs = new Set();
  while (pairs.size < 20_000) pairs.add(`${next() % 1000}+${next() % 1000}`);
  const file = path.join(folder, 'addition.csv');
  const sum = (pair) => pair.split('+').reduce((total, n) => total + Number(n), 0);
  writeFileSync(file, `question,answer\n${[...pairs].map((pair) => `${pair},${sum(pair)}\n`).join('')}`);
  return file;
}

/** Pairs whose English side has up to six words. No cell of the file holds a line break. */
function makeTranslation(folder) {
  if (!existsSync(shared('english-french.csv'))) return null;
  const [header, ...lines] = readFileSync(shared('english-french.csv'), 'utf8').trimEnd().split(/\r?\n/);
  const source = (line) => (line.startsWith('"') ? line.slice(1, line.search(/"(,|$)/)) : line.split(',')[0]);
  const kept = lines.filter((line) => source(line).split(/\s+/).length <= 6);
  const file = path.join(folder, 'english-french.csv');
  writeFileSync(file, [header, ...kept, ''].join('\n'));
  return file;
}

/** The published split of etth1: 12, 4 and 4 months of 30 days. What comes after them is not used. */
const publishedMonths = { train: 12, all: 20, hours: 30 * 24 };

function makeTransformer(folder) {
  if (!existsSync(shared('etth1.csv'))) return null;
  const lines = readFileSync(shared('etth1.csv'), 'utf8').split(/\r?\n/);
  const file = path.join(folder, 'etth1.csv');
  writeFileSync(file, `${lines.slice(0, 1 + publishedMonths.all * publishedMonths.hours).join('\n')}\n`);
  return file;
}

/** The training rows and the 48 that were to be forecast in one file. */
function makeHourly(folder) {
  if (!existsSync(shared('m4-hourly.csv')) || !existsSync(shared('m4-hourly-future.csv'))) return null;
  const [past, future] = ['m4-hourly.csv', 'm4-hourly-future.csv'].map((name) => readFileSync(shared(name), 'utf8'));
  const file = path.join(folder, 'm4-hourly.csv');
  writeFileSync(file, `${past.trimEnd()}\n${future.slice(future.indexOf('\n') + 1)}`);
  return file;
}

const test = (name) => (run) => run.summary.metrics.test?.[name] ?? null;
const train = (name) => (run) => run.summary.metrics.train?.[name] ?? null;
const lstm = (units, more = {}) => ({ cell: 'lstm', units, ...more });
const gru = (units, more = {}) => ({ cell: 'gru', units, ...more });
const plateau = { name: 'plateau', factor: 0.5, patience: 5, minLearningRate: 1e-5 };
const crossEntropy = { loss: 'categorical_crossentropy' };

/**
 * name; file(folder): the CSV, or null where data are missing; experiment; figures: what is shown of a run, with what it
 * has to reach (`least` or `most`); keras: whether there is a twin in Keras, and how far below or above it may be.
 */
export const benchTasks = [
  {
    name: 'reviews',
    file: present('product-reviews.csv'),
    keras: { figure: 'test accuracy', worse: 0.015 },
    experiment: {
      task: 'classify',
      data: {
        inputs: ['review'],
        targets: ['sentiment'],
        split: { by: 'random', train: 0.8, validation: 0, test: 0.2 },
      },
      model: {
        layers: [lstm(32, { dropout: 0.3 })],
        embedding: { units: 32 },
        tokens: { level: 'word', vocabulary: 2000, maxLength: 40, lowercase: true },
      },
      training: { ...crossEntropy, epochs: 10, batchSize: 32 },
    },
    figures: [{ name: 'test accuracy', of: test('accuracy'), least: 0.72 }],
  },
  {
    name: 'translation',
    file: makeTranslation,
    keras: { figure: 'test token accuracy', worse: 0.02 },
    experiment: {
      task: 'translate',
      data: { inputs: ['english'], targets: ['french'], split: { by: 'random', train: 0.9, validation: 0, test: 0.1 } },
      model: {
        topology: 'encoder-decoder',
        layers: [lstm(64, { bidirectional: true })],
        embedding: { units: 64 },
        tokens: { level: 'word', vocabulary: 5000, maxLength: 20, lowercase: false },
        decoder: { layers: [lstm(128)], mode: 'autoregressive', attention: 'luong' },
      },
      training: { ...crossEntropy, epochs: 20, batchSize: 64, optimizer: { learningRate: 0.005 } },
    },
    figures: [
      { name: 'training exact match', of: train('exactMatch'), least: 0.9 },
      { name: 'test token accuracy', of: test('tokenAccuracy') },
      { name: 'test exact match', of: test('exactMatch') },
      { name: 'test BLEU', of: test('bleu') },
    ],
  },
  {
    name: 'tunes',
    file: present('irish-tunes.csv'),
    keras: { figure: 'bits per character', times: 1.02 },
    experiment: {
      task: 'generate',
      data: {
        targets: ['abc'],
        static: ['key', 'meter'],
        split: { by: 'random', train: 0.9, validation: 0, test: 0.1 },
      },
      model: {
        topology: 'one-to-many',
        layers: [lstm(256, { dropout: 0.2 })],
        embedding: { units: 64 },
        tokens: { level: 'character', vocabulary: 200, maxLength: 400 },
      },
      training: { ...crossEntropy, epochs: 40, batchSize: 16, optimizer: { learningRate: 0.002 }, schedule: plateau },
    },
    figures: [{ name: 'bits per character', of: test('bitsPerCharacter') }],
  },
  {
    name: 'addition',
    file: makeAddition,
    experiment: {
      task: 'translate',
      data: {
        inputs: ['question'],
        targets: ['answer'],
        split: { by: 'random', train: 0.9, validation: 0, test: 0.1 },
      },
      model: {
        topology: 'encoder-decoder',
        layers: [lstm(128)],
        tokens: { level: 'character', vocabulary: 50, maxLength: 8 },
        decoder: { layers: [lstm(128)], mode: 'autoregressive', attention: 'luong' },
      },
      training: { ...crossEntropy, epochs: 60, batchSize: 64, optimizer: { learningRate: 0.004 }, schedule: plateau },
    },
    figures: [{ name: 'test exact match', of: test('exactMatch'), least: 0.98 }],
  },
  {
    name: 'etth1',
    file: makeTransformer,
    experiment: {
      task: 'forecast',
      data: {
        time: 'date',
        inputs: ['OT'],
        targets: ['OT'],
        calendar: ['hour'],
        scale: 'window',
        split: { train: 0.6, validation: 0.2, test: 0.2 },
      },
      window: { timeSteps: 96, horizon: 24 },
      model: { topology: 'many-to-one', layers: [gru(32)] },
      training: { loss: 'mse', epochs: 12, batchSize: 64, earlyStopping: { patience: 3, restoreBest: true } },
    },
    figures: [
      { name: 'test MSE, standard units', of: (run) => standardMse(run, 'metrics'), below: 'repeat the last value' },
      { name: 'repeat the last value', of: (run) => standardMse(run, 'naive') },
    ],
  },
  {
    name: 'm4-hourly',
    file: makeHourly,
    experiment: {
      task: 'forecast',
      data: {
        series: 'series',
        time: 'hour',
        inputs: ['value'],
        targets: ['value'],
        seasonalPeriod: 24,
        scale: 'window',
        scaleBy: 'series',
        split: { train: 0.8, validation: 0, test: 0.2, testRows: 48 },
      },
      window: { timeSteps: 168, horizon: 48, stride: 4 },
      model: { topology: 'many-to-one', layers: [gru(64)] },
      training: {
        loss: 'mae',
        epochs: 16,
        batchSize: 128,
        optimizer: { learningRate: 0.003 },
        schedule: { name: 'cosine', minLearningRate: 1e-5 },
      },
    },
    figures: [
      { name: 'sMAPE', of: test('smape'), most: 13.9 },
      { name: 'MASE', of: test('mase'), most: 1.19 },
      { name: 'seasonal naive sMAPE', of: (run) => run.summary.baselines.seasonalNaive?.test?.smape ?? null },
      { name: 'seasonal naive MASE', of: (run) => run.summary.baselines.seasonalNaive?.test?.mase ?? null },
    ],
  },
  {
    name: 'air-passengers',
    file: present('air-passengers.csv'),
    backtest: true,
    experiment: {
      task: 'forecast',
      data: {
        time: 'Month',
        inputs: ['#Passengers'],
        targets: ['#Passengers'],
        calendar: ['month'],
        scale: 'window',
        split: { train: 0.8, validation: 0, test: 0.2, testRows: 24 },
      },
      window: { timeSteps: 24, horizon: 6 },
      model: { topology: 'many-to-one', layers: [lstm(32)] },
      training: { loss: 'mae', epochs: 300, batchSize: 8, optimizer: { learningRate: 0.002 } },
    },
    figures: [{ name: 'backtest MAPE, %', of: (run) => run.backtest?.scores.mape ?? null, most: 4 }],
  },
];

/** Mean squared error in units of the training rows' standard deviation: what is published of this file. */
function standardMse({ summary, deviation }, what) {
  const scores = what === 'naive' ? summary.baselines.naive.test : summary.metrics.test;
  return scores?.rmse === undefined ? null : (scores.rmse / deviation) ** 2;
}

/** Standard deviation of the last column over the training months: what etth1 is published in units of. */
export function deviationOf(file) {
  const rows = publishedMonths.train * publishedMonths.hours;
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(1, rows + 1);
  const values = lines.map((line) => Number(line.split(',').at(-1)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { checkExperiment } from '../../../src/spec/checks';
import { tasks } from '../../../src/spec/experiment';
import { type Choice, propose } from '../../../src/spec/propose';
import { readTable } from '../../../src/data/read';
import { hash32 } from '../../../src/data/sequence/split';
import { textColumns } from '../../../src/spec/roles';
import { prepareTask } from '../../../src/training/tasks';
import { profileFile } from '../../../src/training/profileFile';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-propose-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const root = path.resolve(import.meta.dirname, '../../..');
const shared = path.resolve(root, '../shared/data');
const vega = path.join(root, 'node_modules/vega-datasets/data');

async function proposeFor(csv: string, choice: Choice = {}) {
  const profile = await profileFile(csv);
  return { profile, ...propose(profile, choice) };
}

let files = 0;
/** A file of some rows. */
function csvOf(header: string, rows: number, row: (i: number) => string): string {
  const file = path.join(folder, `${++files}.csv`);
  fs.writeFileSync(file, `${[header, ...Array.from({ length: rows }, (_, i) => row(i))].join('\n')}\n`);
  return file;
}

const nouns = ['house', 'river', 'mountain', 'garden', 'letter', 'window', 'summer', 'kitchen'];
const sentence = (i: number) =>
  Array.from({ length: 4 + (i % 5) }, (_, k) => nouns[(i * 7 + k * 3 + ((i >> k) % 5)) % nouns.length]).join(' ');
const reviews = (labels: readonly string[]) =>
  csvOf('text,mood', 200, (i) => `${sentence(i)} ${i},${labels[(i * 7) % labels.length]}`);

describe('what a file is for', () => {
  it.each<[string, () => string, object, RegExp]>([
    [
      'a text and a few labels: the label of a text',
      () => reviews(['good', 'bad']),
      { task: 'classify', topology: 'many-to-one', roles: { inputs: ['text'], targets: ['mood'], series: null } },
      /^"text" holds a text in each row and "mood" 2 different labels/,
    ],
    [
      'a text and labels that are numbers',
      () => reviews(['0', '1']),
      { task: 'classify', roles: { inputs: ['text'], targets: ['mood'] } },
      /2 different labels/,
    ],
    [
      'two texts: the second from the first',
      () => csvOf('english,french', 100, (i) => `${sentence(i)} ${i},le ${sentence(i + 1)} ${i}`),
      { task: 'translate', topology: 'encoder-decoder', roles: { inputs: ['english'], targets: ['french'] } },
      /two texts in each row/,
    ],
    [
      'sums as text, whose answers are numbers',
      () => csvOf('sum,answer', 300, (i) => `${i}+${(i * 7) % 100},${i + ((i * 7) % 100)}`),
      { task: 'translate', roles: { inputs: ['sum'], targets: ['answer'] } },
      /two short texts/,
    ],
    [
      'a text alone: texts like it',
      () => csvOf('name', 150, (i) => `${nouns[i % 8]}${nouns[(i * 3) % 8]}${i}`),
      { task: 'generate', topology: 'one-to-many', roles: { targets: ['name'], inputs: [], static: [] } },
      /texts like these are written\.$/,
    ],
    [
      'a text of signs and its categories: texts on a condition',
      () =>
        csvOf('title,meter,key,abc', 60, (i) =>
          [`Tune ${i}`, ['4/4', '6/8'][i % 2], ['D', 'G', 'A'][i % 3], `"|:d2${'fA'.repeat(9)} ${i}|\nge${i}:|"`].join(
            ',',
          ),
        ),
      { task: 'generate', roles: { targets: ['abc'], static: ['meter', 'key'] } },
      /for a given "meter" and "key"/,
    ],
    [
      'numbers at times of which each stands there once a series: one forecast for all series',
      () =>
        csvOf(
          'day,shop,sales',
          90,
          (i) => `2024-01-${String(1 + Math.floor(i / 3)).padStart(2, '0')},s${i % 3},${i % 17}`,
        ),
      { task: 'forecast', roles: { series: 'shop', time: 'day', targets: ['sales'], inputs: ['sales'] } },
      /"shop" says which series a row belongs to/,
    ],
    [
      'numbers of series one after the other, whose rows are counted',
      () => csvOf('series,hour,value', 160, (i) => `H${Math.floor(i / 40)},${i % 40},${(i * 31) % 23}`),
      { task: 'forecast', roles: { series: 'series', time: 'hour', targets: ['value'] } },
      /one network forecasts all of them/,
    ],
    [
      'numbers at times, and a word a row: the numbers',
      () => csvOf('date,rain,wind,weather', 60, (i) => `${2000 + i}-01-01,${i % 5},${i % 7},${['sun', 'fog'][i % 2]}`),
      { task: 'forecast', roles: { series: null, time: 'date', targets: ['wind'], inputs: ['wind', 'rain'] } },
      /forecast from those before/,
    ],
    [
      'numbers in no order and a label: rows for themselves',
      () => csvOf('length,width,species', 90, (i) => `${(i * 37) % 29},${(i * 11) % 31},${['a', 'b', 'c'][i % 3]}`),
      { task: 'classify', topology: 'one-to-one', roles: { inputs: ['length', 'width'], targets: ['species'] } },
      /each row gets its own label/,
    ],
    [
      'many series whose rows are counted, each with one label: the label of a series',
      () =>
        csvOf(
          'id,t,x,y,ground,kind',
          240,
          (i) => `m${i >> 3},${i & 7},${(i * 31) % 23},${i % 5},g${(i >> 3) % 2},k${(i >> 3) % 3}`,
        ),
      {
        task: 'classify',
        topology: 'many-to-one',
        roles: { inputs: ['x', 'y'], targets: ['kind'], series: 'id', time: 't' },
      },
      /3 different labels, and "id" says which rows belong together: each series gets one label/,
    ],
    [
      'the same with a label that changes within a series: what comes next',
      () =>
        csvOf('id,t,x,kind', 960, (i) => `m${i >> 5},${i & 31},${(i * 31) % 23},k${i % 97 === 50 ? 2 : (i >> 5) % 3}`),
      { task: 'forecast', roles: { series: 'id', time: 't', targets: ['x'] } },
      /one network forecasts all of them/,
    ],
    [
      'series by the hour with what is the same of each: what comes next',
      () => csvOf('id,hour,x,region', 960, (i) => `m${i >> 5},${i & 31},${(i * 31) % 23},r${(i >> 5) % 3}`),
      { task: 'forecast', roles: { series: 'id', time: 'hour', targets: ['x'] } },
      /one network forecasts all of them/,
    ],
    [
      'dates, prices and headlines: the prices',
      () => csvOf('date,price,headline', 60, (i) => `${1950 + i}-02-01,${i % 13},${sentence(i)} ${i}`),
      { task: 'forecast', roles: { targets: ['price'], time: 'date' } },
      /"price" holds numbers over time/,
    ],
  ])('%s', async (_name, make, expected, why) => {
    const proposed = await proposeFor(make());
    expect(proposed).toMatchObject(expected);
    expect(proposed.why).toMatch(why);
    expect(proposed.why.match(/\.( |$)/g)).toHaveLength(1);
    expect(checkExperiment(proposed.experiment, proposed.profile)).toEqual([]);
  });

  it('has the sizes of the task', async () => {
    const translate = await proposeFor(csvOf('a,b', 300, (i) => `${i}+1,${i + 1}`));
    expect(translate.experiment.model).toMatchObject({
      tokens: { level: 'character' },
      embedding: { units: 64 },
      layers: [{ cell: 'lstm', units: 64, bidirectional: true }],
      decoder: { layers: [{ units: 128 }], mode: 'autoregressive', attention: 'luong' },
    });
    const classify = await proposeFor(reviews(['x', 'y']));
    expect(classify.experiment.model).toMatchObject({
      tokens: { level: 'word', lowercase: true },
      embedding: { units: 32 },
      layers: [{ cell: 'lstm', units: 32 }],
    });
    expect(classify.experiment.data.split.by).toBe('random');
    expect(classify.experiment.training.loss).toBe('categorical_crossentropy');
  });
});

describe('a forecast', () => {
  const months = (rows: number, value: (i: number) => number) =>
    csvOf('month,v', rows, (i) => `${1950 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')},${value(i)}`);
  const season = (i: number) => 10 * Math.sin((2 * Math.PI * i) / 12);
  const noise = (i: number) => hash32(i, 1) / 2 ** 32;
  const hours = (rows: number, minutes: number) =>
    csvOf('at,v', rows, (i) => {
      const at = new Date(Date.UTC(2024, 0, 1) + i * minutes * 60_000).toISOString().slice(0, 16);
      return `${at},${Math.sin((2 * Math.PI * i * minutes) / 1440) + noise(i) / 10}`;
    });

  it.each<[string, () => string, object]>([
    [
      'half a year of months that go up and down with the year, more of them each year',
      () => months(144, (i) => (100 + i) * (1 + season(i) / 50)),
      {
        data: { calendar: ['month'], scale: 'window', split: { validation: 0, testRows: 24 } },
        window: { timeSteps: 24, horizon: 6, stride: 1 },
        training: { epochs: 600, loss: 'mae', earlyStopping: null },
      },
    ],
    [
      'half a year of many such months, of which some are kept to watch',
      () => months(1200, (i) => 50 + season(i) + noise(i)),
      {
        data: { calendar: ['month'], scale: 'standard', split: { validation: 0.1, testRows: null } },
        window: { timeSteps: 24, horizon: 6 },
        training: { epochs: 30 },
      },
    ],
    [
      'the next of months that are no season',
      () => months(600, (i) => 10 * noise(i) + 50 * Math.sin(i / 20)),
      { data: { calendar: [], scale: 'standard' }, window: { timeSteps: 12, horizon: 1, stride: 1 } },
    ],
    [
      'the next of months that rise and have no season, scaled by window',
      () => months(600, (i) => i + 10 * noise(i)),
      { data: { calendar: [], scale: 'window' }, window: { timeSteps: 12, horizon: 1 } },
    ],
    [
      'a day of hours from four days',
      () => hours(2000, 60),
      { data: { calendar: ['hour'], scale: 'standard' }, window: { timeSteps: 96, horizon: 24, stride: 1 } },
    ],
    ['a day of half hours', () => hours(2000, 30), { window: { timeSteps: 96, horizon: 48 } }],
    ['the next of minutes', () => hours(2000, 1), { data: { calendar: [] }, window: { timeSteps: 96, horizon: 1 } }],
    ['no more than a tenth of a few hours', () => hours(60, 60), { window: { timeSteps: 10, horizon: 6 } }],
    [
      'a day of hours that are counted, of many series',
      () => csvOf('series,hour,value', 6000, (i) => `H${Math.floor(i / 600)},${i % 600},${(i * 31) % 23}`),
      {
        data: { seasonalPeriod: 24, calendar: [], scale: 'window', scaleBy: 'series' },
        window: { timeSteps: 96, horizon: 24 },
        training: { loss: 'mae' },
      },
    ],
  ])('of %s', async (_name, make, expected) => {
    const { experiment, profile } = await proposeFor(make());
    expect(experiment).toMatchObject(expected);
    expect(checkExperiment(experiment, profile)).toEqual([]);
  });

  it('takes fewer windows of many rows, and no more of them than are learned from within a minute', async () => {
    const { experiment } = await proposeFor(
      csvOf('series,hour,value', 300_000, (i) => `H${Math.floor(i / 1000)},${i % 1000},${(i * 31) % 23}`),
    );
    const { window, training } = experiment;
    expect(window).toMatchObject({ timeSteps: 96, horizon: 24, stride: 9 });
    expect((300_000 / window.stride) * window.timeSteps * training.epochs).toBeLessThanOrEqual(2.2e7);
    expect(training.epochs).toBeGreaterThanOrEqual(6);
  });
});

describe('few sequences', () => {
  it.each<[number, object]>([
    [4, { train: 0.7, validation: 0, test: 0.3, by: 'series' }],
    [8, { train: 0.7, validation: 0, test: 0.3, by: 'series' }],
    [12, { train: 0.7, validation: 0.1, test: 0.2, by: 'series' }],
  ])('of %i to label each part of the proposal has some', async (series, split) => {
    const file = csvOf('who,t,x,mood', series * 20, (i) => {
      const own = Math.floor(i / 20);
      return `p${own},${i % 20},${(i * 31) % 23},${['low', 'high'][own % 2]}`;
    });
    for (const task of ['label', 'classify'] as const) {
      const { experiment, profile } = await proposeFor(file, { task, target: 'mood' });
      expect(experiment.data).toMatchObject({ series: 'who', split });
      expect(checkExperiment(experiment, profile)).toEqual([]);
      // A series has 20 rows; its label may stand in any of them.
      if (task === 'classify') expect(experiment.window.timeSteps).toBeGreaterThanOrEqual(20);
      const table = await readTable(file, { text: textColumns(experiment) });
      const { dataset } = prepareTask(experiment, table);
      expect(dataset.windows.train.length).toBeGreaterThan(0);
      expect(dataset.windows.test.length).toBeGreaterThan(0);
      expect(dataset.windows.validation.length > 0).toBe(experiment.data.split.validation > 0);
    }
  });
});

describe('what was chosen', () => {
  it('as a target decides the task', async () => {
    const weather = csvOf('date,rain,weather', 60, (i) => `${2000 + i}-01-01,${i % 5},${['sun', 'fog'][i % 2]}`);
    expect(await proposeFor(weather, { target: 'weather' })).toMatchObject({
      task: 'label',
      topology: 'many-to-many',
      roles: { inputs: ['rain'], targets: ['weather'], time: 'date' },
    });
    expect(await proposeFor(weather, { target: 'rain' })).toMatchObject({
      task: 'forecast',
      roles: { inputs: ['rain'] },
    });
    const text = reviews(['good', 'bad']);
    expect(await proposeFor(text, { target: 'text' })).toMatchObject({ task: 'generate', roles: { static: ['mood'] } });
    expect(await proposeFor(text, { target: 'mood' })).toMatchObject({ task: 'classify' });
  });

  it('as a task is proposed for, and what the file lacks is a problem, not a crash', async () => {
    const made = [
      csvOf('a', 3, (i) => String(i)),
      csvOf('date,rain', 60, (i) => `${2000 + i}-01-01,${i % 5}`),
      csvOf('__proto__,constructor', 60, (i) => `${i % 5},${sentence(i)} ${i}`),
      csvOf('<b>x</b>,y', 60, (i) => `"<img src=x onerror=alert(1)> ${i}",${i % 2}`),
      csvOf('text', 60, (i) => `"${'👩‍🚀 שלום é '.repeat(3)}${i}"`),
      csvOf('empty,also', 5, () => ','),
    ];
    for (const file of made) {
      for (const task of tasks) {
        const { profile, experiment, why } = await proposeFor(file, { task });
        expect(experiment.task).toBe(task);
        expect(why).not.toBe('');
        for (const { path: field, hint } of checkExperiment(experiment, profile)) {
          expect(`${task} ${field}`).toMatch(/ (data|window|model)/);
          expect(hint).not.toBe('');
        }
      }
    }
  });

  it('as a target that is not there stays for the check to find', async () => {
    const { experiment, profile } = await proposeFor(reviews(['x', 'y']), { target: 'gone' });
    expect(checkExperiment(experiment, profile)[0]?.message).toMatch(/no column "gone"/);
  });
});

describe.skipIf(!fs.existsSync(shared))('real files (needs ../shared/data)', () => {
  it.each<[string, object]>([
    ['product-reviews.csv', { task: 'classify', roles: { inputs: ['review'], targets: ['sentiment'] } }],
    ['english-french.csv', { task: 'translate', roles: { inputs: ['english'], targets: ['french'] } }],
    ['irish-tunes.csv', { task: 'generate', roles: { targets: ['abc'], static: ['meter', 'key'] } }],
    [
      'm4-hourly.csv',
      {
        roles: { series: 'series', time: 'hour', targets: ['value'] },
        experiment: {
          data: { scale: 'window', scaleBy: 'series', seasonalPeriod: 24 },
          window: { timeSteps: 96, horizon: 24 },
        },
      },
    ],
    [
      'etth1.csv',
      {
        roles: { series: null, time: 'date', targets: ['OT'] },
        experiment: { data: { calendar: ['hour'], scale: 'window' }, window: { timeSteps: 96, horizon: 24 } },
      },
    ],
    [
      'air-passengers.csv',
      {
        roles: { time: 'Month', targets: ['#Passengers'] },
        experiment: { data: { calendar: ['month'], scale: 'window' }, window: { timeSteps: 24, horizon: 6 } },
      },
    ],
    [
      'monthly-sunspots.csv',
      {
        roles: { targets: ['Sunspots'] },
        experiment: { data: { calendar: [], scale: 'standard' }, window: { timeSteps: 12, horizon: 1 } },
      },
    ],
  ])('%s', async (name, expected) => {
    const proposed = await proposeFor(path.join(shared, name));
    expect(proposed).toMatchObject(expected);
    expect(checkExperiment(proposed.experiment, proposed.profile)).toEqual([]);
  });

  it('english–french by word, though the first sentences are short, and in passes that the later ones allow', async () => {
    const { experiment } = await proposeFor(path.join(shared, 'english-french.csv'));
    expect(experiment.model.tokens?.level).toBe('word');
    // 5,000 pairs take 2 to 5 s a pass.
    expect(experiment.training.epochs).toBeGreaterThanOrEqual(12);
    expect(experiment.training.epochs).toBeLessThanOrEqual(25);
  });
});

describe("vega's files", () => {
  it.each<[string, object]>([
    ['seattle-weather.csv', { task: 'forecast', roles: { series: null, time: 'date' } }],
    ['weather.csv', { task: 'forecast', roles: { series: 'location', time: 'date' } }],
    ['stocks.csv', { task: 'forecast', roles: { series: 'symbol', time: 'date', targets: ['price'] } }],
    ['co2-concentration.csv', { task: 'forecast', roles: { series: null } }],
    ['us-employment.csv', { task: 'forecast', roles: { inputs: ['nonfarm_change'] } }],
    // Days of death that repeat, and no column that would tell them apart.
    ['la-riots.csv', { task: 'forecast', roles: { series: null } }],
    ['birdstrikes.csv', { task: 'forecast', roles: { series: null } }],
  ])('%s', async (name, expected) => {
    const proposed = await proposeFor(path.join(vega, name));
    expect(proposed).toMatchObject(expected);
    expect(checkExperiment(proposed.experiment, proposed.profile)).toEqual([]);
  });
});
